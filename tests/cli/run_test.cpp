#include "io/base/sha256.hpp"
#include "io/store/manifest.hpp"
#include "io/store/store_lock.hpp"
#include "tests/support/program.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/small_study.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <set>

using namespace gassan;
using namespace gassan::test;
using nlohmann::json;

namespace fs = std::filesystem;

namespace {

std::vector<std::string> unfinished_below(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const std::string name = entry.path().filename();
        if (name.starts_with(".") && name != ".lock" && name != ".study.json") names.push_back(name);
    }
    return names;
}

}  // namespace

TEST_CASE("run: every promised file is there; typed again nothing is computed and no byte changes", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_study(here.path(), 4);
    const Outcome first = run_gassan(start, with(road(), {"--json"}));
    INFO(first.err);
    REQUIRE(first.exit_code == 0);
    const json answer = json::parse(first.out);
    CHECK(answer["computed"] == 4);
    CHECK(answer["kept"] == 0);
    CHECK(answer["failed"] == 0);
    CHECK(answer["tables"][0]["polarity"] == "positive");
    CHECK(answer["tables"][0]["features"] >= 8);
    CHECK(first.err.find("report: out/report.html") != std::string::npos);
    for (const std::string name : {"features.tsv", "cells.tsv", "areas.tsv", "runs.tsv", "report.html", "study.xlsx",
                                   "study.h5", "provenance.json", "manifest.jsonl", "COMPLETE"})
        CHECK(fs::exists(here / "out" / name));
    CHECK(names_in(here / "out" / "runs").size() == 4);
    CHECK(unfinished_below(here / "out") == std::vector<std::string>{});
    const auto manifest = text_of(here / "out" / "manifest.jsonl");
    CHECK(text_of(here / "out" / "COMPLETE") == sha256(manifest) + "\n");

    const auto results = results_of(here / "out");
    const Outcome second = run_gassan(start, with(road(), {"--json"}));
    CHECK(second.exit_code == 0);
    CHECK(json::parse(second.out)["computed"] == 0);
    CHECK(json::parse(second.out)["kept"] == 4);
    CHECK(different(results_of(here / "out"), results).empty());
    CHECK(text_of(here / "out" / "manifest.jsonl") == manifest);
    CHECK(json::parse(run_gassan(start, with(road(), {"--json", "--trust"})).out)["computed"] == 0);
}

TEST_CASE("run: the same bytes for one thread and four, and for another order of the sheet's rows", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_study(here.path(), 5);
    CHECK(run_gassan(start, {"run", "study.toml", "-o", "one", "-j", "1"}).exit_code == 0);
    CHECK(run_gassan(start, {"run", "study.toml", "-o", "four", "-j", "4"}).exit_code == 0);
    CHECK(different(results_of(here / "one"), results_of(here / "four")).empty());

    write_sheet(here.path(), {3, 1, 5, 4, 2});
    CHECK(run_gassan(start, {"run", "study.toml", "-o", "other", "-j", "3"}).exit_code == 0);
    CHECK(text_of(here / "other" / "features.tsv") == text_of(here / "one" / "features.tsv"));
    for (const auto& [table, keys] : {std::pair<std::string, int>{"cells.tsv", 2}, {"runs.tsv", 1}})
        CHECK(rows_of(text_of(here / "other" / table), keys) == rows_of(text_of(here / "one" / table), keys));
}

