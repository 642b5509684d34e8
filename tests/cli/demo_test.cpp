#include "tests/support/program.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace gassan::test;
using nlohmann::json;

namespace {

bool holds(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

TEST_CASE("simulate: one run of preset tiny comes with its truth, and check and detect read it", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    const Outcome made =
        run_gassan(start, {"simulate", "--preset", "tiny", "-o", "made", "--runs", "1", "--seed", "5"});
    CHECK(made.exit_code == 0);
    CHECK(made.out.empty());
    CHECK(made.err.starts_with("made: 1 run with known truth, seed 5, "));
    CHECK(names_in(here / "made" / "runs") == std::vector<std::string>{"tiny_01.mzML"});
    CHECK(names_in(here / "made" / "truth") == std::vector<std::string>{"tiny_01.tsv"});
    CHECK(text_of(here / "made" / "truth" / "tiny_01.tsv")
              .starts_with("compound_id\tkind\tmz\tmt_s\tarea\theight\tmobility_tu"));
    for (const std::string file : {"samples.tsv", "study.toml", "compounds.tsv"})
        CHECK(holds(names_in(here / "made"), file));
    CHECK(run_gassan(start, {"check", "made/runs/tiny_01.mzML", "made/study.toml"}).exit_code == 0);
    CHECK(run_gassan(start, {"detect", "made/runs/tiny_01.mzML"}).exit_code == 0);
}

TEST_CASE("simulate: a seed gives the same bytes again, another seed others", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    const auto run = [&](const std::string& folder, const std::string& seed) {
        CHECK(run_gassan(start, {"simulate", "--preset", "tiny", "-o", folder, "--runs", "1", "--seed", seed})
                  .exit_code == 0);
        return text_of(here / folder / "runs" / "tiny_01.mzML");
    };
    const std::string first = run("a", "5");
    CHECK(run("b", "5") == first);
    CHECK(run("c", "6") != first);
}

TEST_CASE("simulate: what is missing or out of range is refused, and nobody's files are touched", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    const auto refused = [&](std::vector<std::string> words, int exit_code, const std::string& named) {
        words.insert(words.begin(), "simulate");
        const Outcome outcome = run_gassan(start, words);
        INFO(outcome.err);
        CHECK(outcome.exit_code == exit_code);
        CHECK(outcome.err.find(named) != std::string::npos);
        CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
    };
    refused({"-o", "x"}, 2, "--preset is missing; there is: tiny");
    refused({"--preset", "tiny"}, 2, "-o DIR is missing");
    refused({"--preset", "tinny", "-o", "x"}, 2, "tiny");
    refused({"--preset", "tiny", "-o", "x", "--seed", "-1"}, 2, "--seed -1: must be a whole number from 0 to");
    refused({"--preset", "tiny", "-o", "x", "--runs", "0"}, 2, "--runs 0: must be a whole number from 1 to 100000");
    put_text(here / "file", "mine");
    refused({"--preset", "tiny", "-o", "file"}, 4, "Not a directory");
    refused({"--preset", "tiny", "-o", "file/x"}, 4, "Not a directory");
    std::filesystem::create_directory(here / "full");
    put_text(here / "full" / "samples.tsv", "mine");
    refused({"--preset", "tiny", "-o", "full"}, 2, "holds other files");
    CHECK(names_in(here.path()) == std::vector<std::string>{"file", "full"});
    CHECK(text_of(here / "full" / "samples.tsv") == "mine");
}

TEST_CASE("demo: from nothing to a report; says where it lies; may be run again; leaves others' folders alone",
          "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    const Outcome outcome = run_gassan(start, {"demo"});
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
    CHECK(outcome.out.starts_with("The report: gassan-demo/results/report.html "));
    CHECK(outcome.out.find("\n  gassan run study.toml -o results\n") != std::string::npos);
    const auto results = here / "gassan-demo" / "results";
    const std::string report = text_of(results / "report.html"), features = text_of(results / "features.tsv");
    CHECK(report.find("<svg") != std::string::npos);
    CHECK(std::count(features.begin(), features.end(), '\n') > 50);
    const std::string runs = text_of(results / "runs.tsv");
    CHECK(std::count(runs.begin(), runs.end(), '\n') == 13);
    CHECK(runs.find("\tfailed\t") == std::string::npos);
    CHECK(names_in(results / "runs").size() == 12);

    const Outcome again = run_gassan(start, {"demo", "--json", "--quiet"});
    CHECK(again.exit_code == 0);
    CHECK(json::parse(again.out)["report"] == "gassan-demo/results/report.html");
    CHECK(json::parse(again.out)["kept"] == 12);
    CHECK(json::parse(again.out)["computed"] == 0);
    CHECK(text_of(results / "report.html") == report);
    CHECK(text_of(results / "features.tsv") == features);

    std::filesystem::create_directory(here / "mine");
    put_text(here / "mine" / "samples.tsv", "mine");
    CHECK(run_gassan(start, {"demo", "-o", "mine"}).exit_code == 2);
    CHECK(names_in(here / "mine") == std::vector<std::string>{"samples.tsv"});
}

TEST_CASE("program: an interrupt while a file is being written ends it with 130 and leaves nothing unfinished",
          "[cli]") {
    const TempFolder here;
    const Outcome outcome = run_gassan({.folder = here.path(), .signal_at = here.path()},
                                       {"simulate", "--preset", "tiny", "-o", "x", "--runs", "2"});
    CHECK(outcome.exit_code == 130);
    CHECK(outcome.out.empty());
    for (const auto& entry : std::filesystem::recursive_directory_iterator(here.path()))
        CHECK_FALSE(entry.path().filename().string().starts_with("."));
    CHECK_FALSE(std::filesystem::exists(here / "x" / "samples.tsv"));
}
