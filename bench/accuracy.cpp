/// \file
/// What is found of what is there, how right the areas are, and what becomes of compounds over the runs of a study,
/// over seeds never used while building; OpenMS beside it on the same runs. One table, with the bars; then the tables
/// of the programs beside this one that were built. See bench/README.md.

#include "bench/accuracy_table.hpp"
#include "bench/openms_study.hpp"
#include "bench/programs.hpp"
#include "bench/scoring.hpp"
#include "bench/studies.hpp"
#include "bench/synthetic.hpp"
#include "core/pipeline.hpp"

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace gassan;
using namespace gassan::bench;

namespace {

struct Wish {
    std::vector<std::uint64_t> run_seeds{101, 102, 103, 104, 105}, study_seeds{101};
    bool fast = false;  ///< one seed, and this program's table alone
};

Wish wish_of(int count, char** arguments) {
    Wish wish;
    std::vector<std::uint64_t> seeds;
    for (int i = 1; i < count; ++i) {
        if (std::strcmp(arguments[i], "--fast") == 0) {
            wish.fast = true;
            continue;
        }
        const char* const end = arguments[i] + std::strlen(arguments[i]);
        std::uint64_t seed = 0;
        const auto [stop, error] = std::from_chars(arguments[i], end, seed);
        if (error != std::errc() || stop != end) throw std::runtime_error("usage: bench_accuracy [--fast] [SEED...]");
        seeds.push_back(seed);
    }
    if (!seeds.empty()) wish.run_seeds = wish.study_seeds = seeds;
    if (wish.fast) wish.run_seeds.resize(1), wish.study_seeds.resize(1);
    return wish;
}

std::vector<Found> found_by_us(const Run& run) {
    std::vector<Found> found;
    for (const Feature& feature : process_run(run, {}).features)
        found.push_back({feature.mz, feature.mt_s, feature.area});
    return found;
}

std::vector<Found> found_by_openms(Set set, const Run& run) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "run.mzML", out = folder.path() / "out.featureXML";
    write_run(path, run);
    run_program(openms_command(set, path, out));
    return read_feature_xml(out);
}

/// Rows of a set, ours first. tiny has no study of its own, demo no runs.
std::vector<AccuracyRow> rows_of(Set set, const Wish& wish, bool with_openms) {
    std::vector<Score> ours, theirs;
    const std::uint32_t runs = set == Set::demo ? 0 : set == Set::tiny ? 3 : 1;  // a tiny run has but 30 compounds
    for (const auto seed : wish.run_seeds)
        for (std::uint32_t run = 0; run < runs; ++run) {
            const TrueRun truth = make_run(set, seed, run);
            ours.push_back(score(found_by_us(truth.run), truth.truth));
            if (with_openms) theirs.push_back(score(found_by_openms(set, truth.run), truth.truth));
        }
    const StudyPair studies = set == Set::tiny ? StudyPair{} : bench_studies(set, wish.study_seeds, with_openms);
    std::vector<AccuracyRow> rows;
    const auto add = [&](std::string_view who, const std::vector<Score>& of_runs, const StudyScores& of_studies) {
        AccuracyRow row{.who = who, .set = set, .run = {}, .study = {}};
        if (!of_runs.empty()) row.run = mean(of_runs);
        if (!of_studies.strong.empty()) {
            row.study = mean(of_studies.strong);
            row.study_cpu_s = of_studies.cpu_s / double(of_studies.strong.size());
        }
        rows.push_back(row);
    };
    add("gassan", ours, studies.ours);
    if (with_openms) add("OpenMS", theirs, studies.theirs);
    return rows;
}

/// The tables of the other programs of this folder, where they were built.
void run_others(const std::filesystem::path& folder) {
    for (const char* other : {"bench_method", "bench_quality", "bench_detect", "bench_end_to_end"}) {
        const auto path = folder / other;
        if (!std::filesystem::exists(path)) {
            std::printf("\n%s: not built\n", other);
            continue;
        }
        std::printf("\n%s\n", other);
        std::fflush(stdout);
        if (std::system(("'" + path.string() + "'").c_str()) != 0) throw std::runtime_error("failed: " + path.string());
    }
}

}  // namespace

int main(int count, char** arguments) try {
    const Wish wish = wish_of(count, arguments);
    const bool with_openms = has_openms() && has_openms_study();
    if (!with_openms) std::printf("SKIPPED: OpenMS's finder, aligner and linker are not installed\n");
    std::printf("means over %zu runs a set, and over %zu studies; CPU s a study, one thread\n", wish.run_seeds.size(),
                wish.study_seeds.size());
    std::vector<AccuracyRow> rows;
    int missed = 0;
    for (const Set set : {Set::easy, Set::hard, Set::tiny, Set::demo}) {
        const auto of_set = rows_of(set, wish, with_openms);
        missed += missed_bars(of_set.front());
        rows.insert(rows.end(), of_set.begin(), of_set.end());
    }
    std::printf("%s", accuracy_table(rows).c_str());
    for (std::size_t i = 0; with_openms && i + 1 < rows.size(); i += 2)
        if (rows[i].study && rows[i + 1].study)
            std::printf("%s: OpenMS's CPU / ours %.2f\n", name(rows[i].set).data(),
                        rows[i + 1].study_cpu_s / rows[i].study_cpu_s);
    std::printf("bars missed: %d\n", missed);
    std::fflush(stdout);
    if (!wish.fast) run_others(std::filesystem::read_symlink("/proc/self/exe").parent_path());
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_accuracy: %s\n", error.what());
    return 1;
}
