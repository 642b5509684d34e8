#include "core/align/late_path.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace gassan {
namespace {

// Lateness is looked for as a share of the time: a bubble may cost a third of an early time (and where the law goes
// through what comes after it, what comes before is early by a quarter), salt a few per cent.
constexpr double lowest = -0.25, highest = 0.34, raster = 0.005;
constexpr std::size_t states = 119;       // from lowest to highest
constexpr double tolerance = 0.01;        // of the time: an ion this far off agrees no more
constexpr double ions_per_stretch = 6.0;  // at least; fewer agree by chance
constexpr double most_stretches = 32.0;
constexpr double cost_per_percent = 1.0;  // ions that a step of 1 % must win
constexpr double dearest_step = 2.5;      // ions that any step must win at most: a bubble is one step

/// A candidate by where the law expects it.
struct Offer {
    double expected_s, share, vote;
    std::size_t ion;
};

double share_of(std::size_t state) {
    return lowest + raster * double(state);
}

std::vector<Offer> offers_of(std::span<const TwinCandidate> candidates, const Warp& law) {
    std::vector<Offer> offers;
    for (const TwinCandidate& candidate : candidates) {
        const double expected_s = law.time_s(candidate.place);
        if (!(expected_s > 0.0)) continue;
        const double share = candidate.time_s / expected_s - 1.0;
        if (share > lowest - tolerance && share < highest + tolerance)
            offers.push_back({expected_s, share, candidate.vote, candidate.ion});
    }
    std::sort(offers.begin(), offers.end(), [](const Offer& a, const Offer& b) {
        return a.expected_s != b.expected_s ? a.expected_s < b.expected_s : a.ion < b.ion;
    });
    return offers;
}

/// Offers next to each other in time.
struct Stretch {
    double middle_s = 0.0;
    std::vector<double> agreed;  ///< ions that meet an offer there, by state
};

/// Each ion counts once, by its best offer (truncated parabola).
std::vector<double> agreement_of(std::span<const Offer> offers) {
    std::vector<double> agreed(states, 0.0);
    std::vector<Offer> by_ion(offers.begin(), offers.end());
    std::stable_sort(by_ion.begin(), by_ion.end(), [](const Offer& a, const Offer& b) { return a.ion < b.ion; });
    std::vector<double> best(states);
    for (std::size_t i = 0; i < by_ion.size();) {
        std::fill(best.begin(), best.end(), 0.0);
        const std::size_t ion = by_ion[i].ion;
        for (; i < by_ion.size() && by_ion[i].ion == ion; ++i) {
            const double first = std::ceil((by_ion[i].share - tolerance - lowest) / raster);
            for (auto state = std::size_t(std::max(0.0, first)); state < states; ++state) {
                const double off = (share_of(state) - by_ion[i].share) / tolerance;
                if (off >= 1.0) break;
                best[state] = std::max(best[state], by_ion[i].vote * (1.0 - off * off));
            }
        }
        for (std::size_t state = 0; state < states; ++state) agreed[state] += best[state];
    }
    return agreed;
}

std::vector<Stretch> stretches_of(std::span<const Offer> offers) {
    const double size = std::max(ions_per_stretch, double(offers.size()) / most_stretches);
    const auto count = std::size_t(double(offers.size()) / size);
    std::vector<Stretch> stretches;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t begin = i * offers.size() / count, end = (i + 1) * offers.size() / count;
        const auto part = offers.subspan(begin, end - begin);
        stretches.push_back({part[part.size() / 2].expected_s, agreement_of(part)});
    }
    return stretches;
}

/// Of all ways along the stretches the one that wins the most; times never turn back on it.
std::vector<std::size_t> best_way(const std::vector<Stretch>& stretches) {
    std::vector<std::vector<double>> won{stretches.front().agreed};
    std::vector<std::vector<std::size_t>> from(stretches.size(), std::vector<std::size_t>(states, 0));
    for (std::size_t i = 1; i < stretches.size(); ++i) {
        won.emplace_back(states, 0.0);
        for (std::size_t state = 0; state < states; ++state) {
            double best = -1e300;
            for (std::size_t before = 0; before < states; ++before) {
                const bool turns = stretches[i].middle_s * (1.0 + share_of(state)) <=
                                   stretches[i - 1].middle_s * (1.0 + share_of(before));
                if (turns) break;
                const double step = 100.0 * std::abs(share_of(state) - share_of(before));
                const double total = won[i - 1][before] - std::min(cost_per_percent * step, dearest_step);
                if (total <= best) continue;
                best = total;
                from[i][state] = before;
            }
            won[i][state] = best + stretches[i].agreed[state];
        }
    }
    std::vector<std::size_t> way(stretches.size());
    const auto& last = won.back();
    way.back() = std::size_t(std::max_element(last.begin(), last.end()) - last.begin());
    for (std::size_t i = way.size() - 1; i > 0; --i) way[i - 1] = from[i][way[i]];
    return way;
}

}  // namespace

std::vector<Lateness> late_path(std::span<const TwinCandidate> candidates, const Warp& law) {
    const std::vector<Offer> offers = offers_of(candidates, law);
    std::vector<Stretch> stretches = stretches_of(offers);
    // Two stretches whose middles are one time are no two stretches.
    const auto same = [](const Stretch& a, const Stretch& b) { return a.middle_s == b.middle_s; };
    stretches.erase(std::unique(stretches.begin(), stretches.end(), same), stretches.end());
    if (stretches.size() < 2) return {};
    const std::vector<std::size_t> way = best_way(stretches);
    std::vector<Lateness> path;
    for (std::size_t i = 0; i < way.size(); ++i) {
        const double late_s = stretches[i].middle_s * share_of(way[i]);
        path.push_back({stretches[i].middle_s + late_s, late_s});
    }
    return path;
}

}  // namespace gassan