TEST_CASE("run: killed at ten moments and typed again, it ends with the bytes of an undisturbed run", "[cli]") {
    const TempFolder here;
    make_study(here.path(), 6);
    const Start start{.folder = here.path()};
    const auto begun = std::chrono::steady_clock::now();
    REQUIRE(run_gassan(start, {"run", "study.toml", "-o", "whole", "-j", "2"}).exit_code == 0);
    const auto took = std::chrono::steady_clock::now() - begun;
    const auto whole = results_of(here / "whole");
    const int took_ms = int(std::chrono::duration_cast<std::chrono::milliseconds>(took).count());

    std::uint64_t state = 20261122;
    int killed = 0;
    for (int moment = 0; moment < 10; ++moment) {
        // One in each tenth of the time, at a place in it that a generator (Knuth, MMIX) draws.
        state = state * 6364136223846793005u + 1442695040888963407u;
        Start stopped = start;
        stopped.kill_after_ms = int((moment + double(state >> 11) / 9007199254740992.0) * took_ms / 10.0);
        fs::remove_all(here / "out");
        killed += run_gassan(stopped, road()).exit_code == 128 + 9;
        // Killed once more while it resumes.
        stopped.kill_after_ms /= 2;
        killed += run_gassan(stopped, road()).exit_code == 128 + 9;
        const Outcome resumed = run_gassan(start, road());
        INFO("killed after " << stopped.kill_after_ms << " ms of " << took_ms << "\n" << resumed.err);
        REQUIRE(resumed.exit_code == 0);
        CHECK(different(results_of(here / "out"), whole).empty());
        CHECK(unfinished_below(here / "out") == std::vector<std::string>{});
        CHECK(text_of(here / "out" / "COMPLETE") == sha256(text_of(here / "out" / "manifest.jsonl")) + "\n");
    }
    CHECK(killed >= 5);
}

TEST_CASE("run: an interrupt ends it with 130 and leaves what the next start goes on from", "[cli]") {
    const TempFolder here;
    make_study(here.path(), 4);
    const Outcome stopped = run_gassan({.folder = here.path(), .signal_at = here / "out"}, road());
    CHECK(stopped.exit_code == 130);
    CHECK_FALSE(fs::exists(here / "out" / "COMPLETE"));
    CHECK(run_gassan({.folder = here.path()}, road()).exit_code == 0);
    CHECK(fs::exists(here / "out" / "COMPLETE"));
}

TEST_CASE("run: one damaged file among ten fails alone, with its reason in runs.tsv, and the exit code is 1", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_study(here.path(), 10);
    const fs::path bad = here / "runs" / "r04.mzML";
    const std::string good = text_of(bad);
    put_text(bad, good.substr(0, good.size() / 2));
    const Outcome outcome = run_gassan(start, with(road(), {"--json"}));
    CHECK(outcome.exit_code == 1);
    CHECK(outcome.err.find("error: r04 failed: ") != std::string::npos);
    CHECK(outcome.err.find("r04.mzML: ") != std::string::npos);
    const json answer = json::parse(outcome.out);
    CHECK(answer["failed"] == 1);
    CHECK(answer["computed"] == 9);
    const auto rows = rows_of(text_of(here / "out" / "runs.tsv"), 1);
    REQUIRE(rows.count("r04\t"));
    CHECK(rows.at("r04\t").starts_with("r04\tfailed\t" + json(answer["runs"][3]["reason"]).get<std::string>()));
    CHECK(rows.size() == 11);
    CHECK(names_in(here / "out" / "runs").size() == 9);
    CHECK(text_of(here / "out" / "report.html").find("r04") != std::string::npos);

    // --fail-fast: no table from a part of the runs.
    CHECK(run_gassan(start, {"run", "study.toml", "-o", "fast", "-j", "1", "--fail-fast"}).exit_code == 1);
    CHECK_FALSE(fs::exists(here / "fast" / "features.tsv"));
    CHECK(names_in(here / "fast" / "runs").size() == 3);

    // Mended, it joins the others on their frame.
    put_text(bad, good);
    const json mended = json::parse(run_gassan(start, with(road(), {"--json"})).out);
    CHECK(mended["computed"] == 1);
    CHECK(mended["failed"] == 0);
}

TEST_CASE("run: nothing that can be used is exit code 3, a run of another polarity than the sheet's a failed one",
          "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_study(here.path(), 2);
    put_text(
        here / "samples.tsv",
        "file\tsample_id\ttype\tpolarity\nruns/r01.mzML\tA\tsample\tnegative\nruns/r02.mzML\tB\tsample\tpositive\n");
    const Outcome outcome = run_gassan(start, road());
    CHECK(outcome.exit_code == 1);
    CHECK(text_of(here / "out" / "runs.tsv").find("A\tfailed\t") != std::string::npos);
    CHECK(outcome.err.find("error: A failed: ") != std::string::npos);
    CHECK(outcome.err.find("olarity") != std::string::npos);

    for (const std::string run : {"r01", "r02"}) put_text(here / "runs" / (run + ".mzML"), "not an mzML at all");
    CHECK(run_gassan(start, {"run", "study.toml", "-o", "none"}).exit_code == 3);
    CHECK(text_of(here / "none" / "runs.tsv").find("B\tfailed\t") != std::string::npos);
}

