/// \file
/// What a study costs from its files to its tables: `gassan run` on twenty runs beside OpenMS's finder, aligner and
/// linker, both as whole processes; peak memory, two threads, and where our CPU goes. The tables that were written are
/// held against the truth first. See bench/README.md.

#include "bench/openms_study.hpp"
#include "bench/programs.hpp"
#include "bench/study_scoring.hpp"
#include "bench/synthetic.hpp"
#include "core/pipeline.hpp"
#include "io/base/sha256.hpp"
#include "io/read_run.hpp"
#include "io/store/run_file.hpp"
#include "tests/support/table_rows.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace gassan;
using namespace gassan::bench;

namespace {

namespace fs = std::filesystem;

constexpr Set set = Set::easy;
constexpr double least_one_group = 0.98, least_within_30 = 0.98, least_row_precision = 0.95;

std::uint64_t seed_of(int count, char** arguments) {
    std::uint64_t seed = 101;
    if (count == 1) return seed;
    const char* const end = arguments[1] + std::strlen(arguments[1]);
    const auto [stop, error] = std::from_chars(arguments[1], end, seed);
    if (count > 2 || error != std::errc() || stop != end) throw std::runtime_error("usage: bench_end_to_end [SEED]");
    return seed;
}

std::string run_name(std::size_t run) {
    return (run < 9 ? "run0" : "run") + std::to_string(run + 1);
}

// ---- the study ----------------------------------------------------------------------------------------------------

void write_study(std::uint64_t seed, const fs::path& folder) {
    std::ofstream sheet(folder / "samples.tsv"), study(folder / "study.toml");
    sheet << "file\tsample_id\ttype\n";
    study << "[study]\nname = \"easy\"\n";
    for (std::uint32_t i = 0; i < study_runs(set); ++i) {
        write_run(folder / (run_name(i) + ".mzML"), make_study_run(set, seed, i).run);
        sheet << run_name(i) << ".mzML\t" << run_name(i) << "\tsample\n";
    }
    if (!sheet.flush() || !study.flush()) throw std::runtime_error("cannot write the study");
}

/// In a process of its own: the peak memory that the system tells of a child is never below that of who started it.
void write_study_apart(std::uint64_t seed, const fs::path& folder) {
    const pid_t child = ::fork();
    if (child == 0) {
        try {
            write_study(seed, folder);
            ::_exit(0);
        } catch (const std::exception& error) {
            std::fprintf(stderr, "bench_end_to_end: %s\n", error.what());
            ::_exit(1);
        }
    }
    int status = 0;
    if (child < 0 || ::waitpid(child, &status, 0) != child || status != 0)
        throw std::runtime_error("the runs could not be written");
}

std::vector<fs::path> run_files(const fs::path& folder) {
    std::vector<fs::path> files;
    for (std::size_t i = 0; i < study_runs(set); ++i) files.push_back(folder / (run_name(i) + ".mzML"));
    return files;
}

// ---- the answer ---------------------------------------------------------------------------------------------------

double number(const std::string& text) {
    double value = 0.0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || stop != text.data() + text.size()) throw std::runtime_error("no number: " + text);
    return value;
}

/// A place as the tables have it: m/z to a millionth, time to a thousandth.
using Place = std::pair<long long, long long>;

Place place_of(double mz, double mt_s) {
    return {std::llround(mz * 1e6), std::llround(mt_s * 1e3)};
}

StudyScore score_of(const fs::path& out, std::uint64_t seed) {
    std::map<std::string, std::size_t> run_of;
    for (std::size_t run = 0; run < study_runs(set); ++run) run_of[run_name(run)] = run;
    std::map<std::string, FoundRow> rows;
    std::vector<std::set<Place>> placed(run_of.size());
    for (auto& cell : test::table_rows(out / "cells.tsv")) {
        FoundRow& row = rows.try_emplace(cell["feature_id"], run_of.size()).first->second;
        if (cell["kind"] != "measured" && cell["kind"] != "filled") continue;
        const std::size_t run = run_of.at(cell["sample_id"]);
        const Found found{number(cell["mz"]), number(cell["mt_s"]), number(cell["area"])};
        row[run] = {found, cell["kind"] == "measured"};
        if (row[run]->measured) placed[run].insert(place_of(found.mz, found.apex_s));
    }
    std::vector<std::vector<Found>> lone(run_of.size());  // peaks that no row took
    for (auto& record : test::table_rows(out / "runs.tsv")) {
        const std::size_t run = run_of.at(record["sample_id"]);
        for (const Feature& feature : read_run_without_centroids(out / "runs" / (record["run_hash"] + ".h5")).features)
            if (!placed[run].contains(place_of(feature.mz, feature.mt_s)))
                lone[run].push_back({feature.mz, feature.mt_s, feature.area});
    }
    std::vector<std::vector<Truth>> truth;
    for (std::uint32_t run = 0; run < study_runs(set); ++run) truth.push_back(make_study_run(set, seed, run).truth);
    std::vector<FoundRow> all;
    for (auto& [id, row] : rows) all.push_back(std::move(row));
    return score_study(all, truth, lone);
}

