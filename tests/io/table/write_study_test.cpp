#include "io/table/write_study.hpp"

#include "io/table/study_tables.hpp"
#include "tests/support/made_study.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <sstream>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace {

using Rows = std::vector<std::vector<std::string>>;
using Writer = void (*)(const Study&, const StudyResult&, const TextSink&);

std::string text_of(Writer writer, const MadeStudy& made) {
    std::string text;
    writer(made.study, made.result, [&](std::string_view piece) { text += piece; });
    return text;
}

/// Read as a user's script would: split at LF and tab, nothing else means anything.
Rows rows_of(Writer writer, const MadeStudy& made) {
    Rows rows;
    std::istringstream lines(text_of(writer, made));
    for (std::string line; std::getline(lines, line);) {
        auto& cells = rows.emplace_back();
        std::istringstream text(line + '\t');
        for (std::string cell; std::getline(text, cell, '\t');) cells.push_back(cell);
    }
    return rows;
}

/// The cell under a column's name in the first row that begins so.
std::string at(const Rows& rows, const std::vector<std::string>& start, const std::string& column) {
    const auto number = std::size_t(std::find(rows[0].begin(), rows[0].end(), column) - rows[0].begin());
    REQUIRE(number < rows[0].size());
    for (const auto& row : rows)
        if (std::equal(start.begin(), start.end(), row.begin())) return row.at(number);
    FAIL("no such row");
    return {};
}

std::string joined(const std::vector<std::string>& cells) {
    std::string text;
    for (const auto& cell : cells) text += cell + ' ';
    return text;
}

constexpr Writer all_writers[]{study_features_tsv, cells_tsv, areas_tsv, areas_by_specimen_tsv, runs_tsv};

}  // namespace

// ---- features.tsv -----------------------------------------------------------------------------------------------

TEST_CASE("study features: promised columns come first, a row a feature of both polarities", "[write_study]") {
    const std::string text = text_of(study_features_tsv, made_study());
    CHECK(
        text ==
        "feature_id\tmz\tmobility_tu\tmt_s\tcharge\tion\tn_runs\tn_detected\tn_filled\tquality\tcompound_id\tcompound\t"
        "level\tscore\tflags\tpolarity\tn_below_limit\tn_not_measured\tfwhm_s\tplace_sd\n"
        "F1\t147.112804\t32.1000\t414.600\t-2\t[M-2H]2-\t4\t4\t0\t0.750\t\t\t\t\toverlap\tpositive\t0\t0\t4.250\t"
        "0.0123457\n"
        "F2\t90.055000\t20.0000\t600.000\t\t\t4\t1\t1\t\t\t\t\t\t\tpositive\t1\t1\t\t\n"
        "F3\t\t\t\t\t\t4\t0\t0\t\t\t\t\t\t\tpositive\t0\t4\t\t\n"
        "N1\t191.019700\t\t700.000\t\t\t1\t1\t0\t\t\t\t\t\t\tnegative\t0\t0\t\t\n");
}

TEST_CASE("study features: a flag stands where at least half of the measured peaks have it", "[write_study]") {
    auto made = made_study();
    const auto flags = [&] { return at(rows_of(study_features_tsv, made), {"F1"}, "flags"); };
    CHECK(flags() == "overlap");  // 2 of 4; few_points of 1 of 4 is not told
    made.result.tables[0].cells[3].flags = FeatureFlag::none;
    CHECK(flags().empty());
    made.result.tables[0].cells[3].kind = made.result.tables[0].cells[0].kind = CellKind::filled;
    made.result.tables[0].cells[3].flags = FeatureFlag::dropout;
    CHECK(flags() == "overlap;few_points");  // 1 of 2: filled cells have no say
}

// ---- cells.tsv --------------------------------------------------------------------------------------------------

