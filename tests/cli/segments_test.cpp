/// \file
/// Several samples in one run: from the sheet to areas and concentrations of each.

#include "tests/core/segment/simulated_plugs.hpp"
#include "tests/support/built_run.hpp"
#include "tests/support/program.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/table_rows.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace fs = std::filesystem;

namespace {

constexpr double fwhm_s = 7.0;

struct Compound {
    const char* name;
    double mz, velocity_mm_s;
    const char* role;  // "" for one that no table lists
    double counts;     // height of 1 umol/L; of a standard as it is in every plug
};

/// X and Y share an m/z: the second plug of X meets the first of Y, and the third the second.
const std::vector<Compound> compounds{
    {"IS1", 110.0713, 1.50, "internal_standard", 3e4},
    {"IS2", 152.1067, 1.22, "internal_standard", 2e4},
    {"IS3", 181.0740, 0.98, "internal_standard", 4e4},
    {"IS4", 203.1500, 0.74, "internal_standard", 2.5e4},
    {"A", 118.0863, 1.38, "analyte", 5e3},
    {"B", 132.1019, 1.34, "analyte", 8e3},
    {"C", 147.1128, 1.15, "analyte", 6e3},
    {"D", 166.0863, 1.10, "analyte", 4e3},
    {"E", 175.1190, 0.90, "analyte", 9e3},
    {"F", 205.0972, 0.71, "analyte", 7e3},
    {"X", 190.0710, 1.30, "analyte", 6e3},
    {"Y", 190.0710, 0.0, "analyte", 6e3},
    {"unlisted1", 233.1285, 1.26, "", 5e3},
    {"unlisted2", 260.1969, 0.82, "", 7e3},
};

struct Plugs {
    PlugRun run;
    std::array<double, 3> level;       // of every analyte, umol/L, by plug
    std::size_t missing_standard = 9;  // index: it is not in the last plug
};

/// Y comes with its first plug when X comes with its second.
double velocity_of(const Compound& compound, const PlugRun& run) {
    if (compound.velocity_mm_s > 0.0) return compound.velocity_mm_s;
    const double meet_s = time_s(run, 1.30, 1);
    double low = 0.5, high = 1.30;
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (low + high);
        (time_s(run, middle, 0) > meet_s ? low : high) = middle;
    }
    return low;
}

double apex_s(const Compound& compound, const PlugRun& run, std::size_t plug) {
    return time_s(run, velocity_of(compound, run), plug);
}

double height_of(std::size_t compound, const Plugs& plugs, std::size_t plug) {
    const bool is_standard = std::string(compounds[compound].role) == "internal_standard";
    if (is_standard) return compound == plugs.missing_standard && plug == 2 ? 0.0 : compounds[compound].counts;
    return compounds[compound].counts * plugs.level[plug];
}

void write_plugs(const fs::path& path, const Plugs& plugs, std::uint64_t seed) {
    BuiltRun run = a_run().scans(1800, 1.0, 800.0).seed(seed).with_background(20);
    for (std::size_t c = 0; c < compounds.size(); ++c)
        for (std::size_t plug = 0; plug < 3; ++plug)
            if (const double height = height_of(c, plugs, plug); height > 0.0)
                run.with_ion(compounds[c].mz, apex_s(compounds[c], plugs.run, plug), height, fwhm_s);
    Run built = run.build();
    built.polarity = Polarity::positive;
    write_run(path, built);
}

PlugRun plug_run(double flow, double speed) {
    PlugRun run;
    run.plugs = 3;
    run.flow_mm_s = flow;
    run.speed = speed;
    run.scan_s = 0.0;
    return run;
}

/// A run of three standards, two of three samples each. In the last one a standard is missing in the last plug.
std::vector<Plugs> three_runs() {
    return {{plug_run(0.0, 1.0), {1.0, 4.0, 12.0}, 99},
            {plug_run(0.01, 0.99), {2.0, 7.0, 0.9}, 99},
            {plug_run(-0.012, 1.01), {10.0, 1.5, 3.0}, 1}};
}

std::string sample_of(std::size_t run, std::size_t plug) {
    return (run == 0 ? "std" : "s" + std::to_string(run)) + "_" + std::to_string(plug + 1);
}

void write_sheet(const fs::path& folder, const std::vector<Plugs>& runs) {
    std::string sheet = "file\tsample_id\ttype\tsegment\tlevel\tlevel_unit\n";
    for (std::size_t r = 0; r < runs.size(); ++r)
        for (std::size_t plug = 3; plug-- > 0;)  // in no order of time
            sheet += "run" + std::to_string(r) + ".mzML\t" + sample_of(r, plug) + "\t" +
                     (r == 0 ? "standard\t" : "sample\t") + std::to_string(plug + 1) + "\t" +
                     (r == 0 ? std::to_string(int(runs[r].level[plug])) + "\tumol/L\n" : "\t\n");
    put_text(folder / "samples.tsv", sheet);
}

