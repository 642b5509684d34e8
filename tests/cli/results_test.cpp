/// \file
/// OUT of gassan run when something is in the way: damage, a full disk, frames of other studies, a polarity or markers
/// that are not there.

#include "io/store/manifest.hpp"
#include "io/store/study_file.hpp"
#include "tests/support/program.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/small_study.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace gassan;
using namespace gassan::test;
using nlohmann::json;

namespace fs = std::filesystem;

namespace {

void flip_middle(const fs::path& path) {
    std::string bytes = text_of(path);
    bytes[bytes.size() / 2] = char(bytes[bytes.size() / 2] ^ 0x40);
    put_text(path, bytes);
}

bool says(const Outcome& outcome, const std::string& words) {
    return outcome.err.find(words) != std::string::npos;
}

std::string in_negative_mode(std::string mzml) {
    const std::string from = "\"MS:1000130\" name=\"positive scan\"", to = "\"MS:1000129\" name=\"negative scan\"";
    for (std::size_t at = 0; (at = mzml.find(from, at)) != std::string::npos; at += to.size())
        mzml.replace(at, from.size(), to);
    return mzml;
}

/// Gives the study n01, n02, ...: runs 1, 2, ... in negative mode, of the same specimens.
void add_negative_twins(const fs::path& folder, int count) {
    std::string sheet = "file\tsample_id\ttype\tspecimen_id\n";
    for (int k = 1; k <= count; ++k) {
        const std::string twin = "n" + name_of(k).substr(1);
        const std::string text = text_of(folder / "runs" / (name_of(k) + ".mzML")), other = in_negative_mode(text);
        REQUIRE(other != text);
        put_text(folder / "runs" / (twin + ".mzML"), other);
        for (const std::string& name : {name_of(k), twin})
            sheet += "runs/" + name + ".mzML\t" + name + "\tsample\ts" + std::to_string(k) + "\n";
    }
    put_text(folder / "samples.tsv", sheet);
}

std::size_t rows_that_begin(const std::string& table, const std::string& with) {
    std::size_t count = 0;
    for (const auto& [id, row] : rows_of(table, 1)) count += row.starts_with(with);
    return count;
}

}  // namespace

TEST_CASE("run: a run's reason names its file as the sheet does, from wherever the program is started", "[cli]") {
    const TempFolder here;
    make_study(here / "study", 3);
    put_text(here / "study" / "runs" / "r02.mzML", "no mzML");
    CHECK(run_gassan({.folder = here / "study"}, {"run", "study.toml", "-o", "../near"}).exit_code == 1);
    CHECK(run_gassan({.folder = here.path()}, {"run", "study/study.toml", "-o", "far"}).exit_code == 1);
    const auto near = results_of(here / "near");
    CHECK(near.at("runs.tsv").find("r02\tfailed\truns/r02.mzML: ") != std::string::npos);
    CHECK(different(near, results_of(here / "far")).empty());
    // OUT remembers the study with whole paths.
    CHECK(run_gassan({.folder = here.path()}, {"detect-runs", "far"}).exit_code == 1);
    CHECK(run_gassan({.folder = here.path()}, {"align", "far"}).exit_code == 1);
    CHECK(different(near, results_of(here / "far")).empty());
}

TEST_CASE("run: --fail-fast tells of the runs that were looked at, and of no others", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_study(here.path(), 4);
    put_text(here / "runs" / "r02.mzML", "no mzML");
    const Outcome second = run_gassan(start, {"run", "study.toml", "-o", "a", "-j", "1", "--fail-fast", "--json"});
    CHECK(second.exit_code == 1);
    const json answer = json::parse(second.out);
    REQUIRE(answer["runs"].size() == 2);
    CHECK(answer["runs"][0]["status"] == "ok");
    CHECK(answer["runs"][1]["sample_id"] == "r02");
    CHECK(answer["failed"] == 1);
    put_text(here / "runs" / "r01.mzML", "no mzML");
    const Outcome none = run_gassan(start, {"run", "study.toml", "-o", "b", "-j", "1", "--fail-fast", "--json"});
    CHECK(none.exit_code == 3);
    CHECK(json::parse(none.out)["runs"].size() == 1);
    const Outcome mapped = run_gassan(start, {"detect-runs", "study.toml", "-o", "c", "-j", "1", "--fail-fast"});
    CHECK(mapped.exit_code == 3);
    CHECK(says(mapped, "1 run: 0 computed, 0 kept, 1 failed"));
}