TEST_CASE("cells: promised columns come first, and a full cell is written in full", "[write_study]") {
    const std::string text = text_of(cells_tsv, made_study());
    CHECK(
        text.starts_with("feature_id\tsample_id\tmz\tmt_s\tmobility_tu\tarea\tarea_se\theight\tsnr\tlimit\tkind\t"
                         "begin_s\tend_s\tquality\tflags\n"
                         "F1\t=cmd\t147.112805\t414.600\t32.1235\t1234570\t0.00123457\t50000\t123.457\t\tmeasured\t"
                         "400.000\t430.123\t0.500\toverlap;few_points;extrapolated\n"));
}

TEST_CASE("cells: every feature has a row for every run, in the order of the sheet", "[write_study]") {
    const auto made = made_study();
    const auto rows = rows_of(cells_tsv, made);
    REQUIRE(rows.size() == 1 + 4 * 7);
    CHECK(cells_table(made.study, made.result).rows == 4 * 7);
    std::size_t row = 1;
    for (const std::string feature : {"F1", "F2", "F3", "N1"})
        for (const Sample& sample : made.study.samples) {
            CHECK(rows[row][0] == feature);
            CHECK(rows[row++][1] == sample.sample_id);
        }
}

TEST_CASE("cells: each kind says what it knows, and nothing else", "[write_study]") {
    const auto rows = rows_of(cells_tsv, made_study());
    CHECK(joined(rows_of(cells_tsv, made_study())[8]) == "F2 =cmd 90.055100 611.250      12.5 below_limit     ");
    CHECK(at(rows, {"F1", "QC \"1\""}, "kind") == "measured");
    CHECK(at(rows, {"F1", "QC \"1\""}, "area") == "400");
    CHECK(at(rows, {"F2", "rep2"}, "kind") == "filled");
    CHECK(at(rows, {"F2", "rep2"}, "area") == "30");
    CHECK(at(rows, {"F2", "warned"}, "kind") == "not_measured");
    CHECK(at(rows, {"F2", "warned"}, "flags").empty());
    CHECK(at(rows, {"N1", "検体 2"}, "area") == "77");
}

TEST_CASE("cells: a run that failed is in the table of its polarity, or in both where nobody knows it",
          "[write_study]") {
    const auto rows = rows_of(cells_tsv, made_study());
    CHECK(at(rows, {"F1", "broken"}, "kind") == "failed");
    CHECK(at(rows, {"N1", "broken"}, "kind") == "failed");
    CHECK(at(rows, {"N1", "lost"}, "kind") == "failed");
    CHECK(at(rows, {"F1", "lost"}, "kind") == "not_measured");
    CHECK(at(rows, {"F1", "lost"}, "flags") == "other_polarity");
}

TEST_CASE("cells: a run of the other polarity does not tell, and says why", "[write_study]") {
    const auto rows = rows_of(cells_tsv, made_study());
    CHECK(joined(rows[3]) == "F1 検体 2         not_measured    other_polarity ");
    CHECK(at(rows, {"N1", "=cmd"}, "flags") == "other_polarity");
}

TEST_CASE("cells: an area that no peak stands behind is not written", "[write_study]") {
    auto made = made_study();
    for (Cell& cell : made.result.tables[0].cells) cell.area = 5.0;
    const auto rows = rows_of(cells_tsv, made);
    CHECK(at(rows, {"F2", "=cmd"}, "area").empty());
    CHECK(at(rows, {"F3", "rep2"}, "area").empty());
    CHECK(at(rows, {"F2", "rep2"}, "area") == "5");
    CHECK(at(rows_of(areas_tsv, made), {"F2"}, "=cmd").empty());
}

// ---- areas ------------------------------------------------------------------------------------------------------

TEST_CASE("areas: a column a run in the order of the sheet, empty where there is no number", "[write_study]") {
    CHECK(text_of(areas_tsv, made_study()) ==
          "feature_id\tmz\tmt_s\t=cmd\tQC \"1\"\t検体 2\tbroken\twarned\trep2\tlost\n"
          "F1\t147.112804\t414.600\t1234570\t400\t\t\t100\t300\t\n"
          "F2\t90.055000\t600.000\t\t15\t\t\t\t30\t\n"
          "F3\t\t\t\t\t\t\t\t\t\n"
          "N1\t191.019700\t700.000\t\t\t77\t\t\t\t\n");
}

