#include "bench/candidates.hpp"

#include "bench/scoring.hpp"
#include "core/pipeline.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace gassan::bench {
namespace {

struct Generator {
    std::string_view name, preset, geometry;  ///< preset: empty for the sets of this folder
    std::vector<std::uint32_t> runs;
};

const std::array<Generator, 8>& all_generators() {
    static const std::array<Generator, 8> all{{{"easy", "", "", {0}},
                                               {"hard", "", "", {1}},
                                               {"steady", "", "", {0, 1, 2}},
                                               {"tiny", "tiny", "cation", {0, 1}},
                                               {"demo", "demo", "cation", {1, 4, 8}},
                                               {"method, cation", "method", "cation", {3, 9, 16}},
                                               {"method, anion_silica", "method", "anion_silica", {3, 9, 16}},
                                               {"method, anion_coated", "method", "anion_coated", {3, 9, 16}}}};
    return all;
}

/// What quality is to judge must not have been judged before.
Params lowered_bars() {
    Params params;
    params.peak.min_snr = 2.5;
    params.peak.significance_sd = 4.0;
    params.peak.min_points = 3;
    params.peak.min_background_ratio = 0.4;
    params.peak.min_quality = 0.0;
    params.peak.max_mz_se_ppm = 15.0;
    return params;
}

/// match_truth, and then the same for apexes of wide peaks: a triangle's top lies where noise puts it.
std::vector<std::size_t> match_wide(std::span<const Found> found, std::span<const Truth> truth) {
    struct Pair {
        double distance_s;
        std::size_t found, truth;
    };
    std::vector<std::size_t> match = match_truth(found, truth);
    std::vector<bool> taken(found.size(), false);
    for (const std::size_t one : match)
        if (one != nobody) taken[one] = true;
    std::vector<Pair> pairs;
    for (std::size_t j = 0; j < truth.size(); ++j) {
        if (match[j] != nobody || !(truth[j].height > 0.0)) continue;
        const double half_width_s = 0.5 * truth[j].area / truth[j].height;
        for (std::size_t i = 0; i < found.size(); ++i) {
            const double away_s = std::abs(found[i].apex_s - truth[j].apex_s);
            if (!taken[i] && std::abs(found[i].mz / truth[j].mz - 1.0) < 10e-6 && away_s < half_width_s)
                pairs.push_back({away_s, i, j});
        }
    }
    std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
        if (a.distance_s != b.distance_s) return a.distance_s < b.distance_s;
        return a.truth != b.truth ? a.truth < b.truth : a.found < b.found;
    });
    for (const Pair& pair : pairs) {
        if (taken[pair.found] || match[pair.truth] != nobody) continue;
        taken[pair.found] = true;
        match[pair.truth] = pair.found;
    }
    return match;
}

TrueRun make(const Generator& generator, std::uint64_t seed, std::uint32_t run) {
    if (!generator.preset.empty()) return make_preset_run(generator.preset, generator.geometry, seed, run);
    if (generator.name == "steady") return make_steady_run(1000 * seed + run);
    return make_study_run(generator.name == "easy" ? Set::easy : Set::hard, seed, run);
}

CandidateRun candidates_of(std::string_view generator, const TrueRun& run) {
    constexpr double low_height = 5e3;
    const RunResult result = process_run(run.run, lowered_bars(), {.evidence = true});
    CandidateRun all{.generator = generator};
    std::vector<Found> found;
    for (std::size_t i = 0; i < result.features.size(); ++i) {
        const Feature& feature = result.features[i];
        found.push_back({feature.mz, feature.mt_s, feature.area});
        all.candidates.push_back({.example = {.terms = result.evidence[i]}, .quality = feature.quality});
    }
    const auto match = match_wide(found, run.truth);
    for (std::size_t j = 0; j < run.truth.size(); ++j) {
        const Truth& truth = run.truth[j];
        const bool low = truth.counts && truth.height < low_height;
        all.asked += truth.counts;
        all.low += low;
        if (match[j] == nobody) continue;
        Candidate& candidate = all.candidates[match[j]];
        candidate.example.real = true;
        candidate.asked = truth.counts;
        candidate.low = low;
    }
    return all;
}

}  // namespace

std::span<const std::string_view> generators() {
    static const auto names = [] {
        std::array<std::string_view, 8> all;
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = all_generators()[i].name;
        return all;
    }();
    return names;
}

std::vector<CandidateRun> candidate_runs(std::string_view generator, std::uint64_t seed) {
    for (const Generator& one : all_generators()) {
        if (one.name != generator) continue;
        std::vector<CandidateRun> all;
        for (const std::uint32_t run : one.runs) all.push_back(candidates_of(one.name, make(one, seed, run)));
        return all;
    }
    throw std::runtime_error("no such generator");
}

}  // namespace gassan::bench
