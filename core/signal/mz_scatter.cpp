#include "core/signal/mz_scatter.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace gassan {
namespace {

constexpr int reach_scans = 3;      // on either side
constexpr int intensity_bins = 24;  // octaves of 1 / mean(1/I)
constexpr int difference_bins = 50;
constexpr double usable_pairs = 50;

int octave_of(double mz) {
    const int octave = std::ilogb(mz / 50.0);
    return std::clamp(octave, 0, MzScatter::octaves - 1);
}

/// Up to which difference pairs of an octave are counted: all its ions are searched for at least as far.
double range_ppm(int octave) {
    return search_ppm(100.0 * std::exp2(octave));
}

/// |m/z difference| of pairs in adjacent scans, over the search range, by octave of m/z and by intensity.
using Differences = std::array<std::array<std::array<double, difference_bins>, intensity_bins>, MzScatter::octaves>;

/// Marks the ions that scans a and b share; adjacent scans also leave their difference.
void meet(const Run& run, std::size_t a, std::size_t b, std::vector<std::uint8_t>& neighbours, Differences* seen) {
    std::size_t j = run.scan_begin[b];
    const std::size_t end = run.scan_begin[b + 1];
    for (std::size_t i = run.scan_begin[a]; i < run.scan_begin[a + 1]; ++i) {
        const double mz = run.mz[i];
        const double reach = search_ppm(mz) * 1e-6 * mz;
        while (j < end && run.mz[j] < mz - reach) ++j;
        if (j == end) break;
        if (run.mz[j] > mz + reach) continue;
        std::size_t nearest = j;
        for (std::size_t k = j + 1; k < end && run.mz[k] <= mz + reach; ++k)
            if (std::abs(run.mz[k] - mz) < std::abs(run.mz[nearest] - mz)) nearest = k;
        neighbours[i] = std::uint8_t(std::min(neighbours[i] + 1, 2 * reach_scans));
        neighbours[nearest] = std::uint8_t(std::min(neighbours[nearest] + 1, 2 * reach_scans));
        if (!seen) continue;
        const double mean_inverse = 0.5 / run.intensity[i] + 0.5 / run.intensity[nearest];
        if (!(mean_inverse > 0.0)) continue;
        const int level = std::clamp(std::ilogb(1.0 / mean_inverse), 0, intensity_bins - 1);
        const int octave = octave_of(mz);
        const double place = std::abs(run.mz[nearest] / mz - 1.0) * 1e6 / range_ppm(octave) * difference_bins;
        if (place < difference_bins) (*seen)[octave][level][std::size_t(place)] += 1.0;
    }
}

/// sd of one centroid from the histogram of |difference| of two, strangers subtracted; nothing if too few pairs.
std::optional<double> sd_of_bin(const std::array<double, difference_bins>& histogram, double range_ppm) {
    double strangers = 0.0;
    constexpr int outer = difference_bins / 5;
    for (int bin = difference_bins - outer; bin < difference_bins; ++bin) strangers += histogram[bin] / outer;
    double all = 0.0;
    for (double count : histogram) all += std::max(0.0, count - strangers);
    if (all < usable_pairs) return std::nullopt;
    double below = 0.0;
    for (int bin = 0; bin < difference_bins; ++bin) {
        const double here = std::max(0.0, histogram[bin] - strangers);
        if (below + here >= 0.5 * all) {
            const double middle = (bin + (0.5 * all - below) / here) / difference_bins * range_ppm;
            return middle / 0.67449 / std::sqrt(2.0);
        }
        below += here;
    }
    return std::nullopt;
}

MzScatter fit_scatter(const Differences& seen) {
    struct Level {
        int octave;
        double intensity, variance;
    };
    std::vector<Level> levels;
    for (int octave = 0; octave < MzScatter::octaves; ++octave)
        for (int level = 0; level < intensity_bins; ++level)
            if (const auto sd = sd_of_bin(seen[octave][level], range_ppm(octave)))
                levels.push_back({octave, std::exp2(level + 0.5), *sd * *sd});
    MzScatter scatter;
    if (levels.empty()) return scatter;

    // The floor is what the most certain points still scatter by; nothing below a tenth of a ppm is believed.
    double floor = levels.front().variance;
    for (const Level& level : levels) floor = std::min(floor, level.variance);
    scatter.floor_ppm = std::clamp(std::sqrt(floor), 0.1, 10.0);

    std::array<bool, MzScatter::octaves> known{};
    for (int octave = 0; octave < MzScatter::octaves; ++octave) {
        // Only where counting rules: well above the floor, and not so wide that the search range cuts the pairs.
        const double widest = std::pow(range_ppm(octave) / 4.0, 2);
        std::vector<double> slopes;
        for (const Level& level : levels)
            if (level.octave == octave && level.variance > 4.0 * floor && level.variance < widest)
                slopes.push_back((level.variance - floor) * level.intensity);
        if (slopes.empty()) continue;
        scatter.counts_ppm2[octave] = std::max(median(std::move(slopes)), 1.0);
        known[octave] = true;
    }
    // An octave without pairs takes its neighbour's, halved per octave upwards (resolving power grows as sqrt(m/z)).
    for (int octave = 1; octave < MzScatter::octaves; ++octave)
        if (!known[octave] && known[octave - 1]) {
            scatter.counts_ppm2[octave] = scatter.counts_ppm2[octave - 1] / 2.0;
            known[octave] = true;
        }
    for (int octave = MzScatter::octaves - 2; octave >= 0; --octave)
        if (!known[octave] && known[octave + 1]) {
            scatter.counts_ppm2[octave] = scatter.counts_ppm2[octave + 1] * 2.0;
            known[octave] = true;
        }
    return scatter;
}

}  // namespace

double MzScatter::sd_ppm(double mz, double intensity) const {
    return std::sqrt(floor_ppm * floor_ppm + counts_ppm2[octave_of(mz)] / std::max(intensity, 1.0));
}

double search_ppm(double mz) {
    return std::max(25.0, 3.0e3 / mz);
}

CentroidSupport centroid_support(const Run& run) {
    CentroidSupport support;
    support.neighbours.assign(run.mz.size(), 0);
    Differences seen{};
    for (std::size_t scan = 0; scan < run.scans(); ++scan)
        for (int away = 1; away <= reach_scans && scan + away < run.scans(); ++away)
            meet(run, scan, scan + away, support.neighbours, away == 1 ? &seen : nullptr);
    support.scatter = fit_scatter(seen);
    return support;
}

}  // namespace gassan
