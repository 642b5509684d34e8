/// \file
/// What becomes of compounds over the runs of a study: rows and cells of ours and of OpenMS against the truth. See
/// bench/README.md.

#include "bench/openms_study.hpp"
#include "bench/studies.hpp"

#include <charconv>
#include <cstdio>
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
        if (error != std::errc() || stop != end) throw std::runtime_error("usage: bench_study [SEED...]");
        seeds.push_back(seed);
    }
    if (seeds.empty()) seeds = {101};
    return seeds;
}

void print_row(const char* who, const std::string& set, const std::vector<StudyScore>& scores, double cpu_s) {
    if (scores.empty()) return;
    const StudyScore all = mean(scores);
    std::printf("%-7s %-9s %6zu %9zu %9.4f %9.4f %8.4f %8.4f %8.4f %8.4f %8.4f %8.4f %8.4f %7.1f\n", who, set.c_str(),
                all.rows, all.compounds, all.one_group, all.complete_pure, all.pair_recall, all.pair_precision,
                all.row_recall, all.row_precision, all.filled, all.within_30, all.filled_absent,
                cpu_s / double(scores.size()));
    std::fflush(stdout);
}

void bench_set(Set set, const std::vector<std::uint64_t>& seeds, bool with_openms) {
    const auto [ours, theirs] = bench_studies(set, seeds, with_openms);
    const std::string title(name(set));
    print_row("gassan", title, ours.strong, ours.cpu_s);
    print_row("OpenMS", title, theirs.strong, theirs.cpu_s);
    if (set != Set::demo) return;
    print_row("gassan", title + ",all", ours.all, ours.cpu_s);
    print_row("OpenMS", title + ",all", theirs.all, theirs.cpu_s);
}

}  // namespace

int main(int count, char** arguments) try {
    const auto seeds = seeds_of(count, arguments);
    const bool with_openms = has_openms_study();
    if (!with_openms) std::printf("SKIPPED: OpenMS's finder, aligner and linker are not installed\n");
    std::printf("studies, means over %zu seeds\n", seeds.size());
    std::printf("%-7s %-9s %6s %9s %9s %9s %8s %8s %8s %8s %8s %8s %8s %7s\n", "who", "set", "rows", "compounds",
                "one group", "complete", "pair rec", "pair pre", "row rec", "row pre", "filled", "in 30 %", "absent",
                "CPU s");
    for (const Set set : {Set::easy, Set::hard, Set::demo}) bench_set(set, seeds, with_openms);
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_study: %s\n", error.what());
    return 1;
}