TEST_CASE("areas by specimen: both polarities of a specimen share a column, replicates their median", "[write_study]") {
    CHECK(text_of(areas_by_specimen_tsv, made_study()) ==
          "feature_id\tmz\tmt_s\ts, 1\tQC \"1\"\tbroken\trep\tlost, too\n"
          "F1\t147.112804\t414.600\t1234570\t400\t\t200\t\n"
          "F2\t90.055000\t600.000\t\t15\t\t30\t\n"
          "F3\t\t\t\t\t\t\t\n"
          "N1\t191.019700\t700.000\t77\t\t\t\t\n");
}

TEST_CASE("areas by specimen: of three replicates the middle one counts, not the mean", "[write_study]") {
    auto made = made_study();
    made.study.samples[1].specimen_id = "rep";
    CHECK(at(rows_of(areas_by_specimen_tsv, made), {"F1"}, "rep") == "300");  // of 100, 300, 400
}

// ---- runs.tsv ---------------------------------------------------------------------------------------------------

TEST_CASE("runs: what a reader needs stands first, one row a run in the order of the sheet", "[write_study]") {
    const std::string text = text_of(runs_tsv, made_study());
    CHECK(text.starts_with(
        "sample_id\tstatus\treason\tfile\ttype\tpolarity\tspecimen_id\tgroup\tbatch\tinjection_order\tn_scans\t"
        "n_centroids\tn_features\tn_measured\tn_filled\tn_below_limit\tn_not_measured\tn_anchors\trms_s\trms_tu\tA\tB\t"
        "C\tdelay_s\tlate\tmz_shift_ppm\taligned\tlog2_area_ratio\tgain\tthreshold\tmz_floor_ppm\tmz_drift_"
        "ppm\tdropouts\t"
        "fwhm_s\tfwhm_at_s\tfirst_time_s\tlast_time_s\tinput_bytes\tinput_sha256\trun_hash\tlock_masses\tlock_ppm\t"
        "segment\tsegment_s\n"
        "=cmd\tok\t\t=cmd.mzML\tsample\tpositive\ts, 1\ta,\"b\"\tB1\t12\t900\t2400000\t311\t1\t0\t1\t1\t57\t0.313\t"
        "0.0625\t21333.1235\t-30.125\t0.000015\t9.000\t612.000:0.000;648.500:34.250\t-1.500\tyes\t11.592\t21.5\t60\t1."
        "250\t3.500\t2\t4.400\t415.000\t"
        "0.500\t1800.250\t4000000001\t" +
        std::string(64, 'a') + "\t" + std::string(32, 'b') + "\t66.0631;622.0290\t1.24;-0.31\t\t\n"));
    const auto rows = rows_of(runs_tsv, made_study());
    REQUIRE(rows.size() == 8);
    CHECK(rows[3][0] == "検体 2");
    CHECK(rows[7][0] == "lost");
}

TEST_CASE("runs: a failed run has its reason on one line, and no zeros", "[write_study]") {
    const auto rows = rows_of(runs_tsv, made_study());
    CHECK(joined(rows[4]) ==
          "broken failed broken.mzML:\\tcut at byte 7\\nagain broken.mzML blank  broken " + std::string(37, ' '));
    CHECK(at(rows, {"lost"}, "polarity") == "negative");
    CHECK(at(rows, {"warned"}, "reason") == "2 anchors, 3 are needed");
    CHECK(at(rows, {"warned"}, "aligned") == "no");
}

