#include "tests/support/program.hpp"
#include "tests/support/small_study.hpp"
#include "tests/support/table_rows.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <sstream>

using namespace gassan::test;
using nlohmann::json;

namespace fs = std::filesystem;

namespace {

using Row = TableRow;

/// The study of make_study with peak lists, made by gassan detect, in place of all runs but the second.
void make_mixed_study(const fs::path& folder, int count) {
    make_study(folder, count);
    fs::create_directories(folder / "peaks");
    std::string sheet = "file\tsample_id\ttype\tgroup\tpolarity\n";
    for (int k = 1; k <= count; ++k) {
        const std::string name = name_of(k), file = k == 2 ? "runs/r02.mzML" : "peaks/" + name + ".txt";
        if (k != 2)
            REQUIRE(run_gassan({.folder = folder}, {"detect", "runs/" + name + ".mzML", "-o", file}).exit_code == 0);
        sheet += file + "\t" + name + "\tsample\t" + (k % 2 ? "a" : "b") + "\tpositive\n";
    }
    put_text(folder / "mixed.tsv", sheet);
    put_text(folder / "mixed.toml", "[study]\nname = \"mixed\"\nsamples = \"mixed.tsv\"\n");
}

}  // namespace

TEST_CASE("peak lists: a study of them and a run has the features and measured cells of the study of runs", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_mixed_study(here.path(), 5);
    REQUIRE(run_gassan(start, {"run", "study.toml", "-o", "raw"}).exit_code == 0);
    // Another program missed a peak of one run.
    std::string list = text_of(here / "peaks" / "r04.txt");
    const std::size_t row = list.find("\nF", list.size() / 2) + 1;
    put_text(here / "peaks" / "r04.txt", list.erase(row, list.find('\n', row) + 1 - row));
    const Outcome outcome = run_gassan(start, {"run", "mixed.toml", "-o", "out", "--strict"});
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
    CHECK(outcome.err.find("4 of 5 runs are peak lists: their gaps cannot be filled") != std::string::npos);

    const auto raw_features = table_rows(here / "raw" / "features.tsv"),
               features = table_rows(here / "out" / "features.tsv");
    REQUIRE(features.size() == raw_features.size());
    for (std::size_t i = 0; i < features.size(); ++i)
        for (const char* column : {"feature_id", "charge", "n_runs"})
            CHECK(features[i].at(column) == raw_features[i].at(column));

    const auto raw = table_rows(here / "raw" / "cells.tsv"), cells = table_rows(here / "out" / "cells.tsv");
    REQUIRE(cells.size() == raw.size());
    std::size_t measured = 0, gaps = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        INFO(cells[i].at("feature_id") << " " << cells[i].at("sample_id"));
        if (cells[i].at("kind") == "measured" || cells[i].at("sample_id") == "r02") {
            ++measured;
            for (const char* column : {"mz", "area", "area_se", "height", "kind", "begin_s", "quality", "flags"})
                CHECK(cells[i].at(column) == raw[i].at(column));
            continue;
        }
        ++gaps;
        CHECK(cells[i].at("kind") == "not_measured");
        CHECK(cells[i].at("flags").find("peak_list") != std::string::npos);
        for (const char* column : {"area", "limit", "snr"}) CHECK(cells[i].at(column).empty());
    }
    CHECK(measured == 49);
    CHECK(gaps == 1);

    for (const Row& run : table_rows(here / "out" / "runs.tsv")) {
        const bool scanned = run.at("sample_id") == "r02";
        CHECK(run.at("status") == "ok");
        CHECK(run.at("aligned") == "yes");
        CHECK_FALSE(run.at("n_features").empty());
        CHECK_FALSE(run.at("last_time_s").empty());
        for (const char* column : {"n_scans", "n_centroids", "gain", "threshold", "mz_floor_ppm", "dropouts", "fwhm_s"})
            CHECK(run.at(column).empty() != scanned);
    }
    const auto notes = json::parse(text_of(here / "out" / "provenance.json"))["runs"][0]["notes"];
    CHECK(notes["no-centroids"][0] == "a peak list: gaps cannot be filled from it");

    const auto results = results_of(here / "out");
    const Outcome again = run_gassan(start, {"run", "mixed.toml", "-o", "out", "--json"});
    CHECK(json::parse(again.out)["computed"] == 0);
    CHECK(different(results_of(here / "out"), results).empty());
    CHECK(run_gassan(start, {"report", "out"}).exit_code == 0);
    CHECK(run_gassan(start, {"align", "out"}).exit_code == 0);
    CHECK(text_of(here / "out" / "cells.tsv") == results.at("cells.tsv"));
}

