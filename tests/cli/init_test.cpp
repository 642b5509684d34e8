#include "io/study/read_study.hpp"
#include "tests/support/program.hpp"
#include "tests/support/small_run.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

/// Three runs, one of them in the subfolder runs, and a file that is none.
void put_runs(const TempFolder& here) {
    std::filesystem::create_directories(here / "data/runs");
    std::filesystem::create_directories(here / "data/old");
    write_small_run(here / "data/run10.mzML");
    write_small_run(here / "data/run2 \xe8\xa9\xa6\xe6\x96\x99.mzML.gz", {.gzip = true});
    write_small_run(here / "data/runs/QC1.mzML");
    write_small_run(here / "data/old/not_looked_at.mzML");
    put_text(here / "data/readme.txt", "notes\n");
}

}  // namespace

TEST_CASE("init: writes a study that read_study and check accept as it is, with its reasons", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    put_runs(here);
    const Outcome outcome = run_gassan(start, {"init", "data", "--strict"});
    INFO(outcome.err);
    CHECK(outcome.exit_code == 0);
    CHECK(outcome.out.empty());
    CHECK_THAT(outcome.err, Contains("study.toml and samples.tsv written: 3 runs\n"));
    const std::string toml = text_of(here / "study.toml");
    CHECK_THAT(toml, Contains("# 3 runs, all positive, 400 scans of 1 s, 599 s long") &&
                         Contains("# types from the file names: 1 qc (QC1, for \"qc\")") && Contains("natural order") &&
                         Contains("name = \"data\"\n") && Contains("polarity = \"positive\"\n"));
    const StudyFile study = read_study(here / "study.toml");
    CHECK(study.notes.empty());
    REQUIRE(study.study.samples.size() == 3);
    CHECK(study.study.samples[0].file_as_told == "data/run2 \xe8\xa9\xa6\xe6\x96\x99.mzML.gz");
    CHECK(study.study.samples[1].sample_id == "run10");
    CHECK(study.study.samples[2].type == SampleType::qc);
    CHECK(run_gassan(start, {"check", "study.toml", "--strict"}).exit_code == 0);
}

TEST_CASE("init: paths in the sheet start where the study file is, in a folder that may be new", "[cli]") {
    const TempFolder here;
    put_runs(here);
    CHECK(run_gassan({.folder = here / "data"}, {"init", ".", "-o", "../plan/my.toml", "-q"}).exit_code == 0);
    CHECK(names_in(here / "plan") == std::vector<std::string>{"my.toml", "samples.tsv"});
    const StudyFile study = read_study(here / "plan/my.toml");
    CHECK(study.study.name == "data");
    CHECK(study.study.samples[1].file_as_told == "../data/run10.mzML");
}

TEST_CASE("init: a folder called runs gives the study the name of the folder above", "[cli]") {
    const TempFolder here;
    put_runs(here);
    CHECK(run_gassan({.folder = here / "data"}, {"init", "runs/", "-q"}).exit_code == 0);
    CHECK(read_study(here / "data/study.toml").study.name == "data");
}

TEST_CASE("init: nothing is overwritten, and wrong folders are refused before a run is read", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    put_runs(here);
    std::filesystem::create_directory(here / "empty");
    put_text(here / "samples.tsv", "mine\n");
    const Outcome kept = run_gassan(start, {"init", "data"});
    CHECK(kept.exit_code == 2);
    CHECK(kept.err == "error: samples.tsv: is there already, and nothing is overwritten; give another with -o\n");
    CHECK(text_of(here / "samples.tsv") == "mine\n");
    CHECK(!std::filesystem::exists(here / "study.toml"));
    CHECK(run_gassan(start, {"init", "data", "-o", "data/study.toml", "-q"}).exit_code == 0);
    const std::string written = text_of(here / "data/study.toml");
    CHECK(run_gassan(start, {"init", "data", "-o", "data/study.toml"}).exit_code == 2);
    CHECK(text_of(here / "data/study.toml") == written);
    CHECK(run_gassan(start, {"init", "empty", "-o", "empty/s.toml"}).exit_code == 2);
    CHECK(run_gassan(start, {"init", "absent", "-o", "empty/s.toml"}).exit_code == 2);
    CHECK(run_gassan(start, {"init", "empty", "-o", "new/s.toml"}).exit_code == 2);
    CHECK(!std::filesystem::exists(here / "new"));
    CHECK(run_gassan(start, {"init"}).exit_code == 2);
    CHECK(names_in(here / "empty").empty());
}

TEST_CASE("init: runs that cannot be used are named in study.toml and left out of the sheet", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    put_runs(here);
    put_text(here / "data/bad.mzML", "<mzML><run>");
    std::filesystem::create_directory(here / "data/old.d");
    const Outcome outcome = run_gassan(start, {"init", "data", "--json"});
    CHECK(outcome.exit_code == 1);
    CHECK_THAT(outcome.err, Contains("warning: data/bad.mzML: ") && Contains("warning: data/old.d: ") &&
                                Contains("error: 2 runs cannot be used and were left out"));
    CHECK_THAT(text_of(here / "study.toml"),
               Contains("# left out: data/bad.mzML: ") && Contains("# left out: data/old.d: "));
    const auto answer = nlohmann::json::parse(outcome.out);
    CHECK(answer["runs"].size() == 3);
    CHECK(answer["left_out"][0]["file"] == "data/bad.mzML");
    CHECK(answer["study"] == "study.toml");
    CHECK(read_study(here / "study.toml").study.samples.size() == 3);
}

TEST_CASE("init: a folder of nothing but damaged runs gets no study", "[cli]") {
    const TempFolder here;
    std::filesystem::create_directory(here / "data");
    put_text(here / "data/bad.mzML", "<mzML><run>");
    CHECK(run_gassan({.folder = here.path()}, {"init", "data"}).exit_code == 3);
    CHECK(names_in(here.path()) == std::vector<std::string>{"data"});
}

TEST_CASE("init: speaks Japanese in its summary", "[cli]") {
    const TempFolder here;
    put_runs(here);
    const Outcome outcome = run_gassan({.folder = here.path()}, {"init", "data", "--lang", "ja"});
    CHECK_THAT(outcome.err, Contains("study.toml と samples.tsv を書き込みました: 測定 3 件"));
}
