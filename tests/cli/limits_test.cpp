/// \file
/// Limits of integration that a person set, through the program: run, quantify, annotate, runs added later.

#include "tests/support/program.hpp"
#include "tests/support/small_study.hpp"
#include "tests/support/table_rows.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

using namespace gassan::test;

namespace fs = std::filesystem;

namespace {

/// r01 and r02 are standards, r03 and r04 samples; K is the ion of 147.1128 in all of them, at one level.
struct LimitsStudy {
    TempFolder folder;

    LimitsStudy() {
        make_study(folder.path(), 4);
        write_sheet({"r01", "r02", "r03"});
        put_text(folder / "compounds.tsv",
                 "name\tmz\tcharge\tmt_s\nK\t147.1128\t1\t351.5\nL\t205.0972\t1\t470.25\nnowhere\t477.7\t1\t333\n");
        put_text(folder / "study.toml", "[study]\ncompounds = \"compounds.tsv\"\n");
        REQUIRE(gassan({"run", "study.toml", "-o", "out", "-j", "2", "--quiet"}).exit_code == 0);
    }

    void write_sheet(const std::vector<std::string>& runs) const {
        std::string sheet = "file\tsample_id\ttype\tlevel\tlevel_unit\n";
        for (const std::string& run : runs)
            sheet += "runs/" + run + ".mzML\t" + run + (run < "r03" ? "\tstandard\t10\tumol/L\n" : "\tsample\t\t\n");
        put_text(folder / "samples.tsv", sheet);
    }

    void write_limits(const std::string& rows) const {
        put_text(folder / "limits.tsv", "sample_id\tfeature_id\tcompound_id\tbegin_s\tend_s\treason\tby\n" + rows);
        put_text(folder / "study.toml", "[study]\ncompounds = \"compounds.tsv\"\nlimits = \"limits.tsv\"\n");
    }

    [[nodiscard]] Outcome gassan(const std::vector<std::string>& words) const {
        return run_gassan({.folder = folder.path()}, words);
    }

    [[nodiscard]] std::vector<TableRow> rows(const std::string& table) const {
        return table_rows(folder / ("out/" + table));
    }

    [[nodiscard]] std::string feature_of(const std::string& compound) const {
        return row_with(rows("targets.tsv"), {{"compound_id", compound}, {"sample_id", "r01"}}).at("feature_id");
    }

    [[nodiscard]] TableRow cell(const std::string& feature, const std::string& sample) const {
        return row_with(rows("cells.tsv"), {{"feature_id", feature}, {"sample_id", sample}});
    }

    [[nodiscard]] double value(const std::string& compound, const std::string& sample) const {
        return number(
            row_with(rows("concentrations_long.tsv"), {{"compound_id", compound}, {"sample_id", sample}}).at("value"));
    }
};

std::string limits_row(const std::string& sample, const std::string& feature, const std::string& compound,
                       const std::string& begin_s, const std::string& end_s) {
    return sample + "\t" + feature + "\t" + compound + "\t" + begin_s + "\t" + end_s + "\tit tails\tme\n";
}

}  // namespace

