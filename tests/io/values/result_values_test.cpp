#include "io/values/result_values.hpp"

#include "io/store/study_file.hpp"
#include "io/store/study_memory.hpp"
#include "io/table/write_study.hpp"
#include "io/values/read_values.hpp"
#include "tests/support/made_study.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using namespace gassan::test;
namespace fs = std::filesystem;

namespace {

/// A folder of results as `gassan run` leaves it, of the study that is made by hand.
struct Results {
    TempFolder here;
    MadeStudy made = made_study();
    std::vector<std::string> faults;
    Notes notes;

    Results() {
        made.study.samples[0].person = "P1";
        made.study.samples[1].pool = "old";
        StudyFile study;
        study.study = made.study;
        put_text(here / ".study.json", study_memory_json(study));
        write_study_file(here / "study.h5", {made.result.tables, "x"});
        put("runs.tsv", runs_tsv);
    }
    void put(const std::string& name, const auto& table) const {
        std::string text;
        table(made.study, made.result, [&](std::string_view part) { text += part; });
        put_text(here / name, text);
    }
    /// One compound in both polarities: 2 rows a run, of which one tells something.
    void put_concentrations() const {
        put_text(here / "concentrations_long.tsv",
                 "compound_id\tsample_id\tvalue\tunit\tlow95\thigh95\tlod\tloq\tkind\n"
                 "ala\t=cmd\t12.5\tumol/L\t\t\t0.5\t1.5\tmeasured\n"
                 "ala\tQC \"1\"\t10\tumol/L\t\t\t0.5\t1.5\tfilled\n"
                 "ala\t検体 2\t\tumol/L\t\t\t\t\tnot_measured\n"
                 "ala\tbroken\t\tumol/L\t\t\t\t\tfailed\n"
                 "ala\twarned\t\tumol/L\t\t\t0.25\t1\tbelow_limit\n"
                 "ala\trep2\t\tumol/L\t\t\t0.25\t1\tmeasured\n"
                 "ala\tlost\t\tumol/L\t\t\t\t\tnot_measured\n"
                 "ala\t=cmd\t\tumol/L\t\t\t\t\tnot_measured\n"
                 "ala\t検体 2\t4500\tnmol/L\t\t\t9\t\tmeasured\n"
                 "ala\tlost\t\tumol/L\t\t\t\t\tfailed\n");
        put_text(here / "concentrations.tsv",
                 "compound_id\tcompound\tunit\ts, 1\tQC \"1\"\tlost, too\n"
                 "ala\tL-Alanine\tumol/L\t8.25\t10\t\n");
    }
    ValueTable read(const ReadValuesRequest& request = {}) {
        FaultBook book;
        NoteBook told;
        const std::vector<fs::path> inputs{here.path()};
        ValueTable table = read_values(inputs, request, book, told);
        faults = book.lines();
        notes = told.notes();
        return table;
    }
};

std::string kinds(const ValueTable& table, std::size_t v) {
    std::string letters;
    for (const CellKind kind : table.row_kinds(v)) letters += "MFBNX"[std::size_t(kind)];
    return letters;
}

}  // namespace

TEST_CASE("folder of results: areas come from the store with the states of their cells, failed runs are failed columns",
          "[values]") {
    Results results;
    const ValueTable table = results.read();
    REQUIRE(results.faults == std::vector<std::string>{});
    REQUIRE(table.samples() == 7);
    REQUIRE(table.variables.size() == 4);
    CHECK(table.variables[3].id == "N1");
    CHECK(table.facts == std::vector<std::string>{"mz", "mt_s", "mobility_tu", "polarity"});
    CHECK(table.variables[0].facts == std::vector<std::string>{"147.112804", "414.600", "32.1000", "positive"});
    // =cmd, QC, 検体 2 (negative), broken, warned, rep2, lost (negative)
    CHECK(kinds(table, 0) == "MMNXMMN");
    CHECK(kinds(table, 1) == "BMNXNFN");
    CHECK(kinds(table, 2) == "NNNXNNN");
    CHECK(kinds(table, 3) == "NNMXNNX");
    CHECK(table.row(0)[0] == 1234567.0);
    CHECK(table.row(0)[5] == 300.0);
    CHECK(table.row_limits(1)[0] == 12.5);
    CHECK(std::isnan(table.row(1)[0]));
    CHECK(table.study.samples[0].person == "P1");
    CHECK(table.study.samples[1].pool == "old");
}

TEST_CASE("folder of results: of a specimen the most telling run counts, and the median of its numbers", "[values]") {
    Results results;
    const ValueTable table = results.read({.by_specimen = true});
    REQUIRE(results.faults == std::vector<std::string>{});
    REQUIRE(table.samples() == 5);
    CHECK(table.study.samples[0].sample_id == "s, 1");
    CHECK(table.study.samples[3].sample_id == "rep");
    CHECK(kinds(table, 0) == "MMXMN");
    CHECK(table.row(0)[3] == 200.0);
    CHECK(kinds(table, 1) == "BMXFN");
    CHECK(table.row_limits(1)[0] == 12.5);
    CHECK(kinds(table, 3) == "MNXNX");
}