TEST_CASE("run: both polarities stand in one study, each with its own ids, joined by specimen", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_study(here.path(), 3);
    add_negative_twins(here.path(), 3);
    const Outcome outcome = run_gassan(start, with(road(), {"--json"}));
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
    const json tables = json::parse(outcome.out)["tables"];
    REQUIRE(tables.size() == 2);
    CHECK(tables[0]["polarity"] == "positive");
    CHECK(tables[1]["polarity"] == "negative");
    CHECK(tables[0]["runs"] == 3);
    CHECK(tables[0]["features"] == tables[1]["features"]);  // the same ions
    const std::size_t features = tables[0]["features"];
    const std::string table = text_of(here / "out" / "features.tsv");
    CHECK(rows_that_begin(table, "F0") == features);
    CHECK(rows_that_begin(table, "N0") == features);
    const std::string by_specimen = text_of(here / "out" / "areas_by_specimen.tsv");
    CHECK(by_specimen.starts_with("feature_id\tmz\tmt_s\ts1\ts2\ts3\n"));
    CHECK(rows_of(by_specimen, 1).size() == 2 * features + 1);
    const auto cells = rows_of(text_of(here / "out" / "cells.tsv"), 2);
    CHECK(cells.size() == 2 * features * 6 + 1);
    CHECK(cells.at("F0001\tn01\t").find("\tnot_measured\t") != std::string::npos);
    CHECK(cells.at("N0001\tn01\t").find("\tmeasured\t") != std::string::npos);
}

TEST_CASE("run: markers that are not found are said, and --strict takes every warning for a failure", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_study(here.path(), 2);
    const std::string study = text_of(here / "study.toml");
    const std::string ends =
        "[separation]\nvoltage_kv = 30\ntotal_length_mm = 800\nmarkers = [{name = \"Lys\", mz = 147.1128, "
        "mobility_tu = 40, time_s = ";
    put_text(here / "study.toml", study + ends + "[1, 2]}]\n");
    const Outcome absent = run_gassan(start, road());
    CHECK(absent.exit_code == 0);
    CHECK(says(absent, "warning: [separation]: no marker was found in any run of positive polarity"));
    CHECK(run_gassan(start, with(road(), {"--strict"})).exit_code == 1);

    put_text(here / "study.toml", study + ends + "[300, 400]}]\n");
    const Outcome anew = run_gassan(start, with(road(), {"--strict"}));
    CHECK(says(anew, "it is founded anew"));
    CHECK_FALSE(says(anew, "no marker"));
    CHECK(anew.exit_code == 1);
    const Outcome quiet = run_gassan(start, with(road(), {"--strict"}));
    INFO(quiet.err);
    CHECK(quiet.exit_code == 0);
}

TEST_CASE("[align] frame: the study that it comes from may grow, and nothing changes", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_study(here / "first", 6, 3);
    make_study(here / "second", 2);
    const std::vector<std::string> first{"run", "first/study.toml", "-o", "first/out"};
    REQUIRE(run_gassan(start, first).exit_code == 0);
    const std::string toml = "[study]\nsamples = \"samples.tsv\"\n[align]\nframe = \"../first/out/study.h5\"\n";
    put_text(here / "second" / "study.toml", toml);
    const std::vector<std::string> second{"run", "second/study.toml", "-o", "second/out"};
    REQUIRE(run_gassan(start, second).exit_code == 0);
    const auto before = results_of(here / "second" / "out");
    const StoredStudy given = read_study_file(here / "first" / "out" / "study.h5"),
                      taken = read_study_file(here / "second" / "out" / "study.h5");
    CHECK(taken.tables.at(0).frame.founded_on == given.tables.at(0).frame.founded_on);

    write_sheet(here / "first", {1, 2, 3, 4, 5, 6});
    const std::string frozen = text_of(here / "first" / "out" / "study.h5");
    REQUIRE(run_gassan(start, first).exit_code == 0);
    CHECK(text_of(here / "first" / "out" / "study.h5") != frozen);
    const Outcome again = run_gassan(start, with(second, {"--strict"}));
    INFO(again.err);
    CHECK(again.exit_code == 0);
    CHECK(different(results_of(here / "second" / "out"), before).empty());

    // A polarity that the other study does not know gets a frame of its own.
    add_negative_twins(here / "second", 2);
    const Outcome both = run_gassan(start, with(second, {"--json"}));
    CHECK(both.exit_code == 0);
    CHECK(says(both, "holds no frame of negative polarity"));
    CHECK(json::parse(both.out)["tables"].size() == 2);

    // Its own study.h5 is no other study's, and is refused before anything is made or moved.
    put_text(here / "second" / "study.toml", "[study]\n[align]\nframe = \"out/study.h5\"\n");
    for (const std::string flag : {"--trust", "--force"}) CHECK(run_gassan(start, with(second, {flag})).exit_code == 2);
    CHECK(run_gassan(start, {"detect-runs", "second/study.toml", "-o", "second/out"}).exit_code == 2);
    CHECK_FALSE(fs::exists(here / "second" / "out.previous"));
}