TEST_CASE("limits: a curated cell has the area between its limits, and all that rests on it follows", "[cli][limits]") {
    const LimitsStudy study;
    const std::string k = study.feature_of("K"), l = study.feature_of("L");
    REQUIRE_FALSE(k.empty());
    REQUIRE_FALSE(l.empty());
    const auto before = study.rows("cells.tsv");
    const TableRow whole = study.cell(k, "r03"), same = study.cell(l, "r02");
    const double full_value = study.value("K", "r03");
    REQUIRE(full_value > 0.0);

    // K of r03 to the scan behind its apex at 351.5 s. L of r02 by name, between the bounds that it has anyway.
    const std::string rows = limits_row("r03", k, "", whole.at("begin_s"), "352") +
                             limits_row("r02", "", "L", same.at("begin_s"), same.at("end_s"));
    study.write_limits(rows);
    REQUIRE(study.gassan({"run", "study.toml", "-o", "out", "--quiet"}).exit_code == 0);
    const TableRow half = study.cell(k, "r03"), named = study.cell(l, "r02");
    // Half of a symmetric peak and half a second of its top.
    CHECK(number(half.at("area")) ==
          Approx(0.5 * number(whole.at("area")) + 0.5 * number(whole.at("height"))).epsilon(0.02));
    CHECK(half.at("end_s") == "352.000");
    CHECK(half.at("flags").find("curated") != std::string::npos);
    CHECK(named.at("flags").find("curated") != std::string::npos);
    CHECK(number(named.at("area")) == Approx(number(same.at("area"))).epsilon(1e-4));  // one integrator
    CHECK(study.value("K", "r03") == Approx(full_value * number(half.at("area")) / number(whole.at("area"))));
    const TableRow target = row_with(study.rows("targets.tsv"), {{"compound_id", "K"}, {"sample_id", "r03"}});
    CHECK(target.at("area") == half.at("area"));
    const TableRow conc = row_with(study.rows("concentrations_long.tsv"), {{"compound_id", "K"}, {"sample_id", "r03"}});
    CHECK(conc.at("flags").find("curated") != std::string::npos);
    for (const TableRow& row : before) {
        const bool is_curated = (row.at("feature_id") == k && row.at("sample_id") == "r03") ||
                                (row.at("feature_id") == l && row.at("sample_id") == "r02");
        if (!is_curated) CHECK(study.cell(row.at("feature_id"), row.at("sample_id")) == row);
    }
    const std::string provenance = text_of(study.folder / "out/provenance.json");
    CHECK(provenance.find("\"it tails\"") != std::string::npos);
    CHECK(provenance.find("limits.tsv") != std::string::npos);

    // They stay when names are made anew, and when a run is added.
    REQUIRE(study.gassan({"annotate", "out", "--quiet"}).exit_code == 0);
    CHECK(study.cell(k, "r03") == half);
    study.write_sheet({"r01", "r02", "r03", "r04"});
    REQUIRE(study.gassan({"run", "study.toml", "-o", "out", "--quiet"}).exit_code == 0);
    CHECK(study.cell(k, "r03") == half);
    CHECK(study.rows("runs.tsv").size() == 4);

    // gassan quantify takes the table as it is now: one row changed, one taken back.
    study.write_limits(limits_row("r03", k, "", whole.at("begin_s"), whole.at("end_s")));
    REQUIRE(study.gassan({"quantify", "out", "--quiet"}).exit_code == 0);
    CHECK(number(study.cell(k, "r03").at("area")) == Approx(number(whole.at("area"))).epsilon(1e-4));
    CHECK(study.cell(l, "r02") == same);
    study.write_limits("");
    REQUIRE(study.gassan({"quantify", "out", "--quiet"}).exit_code == 0);
    CHECK(study.cell(k, "r03") == whole);
    // Another table in its place.
    put_text(study.folder / "mine.tsv",
             "sample_id\tfeature_id\tbegin_s\tend_s\nr03\t" + k + "\t" + whole.at("begin_s") + "\t352\n");
    REQUIRE(study.gassan({"quantify", "out", "--limits", "mine.tsv", "--quiet"}).exit_code == 0);
    CHECK(study.cell(k, "r03").at("area") == half.at("area"));
}

TEST_CASE("limits: a compound that no feature is gets its cell, too", "[cli][limits]") {
    const LimitsStudy study;
    study.write_limits(limits_row("r01", "", "nowhere", "320", "346"));
    REQUIRE(study.gassan({"run", "study.toml", "-o", "out", "--quiet"}).exit_code == 0);
    const TableRow row = row_with(study.rows("targets.tsv"), {{"compound_id", "nowhere"}, {"sample_id", "r01"}});
    CHECK(row.at("feature_id").empty());
    CHECK(row.at("flags").find("curated") != std::string::npos);
    CHECK(row.at("kind") == "below_limit");
    CHECK(row_with(study.rows("targets.tsv"), {{"compound_id", "nowhere"}, {"sample_id", "r02"}}).at("flags").empty());
}

TEST_CASE("limits: of what is not there is one line and exit code 2, and nothing changes", "[cli][limits]") {
    const LimitsStudy study;
    const std::string before = text_of(study.folder / "out/cells.tsv");
    const auto refused = [&](const std::string& row, const std::string& command) {
        study.write_limits(row);
        const Outcome ran = command == "run" ? study.gassan({"run", "study.toml", "-o", "out", "--quiet"})
                                             : study.gassan({command, "out", "--limits", "limits.tsv", "--quiet"});
        CHECK(ran.exit_code == 2);
        CHECK(std::count(ran.err.begin(), ran.err.end(), '\n') == 1);
        CHECK(text_of(study.folder / "out/cells.tsv") == before);
        CHECK(fs::exists(study.folder / "out/COMPLETE"));
        return ran.err;
    };
    for (const char* command : {"run", "quantify", "annotate"}) {
        CHECK_THAT(refused(limits_row("r9", "", "K", "340", "360"), command),
                   Catch::Contains("limits.tsv: line 2: \"r9\" is no sample_id of the sample sheet"));
        CHECK_THAT(refused(limits_row("r01", "", "Q", "340", "360"), command),
                   Catch::Contains("limits.tsv: line 2: \"Q\" is no compound of the compound table"));
        CHECK_THAT(refused(limits_row("r01", "F9999", "", "340", "360"), command),
                   Catch::Contains("limits.tsv: line 2: \"F9999\" is no feature of the study"));
    }
    // Ids that mean something else where the frame is founded anew.
    const std::string k = study.feature_of("K");
    study.write_limits(limits_row("r01", k, "", "340", "360"));
    const Outcome anew = study.gassan({"run", "study.toml", "-o", "out", "--match.min_runs", "3", "--quiet"});
    CHECK(anew.exit_code == 2);
    CHECK_THAT(anew.err, Catch::Contains("the frame is to be founded anew"));
    CHECK(text_of(study.folder / "out/cells.tsv") == before);
}