TEST_CASE("folder of results: of a compound in both polarities every run tells its own, in one unit", "[values]") {
    Results results;
    results.put_concentrations();
    const ValueTable table = results.read();
    REQUIRE(results.faults == std::vector<std::string>{});
    REQUIRE(table.variables.size() == 1);
    CHECK(table.variables[0].name == "L-Alanine");
    CHECK(table.variables[0].unit == "umol/L");
    CHECK(kinds(table, 0) == "MFMXBNX");
    CHECK(table.row(0)[0] == 12.5);
    CHECK(table.row(0)[2] == Approx(4.5));
    CHECK(table.row_limits(0)[4] == 0.25);
    CHECK(results.notes.size() == 1);  // rep2 was seen and has no value
    CHECK(results.notes.front().code == "no-number");

    const ValueTable specimens = results.read({.by_specimen = true});
    REQUIRE(results.faults == std::vector<std::string>{});
    CHECK(kinds(specimens, 0) == "MFXBX");
    CHECK(specimens.row(0)[0] == 8.25);
    CHECK(specimens.row_limits(0)[3] == 0.25);

    const ValueTable areas = results.read({.values = ResultValues::areas});
    CHECK(areas.variables.size() == 4);
}

TEST_CASE("folder of results: corrected areas keep the states; a cell without a corrected area is not_measured",
          "[values]") {
    Results results;
    put_text(results.here / "areas_corrected.tsv",
             "feature_id\tmz\tmt_s\t=cmd\tQC \"1\"\t検体 2\tbroken\twarned\trep2\tlost\n"
             "F1\t\t\t1000\t450\t\t\t90\t\t\n"
             "F2\t\t\t\t16\t\t\t\t33\t\n"
             "N1\t\t\t\t\t70\t\t\t\t\n");
    const ValueTable table = results.read();
    REQUIRE(results.faults == std::vector<std::string>{});
    CHECK(kinds(table, 0) == "MMNXMNN");
    CHECK(table.row(0)[0] == 1000.0);
    CHECK(kinds(table, 1) == "BMNXNFN");
    CHECK(std::isnan(table.row_limits(1)[0]));
    CHECK(table.row(3)[2] == 70.0);
    REQUIRE(results.notes.size() == 1);
    CHECK(results.notes[0].text == "1 measured cell has no corrected area; taken as not_measured");
}

TEST_CASE("folder of results: what is wanted and not there is one line each", "[values]") {
    Results results;
    static_cast<void>(results.read({.values = ResultValues::concentrations}));
    REQUIRE(results.faults.size() == 1);
    CHECK_THAT(results.faults[0], Catch::Contains("concentrations_long.tsv: is not there: nothing was quantified"));
    static_cast<void>(results.read({.values = ResultValues::areas_corrected}));
    REQUIRE(results.faults.size() == 1);
    CHECK_THAT(results.faults[0], Catch::Contains("areas_corrected.tsv: is not there: nothing was corrected"));
    static_cast<void>(results.read({.samples = "x.tsv"}));
    REQUIRE(results.faults.size() == 1);
    CHECK_THAT(results.faults[0], Catch::Contains("has its own samples and variables"));
    fs::remove(results.here / "study.h5");
    static_cast<void>(results.read({.values = ResultValues::areas}));
    CHECK(results.faults.size() == 1);
}

TEST_CASE("study memory: persons, visits, lots and pools come back; memories of before have none", "[values]") {
    const TempFolder here;
    StudyFile study;
    Sample sample;
    sample.sample_id = "a";
    sample.person = "P";
    sample.visit = "2";
    sample.lot = "L";
    sample.pool = "new";
    study.study.samples.push_back(sample);
    std::string text = study_memory_json(study);
    put_text(here / "memory", text);
    const Sample back = read_study_memory(here / "memory").study.samples.at(0);
    CHECK(back.person + back.visit + back.lot + back.pool == "P2Lnew");
    for (const char* line :
         {"   \"person\": \"P\",\n", "   \"visit\": \"2\",\n", "   \"lot\": \"L\",\n", "   \"pool\": \"new\",\n"}) {
        const auto at = text.find(line);
        REQUIRE(at != std::string::npos);
        text.erase(at, std::string(line).size());
    }
    put_text(here / "memory", text);
    const Sample before = read_study_memory(here / "memory").study.samples.at(0);
    CHECK(before.sample_id == "a");
    CHECK(before.person + before.visit + before.lot + before.pool == "");
}
