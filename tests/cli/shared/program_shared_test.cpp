/// \file
/// The program itself on real files and on the table of damaged ones.

#include "core/base/table.hpp"
#include "tests/support/program.hpp"
#include "tests/support/shared_data.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <regex>

using namespace gassan;
using namespace gassan::test;

TEST_CASE("shared: with paracetamol as its one marker, lysine of a real run has a mobility as expected", "[shared]") {
    const auto run = shared_data("mobility of lysine in a real run", "data/MobilityTransformR_cems/CEMS_10ppm.mzML");
    const TempFolder here;
    put_text(here / "study.toml",
             "[separation]\nvoltage_kv = 30\ntotal_length_mm = 800\nramp_s = 3\n"
             "markers = [{name = \"paracetamol\", mz = 152.0706, mobility_tu = 0, time_s = [700, 1000]}]\n");
    const Outcome outcome = run_gassan({.folder = here.path()}, {"detect", run.string(), "--study", "study.toml"});
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
    CHECK(outcome.err.find("warning") == std::string::npos);
    const auto features = split_table(outcome.out);
    std::size_t lysines = 0;
    for (std::size_t row = 0; row < features.rows.size(); ++row) {
        const double tu = to_number(cell(features, row, "mobility_tu"));
        CHECK(std::isfinite(tu));
        if (std::fabs(to_number(cell(features, row, "mz")) - 147.1128) > 2e-3) continue;
        ++lysines;
        // 1000 to 2500 mm2/(kV min) by the vignette of MobilityTransformR; here 26.25 TU, 1575 mm2/(kV min).
        CHECK(tu > 1000.0 / 60.0);
        CHECK(tu < 2500.0 / 60.0);
        CHECK(tu == Approx(26.25).margin(0.15));
    }
    CHECK(lysines == 1);
}

TEST_CASE("shared: the program takes or refuses the example damages as their table says", "[shared]") {
    const auto folder = shared_data("the program on the example damages", "bad_inputs");
    const std::string text = text_of(folder / "expected.tsv");
    const auto table = split_table(text);
    const TempFolder here;
    const Start start{.folder = here.path()};
    std::size_t runs = 0;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        if (cell(table, row, "kind") != "mzml") continue;
        ++runs;
        const std::string file = (folder / cell(table, row, "path")).string(), must(cell(table, row, "must"));
        const std::regex message(std::string(cell(table, row, "message")), std::regex::icase);
        INFO(file);
        const Outcome check = run_gassan(start, {"check", file}), detect = run_gassan(start, {"detect", file, "-q"});
        INFO(check.out << check.err << detect.err);
        if (must == "reject-with-clear-error") {
            CHECK(check.exit_code == 3);
            CHECK(detect.exit_code == 3);
            CHECK(detect.out.empty());
            CHECK(detect.err.starts_with("error: "));
            CHECK(std::count(detect.err.begin(), detect.err.end(), '\n') == 1);
            // The verdict of check stands with the file on stdout; stderr counts the bad ones.
            CHECK(check.err == "error: 1 of 1 file cannot be used; the reason stands above\n");
            for (const std::string& said : {detect.err, check.out}) {
                CHECK(std::regex_search(said, message));
                CHECK(said.find(file) != std::string::npos);
                CHECK(said.find("byte ") != std::string::npos);
                if (cell(table, row, "locator") == "spectrum") CHECK(said.find("spectrum scan=") != std::string::npos);
            }
            continue;
        }
        CHECK(check.exit_code == 0);
        CHECK(detect.exit_code == 0);
        const bool warns = must == "accept-with-warning";
        CHECK(run_gassan(start, {"check", file, "--strict"}).exit_code == (warns ? 1 : 0));
        CHECK(run_gassan(start, {"detect", file, "--strict"}).exit_code == (warns ? 1 : 0));
        if (!warns) {
            CHECK(detect.err.empty());
            continue;
        }
        CHECK(detect.err.starts_with("warning: " + file + ": "));
        CHECK(std::regex_search(detect.err, message));
        CHECK(std::regex_search(check.out, message));
    }
    CHECK(runs == 9);
}

TEST_CASE("shared: the program takes or refuses the example sheets as their table says", "[shared]") {
    const auto folder = shared_data("the program on the example sheets", "bad_inputs");
    const std::string text = text_of(folder / "expected.tsv");
    const auto table = split_table(text);
    const TempFolder here;
    std::size_t sheets = 0;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        if (cell(table, row, "kind") != "sheet") continue;
        ++sheets;
        const std::string file = (folder / cell(table, row, "path")).string();
        INFO(file);
        const Outcome check = run_gassan({.folder = here.path()}, {"check", file, "--strict"});
        const bool rejects = cell(table, row, "must") == "reject-with-clear-error";
        CHECK(check.exit_code == (rejects ? 2 : 0));
        if (!rejects) continue;
        CHECK(std::regex_search(check.out, std::regex(std::string(cell(table, row, "message")), std::regex::icase)));
        if (cell(table, row, "locator") == "line") CHECK(check.out.find("line 3, column") != std::string::npos);
    }
    CHECK(sheets >= 3);
}
