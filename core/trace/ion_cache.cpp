#include "core/trace/ion_cache.hpp"

#include "core/base/radix_sort.hpp"
#include "core/signal/mz_scatter.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gassan {
namespace {

constexpr double key_mz = 50.0;  // whose key is 0
constexpr double key_steps = 1e8;
constexpr std::uint32_t sign_bit = 0x80000000u;  // flipped, keys sort as unsigned numbers

std::int32_t key_of_mz(double mz) {
    return std::int32_t(std::lround(std::log(mz / key_mz) * key_steps));
}

/// Where in the cache some keys lie.
struct Range {
    std::size_t first, last;
};

Range range_of(const IonCache& cache, const KeySpan& keys) {
    const auto from = std::lower_bound(cache.key.begin(), cache.key.end(), keys.first);
    const auto to = std::upper_bound(from, cache.key.end(), keys.last);
    return {std::size_t(from - cache.key.begin()), std::size_t(to - cache.key.begin())};
}

}  // namespace

double mz_of_key(std::int32_t key) {
    return key_mz * std::exp(double(key) / key_steps);
}

IonCache ion_cache(const Run& run, std::span<const double> drift_ppm) {
    const std::size_t count = run.mz.size();
    std::vector<std::uint32_t> keys(count), order(count), scan_of(count);
    for (std::size_t scan = 0; scan < run.scans(); ++scan) {
        const double straightened = 1.0 - drift_ppm[scan] * 1e-6;
        for (std::size_t i = run.scan_begin[scan]; i < run.scan_begin[scan + 1]; ++i) {
            keys[i] = std::uint32_t(key_of_mz(run.mz[i] * straightened)) ^ sign_bit;
            order[i] = std::uint32_t(i);
            scan_of[i] = std::uint32_t(scan);
        }
    }
    radix_sort(keys, order);  // stable: equal keys stay in order of scans
    IonCache cache{std::vector<std::int32_t>(count), std::vector<std::uint32_t>(count), std::vector<float>(count)};
    for (std::size_t i = 0; i < count; ++i) {
        cache.key[i] = std::int32_t(keys[i] ^ sign_bit);
        cache.scan[i] = scan_of[order[i]];
        cache.intensity[i] = run.intensity[order[i]];
    }
    return cache;
}

KeySpan keys_of_ion(double mz, const TraceParams& params) {
    const double widest = std::max(params.min_tolerance_ppm, search_ppm(mz) * 2.0) * 1e-6 * mz;
    return {key_of_mz(mz - widest), key_of_mz(mz + widest)};
}

IonTrack extract_ion(const RunArchive& archive, double mz, std::size_t first, std::size_t last,
                     const TraceParams& params) {
    constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
    const IonCache& cache = archive.centroids;
    const Range range = range_of(cache, keys_of_ion(mz, params));

    std::vector<std::size_t> best(last - first, none);
    std::vector<double> best_fit(last - first, -1e300);
    for (std::size_t i = range.first; i < range.last; ++i) {
        const std::size_t scan = cache.scan[i];
        if (scan < first || scan >= last) continue;
        const double away_ppm = (mz_of_key(cache.key[i]) / mz - 1.0) * 1e6;
        const double sd_ppm = archive.scatter.sd_ppm(mz, cache.intensity[i]);
        if (std::abs(away_ppm) > std::max(params.min_tolerance_ppm, params.scatter_sd * sd_ppm)) continue;
        const double z = away_ppm / sd_ppm;
        const double fit = -0.5 * z * z - std::log(sd_ppm);
        if (fit <= best_fit[scan - first]) continue;
        best_fit[scan - first] = fit;
        best[scan - first] = i;
    }

    IonTrack track;
    for (std::size_t scan = first; scan < last; ++scan) {
        const std::size_t i = best[scan - first];
        if (i == none) continue;
        track.scan.push_back(std::uint32_t(scan));
        track.intensity.push_back(cache.intensity[i]);
        track.mz.push_back(mz_of_key(cache.key[i]));
    }
    return track;
}

Electropherogram extract_electropherogram(const RunArchive& archive, double mz, double begin_s, double end_s,
                                          const TraceParams& params) {
    const auto& time_s = archive.scan_time_s;
    const auto from = std::lower_bound(time_s.begin(), time_s.end(), begin_s);
    const auto to = std::max(from, std::upper_bound(from, time_s.end(), end_s));
    const auto first = std::size_t(from - time_s.begin()), last = std::size_t(to - time_s.begin());

    Electropherogram curve{mz, {from, to}, std::vector<float>(last - first, 0.0f)};
    const IonTrack track = extract_ion(archive, mz, first, last, params);
    for (std::size_t i = 0; i < track.scan.size(); ++i) curve.intensity[track.scan[i] - first] = track.intensity[i];
    for (std::size_t scan = first; scan < last; ++scan)
        if (archive.dropout[scan]) curve.intensity[scan - first] = std::numeric_limits<float>::quiet_NaN();
    return curve;
}

}  // namespace gassan