TEST_CASE("runs: a segment has its number, and how much later it comes", "[write_study]") {
    auto made = made_study();
    made.study.samples[0].segment = 2;
    TableRun& run = made.result.tables[0].runs[1];  // of =cmd
    run.segment = 2;
    run.segment_s = 48.51239;
    CHECK(at(rows_of(runs_tsv, made), {"=cmd"}, "segment") == "2");
    CHECK(at(rows_of(runs_tsv, made), {"=cmd"}, "segment_s") == "48.512");
    CHECK(at(rows_of(runs_tsv, made), {"rep2"}, "segment_s").empty());
}

TEST_CASE("runs: rms_tu is empty without a mobility scale", "[write_study]") {
    CHECK(at(rows_of(runs_tsv, made_study()), {"検体 2"}, "rms_tu").empty());
    CHECK(at(rows_of(runs_tsv, made_study()), {"検体 2"}, "n_anchors") == "0");
}

TEST_CASE("runs: areas are compared with the median of the QCs, or of all runs where there are none", "[write_study]") {
    auto made = made_study();
    const auto ratio = [&](const char* run) { return at(rows_of(runs_tsv, made), {run}, "log2_area_ratio"); };
    // The QC has 400 and 15: rep2 with 300 and 30 lies at log2(0.75) and log2(2), the median of which is their mean.
    CHECK(ratio("rep2") == "0.292");
    CHECK(ratio("warned") == "-2.000");
    CHECK(ratio("QC \"1\"") == "0.000");
    CHECK(ratio("検体 2") == "0.000");  // the only run of its polarity
    made.study.samples[1].type = SampleType::sample;
    // Without a QC the reference of F1 is the median of 100, 300, 400, 1234567: 350.
    CHECK(ratio("warned") == "-1.807");
}

// ---- all tables ---------------------------------------------------------------------------------------------------

TEST_CASE("study tables: every row has a cell a column, and no cell is nan or inf", "[write_study]") {
    auto made = made_study();
    constexpr double inf = std::numeric_limits<double>::infinity();
    for (Cell& cell : made.result.tables[0].cells) {
        cell.area = cell.mz = cell.area_se = cell.snr = cell.quality = inf;
        cell.height = cell.begin_s = -inf;
    }
    for (TableRun& run : made.result.tables[0].runs) run.alignment.warp = {inf, -inf, no_value, no_value};
    for (const Writer writer : all_writers) {
        const auto rows = rows_of(writer, made);
        REQUIRE(rows.size() > 4);
        for (const auto& row : rows) {
            CHECK(row.size() == rows[0].size());
            for (const std::string& cell : row)
                CHECK((cell != "nan" && cell != "-nan" && cell != "inf" && cell != "-inf"));
        }
    }
}

TEST_CASE("study tables: say how many rows they have before they are walked", "[write_study]") {
    const auto made = made_study();
    for (const auto& table : {study_features_table(made.study, made.result), cells_table(made.study, made.result),
                              areas_table(made.study, made.result), areas_by_specimen_table(made.study, made.result),
                              runs_table(made.study, made.result)}) {
        std::size_t rows = 0;
        table.for_each_row([&](const StudyRow& row) {
            ++rows;
            CHECK(row.cells.size() == table.columns.size());
        });
        CHECK(rows == table.rows);
    }
}

TEST_CASE("study tables: are written row by row, never held", "[write_study]") {
    const auto made = made_study();
    std::size_t longest = 0, pieces = 0;
    cells_tsv(made.study, made.result, [&](std::string_view piece) {
        longest = std::max(longest, piece.size());
        ++pieces;
    });
    CHECK(pieces == 29);
    CHECK(longest < 200);
}

TEST_CASE("study tables: of a study without tables are headers, and the runs that failed", "[write_study]") {
    auto made = made_study();
    made.result.tables.clear();
    for (RunRecord& run : made.result.runs) run.status = RunStatus::failed;
    CHECK(rows_of(cells_tsv, made).size() == 1);
    CHECK(rows_of(areas_tsv, made).size() == 1);
    CHECK(rows_of(runs_tsv, made).size() == 8);
}
