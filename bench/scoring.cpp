#include "bench/scoring.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace gassan::bench {
namespace {

constexpr double mz_window = 10e-6, time_window_s = 5.0, low_height = 5e3;

struct Pair {
    double distance_s;
    std::size_t found, truth;
};

std::vector<Pair> candidate_pairs(std::span<const Found> found, std::span<const Truth> truth) {
    std::vector<std::size_t> by_mz(found.size());
    std::iota(by_mz.begin(), by_mz.end(), std::size_t(0));
    std::sort(by_mz.begin(), by_mz.end(), [&](std::size_t a, std::size_t b) { return found[a].mz < found[b].mz; });
    std::vector<Pair> pairs;
    for (std::size_t j = 0; j < truth.size(); ++j) {
        const double lowest = truth[j].mz * (1 - mz_window), highest = truth[j].mz * (1 + mz_window);
        auto at = std::lower_bound(by_mz.begin(), by_mz.end(), lowest,
                                   [&](std::size_t index, double mz) { return found[index].mz < mz; });
        for (; at != by_mz.end() && found[*at].mz <= highest; ++at)
            if (const double distance = std::abs(found[*at].apex_s - truth[j].apex_s); distance < time_window_s)
                pairs.push_back({distance, *at, j});
    }
    return pairs;
}

double quantile(std::vector<double> values, double share) {
    if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
    const auto at = values.begin() + std::ptrdiff_t(share * double(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

}  // namespace

std::vector<std::size_t> match_truth(std::span<const Found> found, std::span<const Truth> truth) {
    auto pairs = candidate_pairs(found, truth);
    std::sort(pairs.begin(), pairs.end(), [&](const Pair& a, const Pair& b) {
        if (a.distance_s != b.distance_s) return a.distance_s < b.distance_s;
        return a.truth != b.truth ? a.truth < b.truth : a.found < b.found;
    });
    std::vector<std::size_t> match(truth.size(), nobody);
    std::vector<bool> taken(found.size(), false);
    for (const Pair& pair : pairs) {
        if (taken[pair.found] || match[pair.truth] != nobody) continue;
        taken[pair.found] = true;
        match[pair.truth] = pair.found;
    }
    return match;
}

Score score(std::span<const Found> found, std::span<const Truth> truth) {
    const auto match = match_truth(found, truth);
    std::size_t asked = 0, hit = 0, low = 0, low_hit = 0, with_truth = 0;
    std::vector<double> ratio, error;
    for (std::size_t j = 0; j < truth.size(); ++j) {
        const bool is_hit = match[j] != nobody;
        with_truth += is_hit;
        if (!truth[j].counts) continue;
        const bool is_low = truth[j].height < low_height;
        ++asked;
        hit += is_hit;
        low += is_low;
        low_hit += is_low && is_hit;
        if (!is_hit) continue;
        ratio.push_back(found[match[j]].area / truth[j].area);
        error.push_back(std::abs(ratio.back() - 1));
    }
    return {.features = found.size(),
            .recall = double(hit) / double(asked),
            .recall_low = double(low_hit) / double(low),
            .precision = double(with_truth) / double(found.size()),
            .area_error = quantile(error, 0.5),
            .area_p90 = quantile(error, 0.9),
            .area_scale = quantile(ratio, 0.5)};
}

Score mean(std::span<const Score> scores) {
    const auto of = [&](auto field) {
        double sum = 0;
        for (const Score& one : scores) sum += double(one.*field);
        return sum / double(scores.size());
    };
    return {.features = std::size_t(std::lround(of(&Score::features))),
            .recall = of(&Score::recall),
            .recall_low = of(&Score::recall_low),
            .precision = of(&Score::precision),
            .area_error = of(&Score::area_error),
            .area_p90 = of(&Score::area_p90),
            .area_scale = of(&Score::area_scale)};
}

}  // namespace gassan::bench