TEST_CASE("run: three runs more cost the work of three and leave earlier ids and values as they were", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_study(here.path(), 8, 5);
    REQUIRE(run_gassan(start, road()).exit_code == 0);
    const auto features = rows_of(text_of(here / "out" / "features.tsv"), 1);
    const auto cells = rows_of(text_of(here / "out" / "cells.tsv"), 2);
    write_sheet(here.path(), {1, 2, 3, 4, 5, 6, 7, 8});
    const Outcome more = run_gassan(start, with(road(), {"--json"}));
    REQUIRE(more.exit_code == 0);
    CHECK(json::parse(more.out)["computed"] == 3);
    CHECK(json::parse(more.out)["kept"] == 5);
    const auto cells_now = rows_of(text_of(here / "out" / "cells.tsv"), 2);
    CHECK(cells_now.size() > cells.size());
    std::size_t changed = 0;
    for (const auto& [key, row] : cells) changed += cells_now.count(key) == 0 || cells_now.at(key) != row;
    CHECK(changed == 0);
    const auto features_now = rows_of(text_of(here / "out" / "features.tsv"), 1);
    for (const auto& [id, row] : features) CHECK(features_now.count(id) == 1);
}

TEST_CASE("run: a second start on the same folder ends at once with 4 and says who works there", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_study(here.path(), 2);
    REQUIRE(run_gassan(start, road()).exit_code == 0);
    const auto before = results_of(here / "out");
    const StoreLock lock(here / "out", StoreLock::Kind::alone, "2026-11-22T01:02:03Z");
    for (const auto& words : {road(), {"align", "out"}, {"report", "out"}, {"detect-runs", "out"}}) {
        const Outcome outcome = run_gassan(start, words);
        INFO(outcome.err);
        CHECK(outcome.exit_code == 4);
        CHECK(outcome.err.starts_with("error: out: locked by PID " + std::to_string(getpid()) + " on "));
        CHECK(outcome.err.find(" since 2026-11-22T01:02:03Z") != std::string::npos);
    }
    CHECK(different(results_of(here / "out"), before).empty());
}

TEST_CASE("run: somebody's folder is left alone; --force moves earlier results aside and begins afresh", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_study(here.path(), 2);
    fs::create_directory(here / "out");
    put_text(here / "out" / "thesis.txt", "mine");
    for (const auto& words : {road(), with(road(), {"--force"}), {"detect-runs", "study.toml", "-o", "out"}}) {
        const Outcome outcome = run_gassan(start, words);
        CHECK(outcome.exit_code == 2);
        CHECK(outcome.err.find("out: holds other files") != std::string::npos);
        CHECK(names_in(here / "out") == std::vector<std::string>{"thesis.txt"});
    }
    CHECK(run_gassan(start, {"run", "study.toml"}).exit_code == 2);
    fs::create_directory(here / "empty");
    for (const std::string command : {"align", "report", "detect-runs"})
        for (const std::string folder : {"out", "empty"}) CHECK(run_gassan(start, {command, folder}).exit_code == 2);
    CHECK(fs::is_empty(here / "empty"));
    CHECK(names_in(here / "out") == std::vector<std::string>{"thesis.txt"});

    fs::remove(here / "out" / "thesis.txt");
    REQUIRE(run_gassan(start, road()).exit_code == 0);
    const auto before = results_of(here / "out");
    for (const std::string previous : {"out.previous", "out.previous-2"}) {
        const Outcome outcome = run_gassan(start, with(road(), {"--force", "--json"}));
        CHECK(outcome.exit_code == 0);
        CHECK(outcome.err.find("the earlier results are now in " + previous) != std::string::npos);
        CHECK(json::parse(outcome.out)["computed"] == 2);
        CHECK(different(results_of(here / previous), before).empty());
        CHECK(different(results_of(here / "out"), before).empty());
    }
}

