/// \file
/// What is found of what is there, and how right the areas are, over seeds never used while building; OpenMS beside it
/// on the same runs; then the same for studies (bench_study). Two tables. See bench/README.md.

#include "bench/programs.hpp"
#include "bench/scoring.hpp"
#include "bench/synthetic.hpp"
#include "core/pipeline.hpp"

#include <fmt/core.h>

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::bench;

namespace {

std::vector<std::uint64_t> seeds_of(int count, char** arguments) {
    std::vector<std::uint64_t> seeds;
    for (int i = 1; i < count; ++i) {
        const char* const end = arguments[i] + std::strlen(arguments[i]);
        std::uint64_t seed = 0;
        const auto [stop, error] = std::from_chars(arguments[i], end, seed);
        if (error != std::errc() || stop != end) throw std::runtime_error("usage: bench_accuracy [SEED...]");
        seeds.push_back(seed);
    }
    if (seeds.empty()) seeds = {101, 102, 103, 104, 105};
    return seeds;
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

void print_row(const char* who, Set set, const std::vector<Score>& scores) {
    const Score all = mean(scores);
    const std::string low = set == Set::tiny ? "-" : fmt::format("{:.4f}", all.recall_low);
    std::printf("%-8s %-5s %9zu %8.4f %8s %10.4f %9.4f %8.4f %8.4f\n", who, name(set).data(), all.features, all.recall,
                low.c_str(), all.precision, all.area_error, all.area_p90, all.area_scale);
    std::fflush(stdout);
}

void bench_set(Set set, const std::vector<std::uint64_t>& seeds, bool with_openms) {
    std::vector<Score> ours, theirs;
    const std::uint32_t runs = set == Set::tiny ? 3 : 1;  // a tiny run has but 30 compounds
    for (const auto seed : seeds)
        for (std::uint32_t run = 0; run < runs; ++run) {
            const TrueRun truth = make_run(set, seed, run);
            ours.push_back(score(found_by_us(truth.run), truth.truth));
            if (with_openms) theirs.push_back(score(found_by_openms(set, truth.run), truth.truth));
        }
    print_row("gassan", set, ours);
    if (with_openms) print_row("OpenMS", set, theirs);
}

/// The second table: a process of its own, since it holds all runs of a study at once.
int bench_studies(int count, char** arguments) {
    std::string command = std::string("'") + BENCH_STUDY + "'";
    for (int i = 1; i < count; ++i) command += std::string(" ") + arguments[i];  // numbers, read above
    return std::system(command.c_str()) == 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) try {
    const auto seeds = seeds_of(count, arguments);
    const bool with_openms = has_openms();
    if (!with_openms) std::printf("SKIPPED: OpenMS FeatureFinderMetabo is not installed\n");
    std::printf("means over %zu seeds\n", seeds.size());
    std::printf("%-8s %-5s %9s %8s %8s %10s %9s %8s %8s\n", "who", "set", "features", "recall", "low", "precision",
                "area err", "p90", "scale");
    for (const Set set : {Set::easy, Set::hard, Set::tiny}) bench_set(set, seeds, with_openms);
    std::printf("\n");
    std::fflush(stdout);
    return bench_studies(count, arguments);
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_accuracy: %s\n", error.what());
    return 1;
}
