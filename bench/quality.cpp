/// \file
/// Learns the weights of quality on eight generators, and holds what is built in against seeds and generators that had
/// no part in the learning: weights, reliability, precision and recall over the bar. See bench/README.md.
///
///     bench_quality [--svg FILE] [SEED...]    # unseen seeds; 101 102 if none is given

#include "core/peak/quality.hpp"
#include "bench/candidates.hpp"
#include "bench/curve_svg.hpp"
#include "core/base/parallel.hpp"
#include "core/params.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace gassan;
using namespace gassan::bench;

namespace {

constexpr std::uint64_t learning_seeds[] = {1011, 1012, 1013, 1014};
constexpr int threads = 2;

struct Wish {
    std::vector<std::uint64_t> seeds;
    std::string svg;
};

Wish wish_of(int count, char** arguments) {
    Wish wish;
    for (int i = 1; i < count; ++i) {
        if (std::strcmp(arguments[i], "--svg") == 0 && i + 1 < count) {
            wish.svg = arguments[++i];
            continue;
        }
        const char* const end = arguments[i] + std::strlen(arguments[i]);
        std::uint64_t seed = 0;
        const auto [stop, error] = std::from_chars(arguments[i], end, seed);
        if (error != std::errc() || stop != end)
            throw std::runtime_error("usage: bench_quality [--svg FILE] [SEED...]");
        wish.seeds.push_back(seed);
    }
    if (wish.seeds.empty()) wish.seeds = {101, 102};
    return wish;
}

std::vector<CandidateRun> runs_of(const std::vector<std::uint64_t>& seeds) {
    std::vector<std::pair<std::string_view, std::uint64_t>> jobs;
    for (const std::string_view generator : generators())
        for (const std::uint64_t seed : seeds) jobs.emplace_back(generator, seed);
    std::vector<std::vector<CandidateRun>> parts(jobs.size());
    parallel_for(jobs.size(), threads,
                 [&](std::size_t job) { parts[job] = candidate_runs(jobs[job].first, jobs[job].second); });
    std::vector<CandidateRun> all;
    for (auto& part : parts)
        for (auto& run : part) all.push_back(std::move(run));
    return all;
}

std::vector<Example> examples_of(const std::vector<CandidateRun>& runs, auto&& wanted) {
    std::vector<Example> examples;
    for (const CandidateRun& run : runs)
        if (wanted(run.generator))
            for (const Candidate& candidate : run.candidates) examples.push_back(candidate.example);
    return examples;
}

constexpr auto everyone = [](std::string_view) { return true; };

std::vector<double> built_in_weights() {
    std::vector<double> weights;
    for (const QualityTerm& term : quality_table()) weights.push_back(term.weight);
    return weights;
}

Reliability held_against(const std::vector<double>& weights, const std::vector<Example>& examples) {
    std::vector<double> probabilities;
    for (const Example& example : examples) probabilities.push_back(probability(weights, example));
    return reliability(probabilities, examples);
}

void print_weights(const std::vector<double>& learnt) {
    fmt::print("weights learnt, and built in (core/peak/quality.cpp)\n");
    for (std::size_t i = 0; i < learnt.size(); ++i)
        fmt::print("    {{\"{}\", {:.3f}}},{:{}} // {:.3f}\n", quality_table()[i].name, learnt[i], "",
                   44 - int(quality_table()[i].name.size()), quality_table()[i].weight);
}

void print_bins(const Reliability& result) {
    fmt::print("{:>12} {:>10} {:>10} {:>10}\n", "quality", "peaks", "predicted", "observed");
    for (std::size_t i = 0; i < result.bins.size(); ++i) {
        const auto& bin = result.bins[i];
        fmt::print("  {:.1f} to {:.1f} {:>10} {:>10.3f} {:>10.3f}\n", 0.1 * double(i), 0.1 * double(i + 1),
                   bin.examples, bin.predicted, bin.observed);
    }
}

void print_short(std::string_view what, const Reliability& result) {
    fmt::print("{:<46} {:>8} {:>8.4f} {:>8.4f}\n", what, result.examples, result.brier, result.ece);
}

/// Precision and recall of one generator's runs where the bar stands at a quality.
struct AtBar {
    double recall = 0, low = 0, precision = 0;
};

AtBar at_bar(const std::vector<CandidateRun>& runs, std::string_view generator, double bar) {
    double asked = 0, low = 0, asked_all = 0, low_all = 0, reported = 0, real = 0;
    for (const CandidateRun& run : runs) {
        if (run.generator != generator) continue;
        asked_all += double(run.asked);
        low_all += double(run.low);
        for (const Candidate& candidate : run.candidates) {
            if (candidate.quality < bar) continue;
            ++reported;
            real += candidate.example.real;
            asked += candidate.asked;
            low += candidate.low;
        }
    }
    return {asked / asked_all, low / low_all, real / reported};
}

void print_bars(const std::vector<CandidateRun>& runs) {
    fmt::print(
        "\nrecall / precision by the bar on quality, all other bars far below their defaults (default bar: {})\n",
        PeakParams{}.min_quality);
    fmt::print("{:>6}", "bar");
    for (const auto generator : generators()) fmt::print(" {:>20}", generator);
    fmt::print("\n");
    for (const double bar : {0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.99}) {
        fmt::print("{:>6.2f}", bar);
        for (const auto generator : generators()) {
            const AtBar at = at_bar(runs, generator, bar);
            fmt::print("        {:.3f} / {:.3f}", at.recall, at.precision);
        }
        fmt::print("\n");
    }
}

void draw_bars(const std::vector<CandidateRun>& runs, const std::string& path) {
    std::vector<Curve> curves;
    for (const auto generator : generators()) {
        Curve curve{.name = std::string(generator)};
        for (int step = 0; step <= 198; ++step) {
            const AtBar at = at_bar(runs, generator, 0.005 * step);
            curve.points.push_back({at.recall, at.precision});
        }
        const AtBar chosen = at_bar(runs, generator, PeakParams{}.min_quality);
        curve.mark = {chosen.recall, chosen.precision};
        curves.push_back(std::move(curve));
    }
    std::ofstream file(path);
    file << curves_svg(curves, {.x_title = "recall of peaks with S/N above 10 (easy, hard: of all)",
                                .y_title = "precision",
                                .mark = fmt::format("quality {}", PeakParams{}.min_quality)});
    if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace

int main(int count, char** arguments) try {
    const Wish wish = wish_of(count, arguments);
    const auto learning = runs_of({std::begin(learning_seeds), std::end(learning_seeds)});
    const auto unseen = runs_of(wish.seeds);
    const auto examples = examples_of(learning, everyone);
    const auto learnt = learn_logistic(examples);
    print_weights(learnt);

    fmt::print("\n{:<46} {:>8} {:>8} {:>8}\n", "held against", "peaks", "Brier", "ECE");
    print_short("the seeds it was learnt from", held_against(learnt, examples));
    const auto unseen_examples = examples_of(unseen, everyone);
    print_short("unseen seeds, weights built in", held_against(built_in_weights(), unseen_examples));
    for (const auto generator : generators()) {
        const auto others = learn_logistic(examples_of(learning, [&](auto one) { return one != generator; }));
        const auto its = examples_of(unseen, [&](auto one) { return one == generator; });
        print_short(fmt::format("unseen {}, learnt without it", generator), held_against(others, its));
    }
    fmt::print("\nunseen seeds, weights built in\n");
    print_bins(held_against(built_in_weights(), unseen_examples));
    print_bars(unseen);
    if (!wish.svg.empty()) draw_bars(unseen, wish.svg);
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_quality: %s\n", error.what());
    return 1;
}