TEST_CASE("detect-runs: shards side by side and then run give the bytes of run alone", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_study(here.path(), 5);
    REQUIRE(run_gassan(start, {"run", "study.toml", "-o", "whole"}).exit_code == 0);
    {
        // Another shard at work does not stand in the way.
        fs::create_directory(here / "out");
        const StoreLock peer(here / "out", StoreLock::Kind::with_peers, "now");
        const Outcome first = run_gassan(start, {"detect-runs", "study.toml", "-o", "out", "--shard", "1/2", "--json"});
        INFO(first.err);
        CHECK(first.exit_code == 0);
        CHECK(json::parse(first.out)["computed"] == 3);
        CHECK(run_gassan(start, {"align", "out"}).exit_code == 4);
    }
    const Outcome early = run_gassan(start, {"align", "out"});
    CHECK(early.exit_code == 2);
    CHECK(early.err.find("2 of 5 runs have not been looked at") != std::string::npos);
    CHECK(json::parse(run_gassan(start, {"detect-runs", "out", "--shard", "2/2", "--json"}).out)["computed"] == 2);
    CHECK(json::parse(run_gassan(start, {"detect-runs", "out", "--json"}).out)["kept"] == 5);
    CHECK_FALSE(fs::exists(here / "out" / "features.tsv"));
    const Outcome rest = run_gassan(start, with(road(), {"--json"}));
    CHECK(rest.exit_code == 0);
    CHECK(json::parse(rest.out)["computed"] == 0);
    CHECK(different(results_of(here / "out"), results_of(here / "whole")).empty());
    CHECK_FALSE(fs::exists(here / "out" / "manifest.d"));
    CHECK(read_manifest(here / "out" / "manifest.jsonl").lines.size() == 6);
    for (const std::string shard : {"0/2", "3/2", "1", "a/b", "1/0"})
        CHECK(run_gassan(start, {"detect-runs", "out", "--shard", shard}).exit_code == 2);
}

TEST_CASE("run: other parameters found the frame anew, which is said; align and report need OUT alone", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_study(here.path(), 3);
    REQUIRE(run_gassan(start, road()).exit_code == 0);
    const auto before = results_of(here / "out");
    const Outcome other = run_gassan(start, with(road(), {"--match.min_share", "0.5", "--json"}));
    CHECK(other.exit_code == 0);
    CHECK(json::parse(other.out)["computed"] == 0);
    CHECK(other.err.find("match.min_share = 0.2 -> match.min_share = 0.5") != std::string::npos);
    const Outcome runs_too = run_gassan(start, with(road(), {"--peak.min_snr", "20", "--json"}));
    CHECK(json::parse(runs_too.out)["computed"] == 3);
    CHECK(runs_too.err.find("founded anew") != std::string::npos);
    const Outcome back = run_gassan(start, with(road(), {"--json"}));
    CHECK(json::parse(back.out)["computed"] == 0);
    auto now = results_of(here / "out");
    for (const std::string& table : result_tables()) CHECK(now[table] == before.at(table));

    // The raw files are needed no more.
    fs::rename(here / "runs", here / "away");
    fs::remove(here / "study.toml");
    fs::remove(here / "out" / "report.html");
    fs::rename(here / "out" / "COMPLETE", here / "COMPLETE");
    CHECK(run_gassan(start, {"report", "out"}).exit_code == 0);
    CHECK_FALSE(fs::exists(here / "out" / "COMPLETE"));
    fs::rename(here / "COMPLETE", here / "out" / "COMPLETE");
    CHECK(run_gassan(start, {"report", "out", "--lang", "ja"}).exit_code == 0);
    CHECK(fs::exists(here / "out" / "COMPLETE"));
    CHECK(text_of(here / "out" / "report.html") != before.at("report.html"));
    CHECK(run_gassan(start, {"align", "out"}).exit_code == 0);
    now = results_of(here / "out");
    for (const std::string& table : result_tables()) CHECK(now[table] == before.at(table));
    CHECK(now["report.html"] == before.at("report.html"));
}