void write_study(const fs::path& folder, const std::vector<Plugs>& runs) {
    for (std::size_t r = 0; r < runs.size(); ++r)
        write_plugs(folder / ("run" + std::to_string(r) + ".mzML"), runs[r], 11 + r);
    write_sheet(folder, runs);
    std::string table = "name\tmz\tcharge\tmt_s\trole\n";
    for (const Compound& compound : compounds)
        if (*compound.role)
            table += std::string(compound.name) + "\t" + std::to_string(compound.mz) + "\t1\t" +
                     std::to_string(int(apex_s(compound, runs[0].run, 0))) + "\t" + compound.role + "\n";
    put_text(folder / "compounds.tsv", table);
    put_text(folder / "study.toml", "[study]\ncompounds = \"compounds.tsv\"\n");
}

Outcome run_study(const fs::path& folder, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"run", "study.toml", "-o", "out", "-j", "2", "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return run_gassan({.folder = folder}, words);
}

}  // namespace

TEST_CASE("segments: three samples of a run each get their areas and concentrations; what comigrates is said",
          "[cli][segment]") {
    const TempFolder here;
    const auto runs = three_runs();
    write_study(here.path(), runs);
    const Outcome ran = run_study(here.path());
    INFO(ran.err);
    REQUIRE(ran.exit_code == 0);
    // Looked at once for three samples.
    CHECK(names_in(here.path() / "out/runs").size() == 3);
    CHECK(ran.out.find("\"computed\": 3") != std::string::npos);
    CHECK(ran.out.find("\"kept\": 6") != std::string::npos);

    const auto rows = table_rows(here.path() / "out/runs.tsv");
    REQUIRE(rows.size() == 9);
    for (const TableRow& row : rows) CHECK(row.at("aligned") == "yes");
    const double late_s = number(row_with(rows, {{"sample_id", "s1_3"}}).at("segment_s"));
    CHECK(late_s == Approx(apex_s(compounds[2], runs[1].run, 2) - apex_s(compounds[2], runs[1].run, 0)).margin(3.0));
    CHECK(number(row_with(rows, {{"sample_id", "s1_1"}}).at("segment_s")) == Approx(0.0).margin(0.5));

    const auto targets = table_rows(here.path() / "out/targets.tsv");
    const auto values = table_rows(here.path() / "out/concentrations_long.tsv");
    std::size_t right = 0, comigrating = 0;
    for (std::size_t r = 0; r < runs.size(); ++r)
        for (std::size_t plug = 0; plug < 3; ++plug)
            for (std::size_t c = 0; c < compounds.size(); ++c) {
                if (!*compounds[c].role) continue;
                const std::string name = compounds[c].name;
                const TableRow cell = row_with(targets, {{"compound_id", name}, {"sample_id", sample_of(r, plug)}});
                CAPTURE(name, r, plug, cell.at("kind"), cell.at("flags"), cell.at("area"));
                if ((name == "X" && plug > 0) || (name == "Y" && plug < 2)) {
                    CHECK(cell.at("kind") == "not_measured");
                    CHECK(cell.at("area").empty());
                    CHECK(cell.at("flags").find("comigrating") != std::string::npos);
                    ++comigrating;
                    continue;
                }
                const double height = height_of(c, runs[r], plug);
                if (height == 0.0) {
                    CHECK(cell.at("area").empty());
                    continue;
                }
                CHECK(number(cell.at("area")) == Approx(gauss_area(height, fwhm_s)).epsilon(0.05));
                CHECK(number(cell.at("mt_s")) == Approx(apex_s(compounds[c], runs[r].run, plug)).margin(1.0));
                if (r == 0 || std::string(compounds[c].role) != "analyte") continue;
                const TableRow value = row_with(values, {{"compound_id", name}, {"sample_id", sample_of(r, plug)}});
                CAPTURE(value.at("value"), value.at("flags"), value.at("internal_standard"));
                const bool has_standard = value.at("flags").find("is_failed") == std::string::npos;
                if (has_standard && name != "X" && name != "Y") {
                    CHECK(number(value.at("value")) == Approx(runs[r].level[plug]).epsilon(0.06));
                    ++right;
                }
            }
    CHECK(comigrating == 12);
    CHECK(right >= 33);  // of 36; the standard that is missing in a plug is some compounds' divider

    // Ions that no table lists: in every plug its own amount.
    const auto features = table_rows(here.path() / "out/features.tsv");
    const auto cells = table_rows(here.path() / "out/cells.tsv");
    for (std::size_t c = 12; c < 14; ++c) {
        std::string id;
        for (const TableRow& row : features)
            if (std::abs(number(row.at("mz")) - compounds[c].mz) < 2e-3 && row.at("n_detected") == "9")
                id = row.at("feature_id");
        CAPTURE(compounds[c].name);
        REQUIRE_FALSE(id.empty());
        for (std::size_t r = 0; r < runs.size(); ++r)
            for (std::size_t plug = 0; plug < 3; ++plug) {
                const TableRow cell = row_with(cells, {{"feature_id", id}, {"sample_id", sample_of(r, plug)}});
                CHECK(number(cell.at("area")) == Approx(gauss_area(height_of(c, runs[r], plug), fwhm_s)).epsilon(0.05));
            }
    }

    // The same again is kept, and names are made anew from the store alone.
    const std::string before = text_of(here.path() / "out/targets.tsv"), told = text_of(here.path() / "out/runs.tsv");
    fs::rename(here.path() / "run1.mzML", here.path() / "away");
    REQUIRE(run_gassan({.folder = here.path()}, {"annotate", "out", "--quiet"}).exit_code == 0);
    CHECK(text_of(here.path() / "out/targets.tsv") == before);
    CHECK(text_of(here.path() / "out/runs.tsv") == told);
    fs::rename(here.path() / "away", here.path() / "run1.mzML");
    const Outcome again = run_study(here.path());
    CHECK(again.out.find("\"computed\": 0") != std::string::npos);
    CHECK(text_of(here.path() / "out/targets.tsv") == before);
}

