#include "core/match/blends.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace gassan {
namespace {

constexpr std::int32_t keys_per_ppm = 100;
constexpr int bin_ppm = 2, bins = 200;  // a time-of-flight of R = 5000 joins what lies 140 ppm apart

std::size_t octave_of(double mz) {
    const double octave = std::floor(std::log2(mz / 50.0));
    return std::size_t(std::clamp(octave, 0.0, double(MzScatter::octaves - 1)));
}

using Histogram = std::array<double, bins>;

/// Where neighbours begin to be half as frequent as in the upper half of the histogram; 0 for too few. Looked for
/// through a window that holds as many as tell a half from a whole.
double edge_ppm(const Histogram& pairs) {
    constexpr double fewest = 3.0, told_by = 30.0;
    const double usual = std::accumulate(pairs.begin() + bins / 2, pairs.end(), 0.0) / (bins - bins / 2);
    if (usual < fewest) return 0.0;
    const int width = std::max(1, int(std::ceil(told_by / usual)));
    for (int bin = bins / 2; bin-- > 0;) {
        const auto begin = pairs.begin() + bin;
        if (std::accumulate(begin, begin + width, 0.0) < 0.5 * usual * width)
            return (bin + 0.5 * (width + 1)) * bin_ppm;
    }
    return 0.0;
}

double ppm_between(double a, double b) {
    return std::abs(a / b - 1.0) * 1e6;
}

std::size_t runs_with(const std::vector<std::vector<std::size_t>>& matches, std::size_t feature) {
    return std::size_t(std::count_if(matches.begin(), matches.end(),
                                     [&](const auto& run) { return run[feature] != Assignment::nobody; }));
}

bool never_apart(const std::vector<std::vector<std::size_t>>& matches, std::size_t a, std::size_t b) {
    return std::none_of(matches.begin(), matches.end(),
                        [&](const auto& run) { return run[a] != Assignment::nobody && run[b] != Assignment::nobody; });
}

/// Do both come at one place, as far as a peak's place is known?
bool come_together(const ConsensusFeature& a, const ConsensusFeature& b) {
    constexpr double near_fwhm = 0.5;
    return std::abs(a.mt_s - b.mt_s) <= near_fwhm * std::min(a.fwhm_s, b.fwhm_s);
}

}  // namespace

double ResolvingDistance::ppm_at(double mz) const {
    return ppm[octave_of(mz)];
}

ResolvingDistance resolving_distance(const RunArchive& archive) {
    constexpr std::size_t sample = 200000;
    const IonCache& cache = archive.centroids;
    std::array<Histogram, MzScatter::octaves> pairs{};
    const std::size_t step = std::max<std::size_t>(1, cache.key.size() / sample);
    constexpr std::int32_t reach = bins * bin_ppm * keys_per_ppm;
    for (std::size_t i = 0; i < cache.key.size(); i += step) {
        Histogram& histogram = pairs[octave_of(50.0 * std::exp(double(cache.key[i]) * 1e-8))];
        for (std::size_t j = i + 1; j < cache.key.size() && cache.key[j] - cache.key[i] < reach; ++j)
            if (cache.scan[j] == cache.scan[i])
                ++histogram[std::size_t((cache.key[j] - cache.key[i]) / (bin_ppm * keys_per_ppm))];
    }
    Histogram all{};
    for (const Histogram& histogram : pairs)
        for (std::size_t bin = 0; bin < all.size(); ++bin) all[bin] += histogram[bin];
    ResolvingDistance result;
    for (std::size_t octave = 0; octave < pairs.size(); ++octave) {
        const double own = edge_ppm(pairs[octave]);
        result.ppm[octave] = own > 0.0 ? own : edge_ppm(all);
    }
    return result;
}

std::vector<ConsensusFeature> join_blends(std::vector<ConsensusFeature> features, const ResolvingDistance& resolving,
                                          std::vector<std::vector<std::size_t>>& matches) {
    std::vector<std::size_t> by_mz(features.size());
    std::iota(by_mz.begin(), by_mz.end(), 0);
    std::sort(by_mz.begin(), by_mz.end(), [&](std::size_t a, std::size_t b) {
        return features[a].mz != features[b].mz ? features[a].mz < features[b].mz : a < b;
    });
    std::vector<bool> gone(features.size(), false);
    for (std::size_t i = 0; i < by_mz.size(); ++i)
        for (std::size_t j = i + 1; j < by_mz.size() && !gone[by_mz[i]]; ++j) {
            std::size_t keeper = by_mz[i], other = by_mz[j];
            const double reach_ppm = resolving.ppm_at(features[keeper].mz);
            if (ppm_between(features[other].mz, features[keeper].mz) > reach_ppm) break;
            if (gone[other] || !come_together(features[keeper], features[other]) ||
                !never_apart(matches, keeper, other))
                continue;
            if (runs_with(matches, other) > runs_with(matches, keeper)) std::swap(keeper, other);
            features[keeper].blended = true;
            gone[other] = true;
            for (auto& run : matches)
                if (run[other] != Assignment::nobody) run[keeper] = run[other];
        }
    std::vector<ConsensusFeature> kept;
    std::vector<std::vector<std::size_t>> kept_matches(matches.size());
    for (std::size_t feature = 0; feature < features.size(); ++feature) {
        if (gone[feature]) continue;
        kept.push_back(features[feature]);
        for (std::size_t run = 0; run < matches.size(); ++run) kept_matches[run].push_back(matches[run][feature]);
    }
    matches = std::move(kept_matches);
    return kept;
}

void adopt_blends(std::span<const ConsensusFeature> features, std::span<const std::vector<PlacedPeak>> peaks,
                  const ResolvingDistance& resolving, double most_sd, std::vector<std::vector<std::size_t>>& matches) {
    for (std::size_t run = 0; run < matches.size(); ++run) {
        std::vector<std::size_t> taken;
        for (const std::size_t feature : matches[run])
            if (feature != Assignment::nobody) taken.push_back(feature);
        std::sort(taken.begin(), taken.end());
        for (std::size_t row = 0; row < features.size(); ++row) {
            if (!features[row].blended || matches[run][row] != Assignment::nobody) continue;
            double nearest = most_sd;
            std::size_t found = Assignment::nobody;
            for (const PlacedPeak& peak : peaks[run]) {
                const double off = std::abs(peak.time_s - features[row].mt_s) / peak.sd_s;
                if (ppm_between(peak.mz, features[row].mz) > resolving.ppm_at(peak.mz) || off >= nearest ||
                    std::binary_search(taken.begin(), taken.end(), peak.feature))
                    continue;
                nearest = off;
                found = peak.feature;
            }
            if (found == Assignment::nobody) continue;
            matches[run][row] = found;
            taken.insert(std::upper_bound(taken.begin(), taken.end(), found), found);
        }
    }
}

}  // namespace gassan