TEST_CASE("run: all faults of study and sheet are told before the folder is touched", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_study(here.path(), 2);
    put_text(here / "samples.tsv", "file\tsample_id\ttype\nruns/absent.mzML\tA\tsample\nruns/r01.mzML\tA\tsampel\n");
    const Outcome outcome = run_gassan(start, road());
    CHECK(outcome.exit_code == 2);
    CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') >= 3);
    CHECK_FALSE(fs::exists(here / "out"));
    CHECK(run_gassan(start, with(road(), {"--peak.min_snr", "-1"})).exit_code == 2);
    make_study(here.path(), 2);
    put_text(here / "frame.h5", "no frame");
    put_text(here / "study.toml", "[study]\nsamples = \"samples.tsv\"\n[align]\nframe = \"frame.h5\"\n");
    const Outcome frame = run_gassan(start, road());
    CHECK(frame.exit_code == 2);
    CHECK(frame.err.find("frame") != std::string::npos);
    CHECK_FALSE(fs::exists(here / "out"));
}

TEST_CASE("run: a study is placed on the frame of an earlier one", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    make_study(here.path(), 5, 3);
    REQUIRE(run_gassan(start, {"run", "study.toml", "-o", "first"}).exit_code == 0);
    write_sheet(here.path(), {4, 5});
    put_text(here / "study.toml", "[study]\nsamples = \"samples.tsv\"\n[align]\nframe = \"first/study.h5\"\n");
    const Outcome outcome = run_gassan(start, road());
    INFO(outcome.err);
    CHECK(outcome.exit_code == 0);
    CHECK(text_of(here / "out" / "features.tsv").size() > 500);
}

TEST_CASE("run: the user's lock masses set the axis right, make another run of it, and stand in runs.tsv", "[cli]") {
    const TempFolder here;
    const Start start{.folder = here.path()};
    auto spectra = small_run();
    double flicker = 0.4;                 // chaotic, between 0 and 1: what stands still is taken for saturated
    for (Spectrum& spectrum : spectra) {  // two ions there all the time, 4 ppm too high as all others
        spectrum.mz.insert(spectrum.mz.begin(), 20.5);
        flicker = 3.9 * flicker * (1.0 - flicker);
        const auto counts = float(5e4 * (1.0 + flicker));
        spectrum.intensity.insert(spectrum.intensity.begin(), counts);
        spectrum.mz.push_back(1900.25);
        spectrum.intensity.push_back(counts);
        REQUIRE(std::is_sorted(spectrum.mz.begin(), spectrum.mz.end()));
        for (double& mz : spectrum.mz) mz *= 1.0 + 4e-6;
    }
    write_spectra(here / "a.mzML", spectra);
    put_text(here / "samples.tsv", "file\tsample_id\ttype\na.mzML\tS1\tsample\n");
    put_text(here / "study.toml", "[study]\nname = \"x\"\n");
    const Outcome plain = run_gassan(start, {"run", "study.toml", "-o", "plain", "--json"});
    INFO(plain.err);
    REQUIRE(plain.exit_code == 0);
    put_text(here / "compounds.tsv", "name\tmz\tcharge\trole\nlow\t20.5\t1\tlock_mass\nhigh\t1900.25\t1\tlock_mass\n");
    put_text(here / "study.toml", "[study]\nname = \"x\"\ncompounds = \"compounds.tsv\"\n");
    const Outcome locked = run_gassan(start, {"run", "study.toml", "-o", "locked", "--json"});
    INFO(locked.err);
    REQUIRE(locked.exit_code == 0);
    CHECK(json::parse(plain.out)["runs"][0]["run_hash"] != json::parse(locked.out)["runs"][0]["run_hash"]);
    CHECK(text_of(here / "plain" / "runs.tsv").ends_with("\t\t\t\t\n"));
    CHECK(text_of(here / "locked" / "runs.tsv").ends_with("\t20.5000;1900.2500\t4.00;4.00\t\t\n"));
    const json again = json::parse(run_gassan(start, {"run", "study.toml", "-o", "locked", "--json"}).out);
    CHECK(again["kept"] == 1);
}