void check_answer(const StudyScore& score) {
    std::printf("  gassan: %zu rows, one group %.4f, complete %.4f, within 30 %% %.4f, row precision %.4f\n",
                score.rows, score.one_group, score.complete_pure, score.within_30, score.row_precision);
    if (score.one_group < least_one_group || score.within_30 < least_within_30 ||
        score.row_precision < least_row_precision)
        throw std::runtime_error("the answer is wrong");
}

// ---- where it goes ------------------------------------------------------------------------------------------------

double cpu_of(auto&& work) {
    const double start = now().cpu;
    work();
    return now().cpu - start;
}

/// The parts of a run's own work in this process, then the steps of a study as processes.
void print_parts(const std::string& program, const fs::path& folder, const fs::path& out) {
    double hash = 0, read = 0, process = 0, store = 0;
    for (const fs::path& path : run_files(folder)) {
        ReadRun run;
        RunResult result;
        StoredRun stored;
        hash += cpu_of([&] { static_cast<void>(hash_file(path)); });
        read += cpu_of([&] { run = read_run(path); });
        process += cpu_of([&] { result = process_run(run.run, {}, {.archive = true, .for_study = true}); });
        stored.features = std::move(result.features);
        stored.total_ion = std::move(result.total_ion);
        stored.archive = std::move(*result.archive);
        store += cpu_of([&] { write_run_file(folder / "part.h5", stored); });
    }
    const std::string quiet = "'" + program + "' ", on = " '" + out.string() + "' -j 1";
    const double align = run_program(quiet + "align --trust" + on).cpu,
                 report = run_program(quiet + "report --trust" + on).cpu;
    std::printf("  CPU s of all runs: hashing input %.2f, reading %.2f, process_run %.2f, store %.2f\n", hash, read,
                process, store);
    std::printf(
        "  CPU s of `gassan align --trust` (frame, matching, filling, all outputs) %.2f; of these\n"
        "  `gassan report --trust` (tables, workbook, report) %.2f\n",
        align, report);
    std::printf("  all but process_run: %.2f\n", hash + read + store + align);
}

void bench_study(const std::string& program, std::uint64_t seed, bool with_openms) {
    const TemporaryFolder folder;
    write_study_apart(seed, folder.path());
    const auto command = [&](const char* out, int threads) {
        return "'" + program + "' run '" + (folder.path() / "study.toml").string() + "' -o '" +
               (folder.path() / out).string() + "' -j " + std::to_string(threads);
    };
    const Used one = run_measured(command("one", 1)), two = run_measured(command("two", 2));
    std::printf("easy, seed %llu: %u runs\n", static_cast<unsigned long long>(seed), study_runs(set));
    check_answer(score_of(folder.path() / "one", seed));
    for (const char* table : {"features.tsv", "cells.tsv", "runs.tsv", "study.h5", "report.html", "study.xlsx"})
        if (hash_file(folder.path() / "one" / table).sha256 != hash_file(folder.path() / "two" / table).sha256)
            throw std::runtime_error(std::string("two threads give another ") + table);
    std::printf(
        "  gassan run -j 1: CPU %.1f s, wall %.1f s, peak memory %.0f MB; -j 2: CPU %.1f s, wall %.1f s, %.0f MB\n",
        one.seconds.cpu, one.seconds.wall, one.peak_mb, two.seconds.cpu, two.seconds.wall, two.peak_mb);
    print_parts(program, folder.path(), folder.path() / "one");
    std::fflush(stdout);
    if (!with_openms) return;
    const OpenmsStudy theirs = openms_study(set, run_files(folder.path()), folder.path());
    if (theirs.rows.empty()) throw std::runtime_error("OpenMS found nothing");
    std::printf("  OpenMS: CPU %.1f s, wall %.1f s; %zu rows. OpenMS / gassan, CPU: %.2f\n", theirs.seconds.cpu,
                theirs.seconds.wall, theirs.rows.size(), theirs.seconds.cpu / one.seconds.cpu);
}

}  // namespace

int main(int count, char** arguments) try {
    const std::uint64_t seed = seed_of(count, arguments);
    const bool with_openms = has_openms_study();
    if (!with_openms) std::printf("SKIPPED: OpenMS's finder, aligner and linker are not installed\n");
    bench_study(GASSAN_PROGRAM, seed, with_openms);
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_end_to_end: %s\n", error.what());
    return 1;
}