TEST_CASE("peak lists: a bad one is a failed run with its reason, one without polarity says what to add", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_mixed_study(here.path(), 4);
    put_text(here / "peaks" / "r03.txt", "mz\tmt_s\tarea\n100\t-5\t1\n0\t5\t1\n");
    CHECK(run_gassan(start, {"run", "mixed.toml", "-o", "out"}).exit_code == 1);
    const auto runs = table_rows(here / "out" / "runs.tsv");
    CHECK(runs[2].at("status") == "failed");
    CHECK(runs[2].at("reason") ==
          "peaks/r03.txt: line 2, column mt_s: -5: must be a number from 0 to 1000000 s (and 1 more; gassan check "
          "tells all of them)");
    const Outcome check = run_gassan(start, {"check", "peaks/r01.txt", "peaks/r03.txt"});
    CHECK(check.exit_code == 1);
    CHECK(check.out.find("peaks/r01.txt: ready\n  table         peak list\n") != std::string::npos);
    CHECK(check.out.find("line 3, column mz: 0: must be above 0") != std::string::npos);

    put_text(here / "one.tsv", "file\tsample_id\ttype\npeaks/r01.txt\tr01\tsample\n");
    put_text(here / "one.toml", "[study]\nname = \"one\"\nsamples = \"one.tsv\"\n");
    const Outcome untold = run_gassan(start, {"run", "one.toml", "-o", "one"});
    CHECK(untold.exit_code == 3);
    CHECK(untold.err.find("neither the file nor the sheet says which polarity the run has. Give the sheet a column "
                          "polarity with positive or negative.") != std::string::npos);
}

TEST_CASE("peak lists: above 1,000 runs cells.tsv and study.xlsx are not written, the other tables are", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    fs::create_directories(here / "p");
    const auto make = [&](int count) {
        std::string sheet = "file\tsample_id\ttype\tpolarity\n";
        for (int k = 1; k <= count; ++k) {
            std::string list = "mz\tmt_s\tarea\n";
            for (int ion = 0; ion < 8; ++ion)
                list += std::to_string(100 + 31 * ion) + "\t" + std::to_string(300 + 40 * ion + k % 3) + "\t" +
                        std::to_string(1000 + k) + "\n";
            const std::string name = std::to_string(k);
            put_text(here / "p" / name, list);
            sheet += "p/" + name + "\t" + name + "\tsample\tnegative\n";
        }
        put_text(here / "samples.tsv", sheet);
        put_text(here / "study.toml", "[study]\nname = \"many\"\nsamples = \"samples.tsv\"\n");
    };
    make(1001);
    REQUIRE(run_gassan(start, {"run", "study.toml", "-o", "out"}).exit_code == 0);
    CHECK(table_rows(here / "out" / "runs.tsv").size() == 1001);
    CHECK(table_rows(here / "out" / "features.tsv").size() == 8);
    CHECK(table_rows(here / "out" / "areas.tsv")[7].at("1001") == "2001");
    CHECK_FALSE(fs::exists(here / "out" / "cells.tsv"));
    CHECK_FALSE(fs::exists(here / "out" / "study.xlsx"));
    CHECK(fs::file_size(here / "out" / "report.html") < 4'000'000);
}