TEST_CASE("segments: a run added later changes no value of those before", "[cli][segment]") {
    const TempFolder here;
    auto runs = three_runs();
    write_study(here.path(), runs);
    const auto last = runs.back();
    runs.pop_back();
    write_sheet(here.path(), runs);
    REQUIRE(run_study(here.path()).exit_code == 0);
    const auto before = table_rows(here.path() / "out/cells.tsv");
    runs.push_back(last);
    write_sheet(here.path(), runs);
    REQUIRE(run_study(here.path()).exit_code == 0);
    const auto after = table_rows(here.path() / "out/cells.tsv");
    std::size_t compared = 0;
    for (const TableRow& row : before) {
        const TableRow now =
            row_with(after, {{"feature_id", row.at("feature_id")}, {"sample_id", row.at("sample_id")}});
        CHECK(now == row);
        ++compared;
    }
    CHECK(compared > 60);
}

TEST_CASE("segments: a run without its standards is warned of, and gives nothing", "[cli][segment]") {
    const TempFolder here;
    auto runs = three_runs();
    write_study(here.path(), runs);
    BuiltRun bare = a_run().scans(1800, 1.0, 800.0).seed(5).with_background(20);
    for (std::size_t plug = 0; plug < 3; ++plug) bare.with_ion(118.0863, 1000.0 + 48.0 * double(plug), 2e4, fwhm_s);
    Run built = bare.build();
    built.polarity = Polarity::positive;
    write_run(here.path() / "run2.mzML", built);
    const Outcome ran = run_study(here.path());
    INFO(ran.err);
    REQUIRE(ran.exit_code == 0);
    for (const TableRow& row : table_rows(here.path() / "out/runs.tsv")) {
        const bool is_bare = row.at("file") == "run2.mzML";
        CHECK(row.at("status") == (is_bare ? "warned" : "ok"));
        if (is_bare)
            CHECK(row.at("reason") == "no internal standard repeats its peak; the 3 segments cannot be told apart");
        if (is_bare) CHECK(row.at("n_measured") == "0");
    }
}

TEST_CASE("segments: a sheet that cannot be meant is refused before anything is done", "[cli][segment]") {
    const TempFolder here;
    write_study(here.path(), {three_runs().front()});
    const std::string sheet = text_of(here.path() / "samples.tsv");
    const auto refused = [&](const std::string& text) {
        put_text(here.path() / "samples.tsv", text);
        const Outcome ran = run_study(here.path());
        CHECK(ran.exit_code == 2);
        CHECK_FALSE(fs::exists(here.path() / "out"));
        return ran.err;
    };
    CHECK_THAT(refused(sheet + "./run0.mzML\tagain\tsample\t2\t\t\n"),
               Catch::Contains("samples.tsv: line 5, column segment: segment 2 of ./run0.mzML stands twice, first in "
                               "line 3"));
    CHECK_THAT(refused(sheet + "run0.mzML\tagain\tsample\t\t\t\n"),
               Catch::Contains("one of the two rows has no segment"));
    put_text(here.path() / "study.toml", "[study]\n");
    CHECK_THAT(refused(sheet), Catch::Contains("names no internal standard by which segments are told apart"));
}