TEST_CASE("run: damage in OUT is exit code 4, before any run is looked at; align and --force mend it", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_study(here.path(), 2);
    REQUIRE(run_gassan(start, road()).exit_code == 0);
    const auto before = results_of(here / "out");
    flip_middle(here / "out" / "study.h5");
    for (const auto& words : {road(), {"report", "out"}}) {
        const Outcome outcome = run_gassan(start, words);
        CHECK(outcome.exit_code == 4);
        CHECK(says(outcome, "error: out/study.h5: is not what was written"));
    }
    CHECK(fs::exists(here / "out" / "COMPLETE"));
    CHECK(run_gassan(start, {"align", "out"}).exit_code == 0);
    CHECK(different(results_of(here / "out"), before).empty());

    const fs::path stored = here / "out" / "runs" / names_in(here / "out" / "runs").front();
    flip_middle(stored);
    CHECK(run_gassan(start, {"align", "out"}).exit_code == 4);
    const Outcome mended = run_gassan(start, with(road(), {"--strict", "--json"}));
    CHECK(mended.exit_code == 1);  // with a warning
    CHECK(says(mended, "is not what was written"));
    CHECK(json::parse(mended.out)["computed"] == 1);
    CHECK(different(results_of(here / "out"), before).empty());

    put_text(here / "out" / "manifest.jsonl", "{}\n" + text_of(here / "out" / "manifest.jsonl"));
    CHECK(run_gassan(start, road()).exit_code == 4);
    CHECK(run_gassan(start, with(road(), {"--force"})).exit_code == 0);
    CHECK(different(results_of(here / "out"), before).empty());
}

TEST_CASE("run: on a full disk it ends with 4 and one line, and goes on once there is room", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_study(here.path(), 3);
    REQUIRE(run_gassan(start, {"run", "study.toml", "-o", "whole"}).exit_code == 0);
    // The HDF5 library cannot let go of a file that it could not write, which a leak checker sees.
    const std::map<std::string, std::string> setting{{"LSAN_OPTIONS", "detect_leaks=0"}};
    const Outcome full = run_gassan({.folder = here.path(), .setting = setting, .most_file_kib = 8}, road());
    INFO(full.err);
    CHECK(full.exit_code == 4);
    CHECK(says(full, "error: out/runs/"));
    CHECK(says(full, "is the disk full"));
    CHECK_FALSE(fs::exists(here / "out" / "features.tsv"));
    CHECK(run_gassan(start, road()).exit_code == 0);
    CHECK(different(results_of(here / "out"), results_of(here / "whole")).empty());
}

TEST_CASE("run: a folder of raw data in a folder 'runs' is somebody's, and no OUT", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_study(here.path(), 2);
    fs::create_directory(here / "data");
    fs::rename(here / "runs", here / "data" / "runs");
    fs::create_directory_symlink("data/runs", here / "runs");
    for (const std::string flag : {"--trust", "--force"}) {
        const Outcome outcome = run_gassan(start, {"run", "study.toml", "-o", "data", flag});
        CHECK(outcome.exit_code == 2);
        CHECK(says(outcome, "holds other files"));
    }
    CHECK(run_gassan(start, {"detect-runs", "study.toml", "-o", "data"}).exit_code == 2);
    CHECK(names_in(here / "data") == std::vector<std::string>{"runs"});
}

TEST_CASE("run: --force needs the folder's name, to give the earlier results another", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_study(here.path(), 2);
    REQUIRE(run_gassan(start, road()).exit_code == 0);
    const auto before = results_of(here / "out");
    for (const std::string out : {".", "../out/."}) {
        const Outcome outcome = run_gassan({.folder = here / "out"}, {"run", "../study.toml", "-o", out, "--force"});
        CHECK(outcome.exit_code == 2);
        CHECK(says(outcome, "needs its name"));
    }
    CHECK(different(results_of(here / "out"), before).empty());
}

TEST_CASE("detect-runs: a shard that is started twice is one too many; wrong parameters make no folder", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_study(here.path(), 2);
    const std::vector<std::string> shard{"detect-runs", "study.toml", "-o", "out", "--shard", "1/2"};
    CHECK(run_gassan(start, with(shard, {"--peak.min_snr", "-4"})).exit_code == 2);
    CHECK_FALSE(fs::exists(here / "out"));
    REQUIRE(run_gassan(start, {"detect-runs", "study.toml", "-o", "out", "--shard", "2/2"}).exit_code == 0);
    {
        const Manifest other(here / "out" / "manifest.d" / "shard-1-of-2.jsonl");
        const Outcome outcome = run_gassan(start, shard);
        CHECK(outcome.exit_code == 4);
        CHECK(says(outcome, "shard-1-of-2.jsonl: another process writes it"));
    }
    CHECK(run_gassan(start, shard).exit_code == 0);
}
