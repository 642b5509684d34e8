/// \file
/// The user's compounds in a study: a cell in every run, names, and concentrations where standards tell them.

#include "tests/support/program.hpp"
#include "tests/support/table_rows.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace gassan::test;

namespace fs = std::filesystem;

namespace {

using Row = TableRow;

void append(const fs::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary | std::ios::app) << text;
}

/// Areas of the monoisotopic ions, by compound, of a simulated run.
std::map<std::string, double> true_areas(const fs::path& truth) {
    std::map<std::string, double> areas;
    for (const Row& row : table_rows(truth))
        if (row.at("kind") == "M0") areas[row.at("compound_id")] = number(row.at("area"));
    return areas;
}

}  // namespace

TEST_CASE("compounds: each has a row in every run, measured, or with the limit where it is not there", "[cli]") {
    const TempFolder here;
    const auto run = [&](const std::vector<std::string>& words) {
        return run_gassan({.folder = here.path()}, words).exit_code;
    };
    REQUIRE(run({"simulate", "--preset", "tiny", "-o", "s", "--quiet"}) == 0);
    // In no vial; the first where nothing else is, the second without a word on when it comes.
    append(here.path() / "s/compounds.tsv",
           "absent\tAbsent\tC11H17N3O6\t[M+H]+\t1\t288.119012\t33\tanalyte\n"
           "anytime\tAnytime\tC12H19N3O6\t[M+H]+\t1\t302.134662\t\tanalyte\n");
    REQUIRE(run({"run", "s/study.toml", "-o", "out", "--quiet"}) == 0);

    const auto targets = table_rows(here.path() / "out/targets.tsv");
    const auto samples = table_rows(here.path() / "s/samples.tsv");
    const auto compounds = table_rows(here.path() / "s/compounds.tsv");
    REQUIRE(targets.size() == samples.size() * compounds.size());
    std::map<std::string, std::map<std::string, double>> truth;
    for (const Row& sample : samples) {
        const std::string& id = sample.at("sample_id");
        truth[id] = true_areas(here.path() / "s/truth" / (id + ".tsv"));
    }
    std::size_t measured = 0, near = 0;
    for (const Row& row : targets) {
        const std::string& id = row.at("compound_id");
        CAPTURE(id, row.at("sample_id"));
        if (id == "absent") {
            CHECK(row.at("kind") == "below_limit");
            CHECK(row.at("area").empty());
            CHECK(number(row.at("limit")) > 0.0);
            CHECK(row.at("evidence") == "told");
            CHECK(number(row.at("mt_s")) > 300.0);
        } else if (id == "anytime") {
            CHECK(row.at("kind") == "not_measured");
            CHECK(row.at("limit").empty());
        } else if (row.at("kind") == "measured") {
            ++measured;
            const double due = truth.at(row.at("sample_id")).at(id);
            near += std::abs(number(row.at("area")) / due - 1.0) < 0.1 ? 1 : 0;
        }
    }
    CHECK(measured >= samples.size() * (compounds.size() - 2) * 9 / 10);
    CHECK(near >= measured * 19 / 20);

    // Named rows of features.tsv are those that the targets point to.
    std::map<std::string, std::string> name_of_feature;
    for (const Row& row : table_rows(here.path() / "out/features.tsv"))
        name_of_feature[row.at("feature_id")] = row.at("compound_id");
    std::set<std::string> named;
    for (const Row& row : targets)
        if (!row.at("feature_id").empty() && name_of_feature.at(row.at("feature_id")) == row.at("compound_id"))
            named.insert(row.at("compound_id"));
    CHECK(named.size() >= (compounds.size() - 2) * 4 / 5);

    // No standard was run: nothing has a value, and each says why.
    const auto values = table_rows(here.path() / "out/concentrations_long.tsv");
    REQUIRE(values.size() == targets.size());
    for (const Row& row : values) {
        CHECK(row.at("value").empty());
        CHECK(row.at("flags").find("no_curve") != std::string::npos);
    }

    // The frame stays where only names are made anew, and the same names come of it.
    const std::string before = text_of(here.path() / "out/targets.tsv");
    const std::string cells = text_of(here.path() / "out/cells.tsv");
    REQUIRE(run({"annotate", "out", "--quiet"}) == 0);
    CHECK((text_of(here.path() / "out/targets.tsv") == before));
    REQUIRE(run({"quantify", "out", "--quantify.unit", "mmol/L", "--quiet"}) == 0);
    CHECK(text_of(here.path() / "out/cells.tsv") == cells);
}
