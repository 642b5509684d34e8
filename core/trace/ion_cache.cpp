#include "core/trace/ion_cache.hpp"

#include "core/base/radix_sort.hpp"
#include "core/signal/mz_scatter.hpp"
#include "core/trace/best_of_scans.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>

namespace gassan {
namespace {

constexpr std::uint32_t sign_bit = 0x80000000u;  // flipped, keys sort as unsigned numbers

/// Where in the cache some keys lie.
struct Range {
    std::size_t first, last;
};

Range range_of(const IonCache& cache, const KeySpan& keys) {
    const auto from = std::lower_bound(cache.key.begin(), cache.key.end(), keys.first);
    const auto to = std::upper_bound(from, cache.key.end(), keys.last);
    return {std::size_t(from - cache.key.begin()), std::size_t(to - cache.key.begin())};
}

/// A coarse place on the axis of m/z, in the order of keys: the exponent and the first bits of the fraction, no
/// logarithm. Between 1024 and some thousand of them in the range of a run: so many lines can be written at a time.
std::size_t bucket_of(double mz) {
    constexpr int fraction_bits = 52, kept_bits = 8;
    return std::size_t(std::bit_cast<std::uint64_t>(mz) >> (fraction_bits - kept_bits));
}

/// Records of all centroids, bucket after bucket, in a bucket in order of scans.
struct Buckets {
    std::unique_ptr<KeyedRecord[]> records;
    std::vector<std::size_t> end;  // of each bucket
};

Buckets buckets_of(const Run& run, std::span<const double> drift_ppm) {
    std::size_t first = std::numeric_limits<std::size_t>::max(), last = 0;
    const auto straightened = [&](std::size_t scan) { return 1.0 - drift_ppm[scan] * 1e-6; };
    for (std::size_t scan = 0; scan < run.scans(); ++scan) {
        const auto mz = run.scan_mz(scan);
        if (mz.empty()) continue;
        first = std::min(first, bucket_of(mz.front() * straightened(scan)));
        last = std::max(last, bucket_of(mz.back() * straightened(scan)));
    }
    if (run.mz.empty()) return {};

    Buckets buckets{std::make_unique_for_overwrite<KeyedRecord[]>(run.mz.size()),
                    std::vector<std::size_t>(last - first + 2, 0)};
    for (std::size_t scan = 0; scan < run.scans(); ++scan)
        for (const double mz : run.scan_mz(scan)) ++buckets.end[bucket_of(mz * straightened(scan)) - first + 1];
    std::partial_sum(buckets.end.begin(), buckets.end.end(), buckets.end.begin());

    // Each entry is the begin of its bucket now, and its end once all are placed.
    constexpr double to_unsigned = double(sign_bit) + 0.5;
    for (std::size_t scan = 0; scan < run.scans(); ++scan)
        for (std::size_t i = run.scan_begin[scan]; i < run.scan_begin[scan + 1]; ++i) {
            const double mz = run.mz[i] * straightened(scan);
            const double place = std::log(mz / mz_of_key_zero) * keys_per_unit + to_unsigned;
            buckets.records[buckets.end[bucket_of(mz) - first]++] = {std::uint32_t(std::int64_t(place)),
                                                                     std::uint32_t(scan), run.intensity[i]};
        }
    return buckets;
}

}  // namespace

// Into coarse buckets first, then each bucket by itself: some thousand records stay in the first caches, where sorting
// all at once misses them at each record of each pass.
IonCache ion_cache(const Run& run, std::span<const double> drift_ppm) {
    const Buckets buckets = buckets_of(run, drift_ppm);
    const std::size_t count = run.mz.size();
    IonCache cache{std::vector<std::int32_t>(count), std::vector<std::uint32_t>(count), std::vector<float>(count)};
    std::vector<KeyedRecord> room;
    std::size_t begin = 0;
    for (const std::size_t end : buckets.end) {
        radix_sort({buckets.records.get() + begin, end - begin}, room);  // stable: equal keys stay in order of scans
        for (; begin < end; ++begin) {
            const KeyedRecord& record = buckets.records[begin];
            cache.key[begin] = std::int32_t(record.key ^ sign_bit);
            cache.scan[begin] = record.tag;
            cache.intensity[begin] = record.value;
        }
    }
    return cache;
}

KeySpan keys_of_ion(double mz, const TraceParams& params) {
    const double widest = std::max(params.min_tolerance_ppm, search_ppm(mz) * 2.0) * 1e-6 * mz;
    return {key_of_mz(mz - widest), key_of_mz(mz + widest)};
}

IonTrack extract_ion(const IonCache& cache, const MzScatter& scatter, double mz, std::size_t first, std::size_t last,
                     const TraceParams& params) {
    const Range range = range_of(cache, keys_of_ion(mz, params));
    const std::int32_t centre = key_of_mz(mz);
    const ScatterHere here = scatter_at(scatter, mz);

    BestOfScans best(last - first, params);
    for (std::size_t i = range.first; i < range.last; ++i) {
        const std::size_t scan = cache.scan[i];
        if (scan < first || scan >= last) continue;
        best.offer(scan - first, std::uint32_t(i), double(cache.key[i] - centre) * ppm_of_key,
                   here.variance_ppm2(cache.intensity[i]));
    }
    IonTrack track;
    track.reserve(best.size());
    best.take([&](std::size_t scan, std::uint32_t at) {
        track.scan.push_back(std::uint32_t(first + scan));
        track.intensity.push_back(cache.intensity[at]);
        track.mz.push_back(mz_of_key(cache.key[at]));
    });
    return track;
}

IonTrack extract_ion(const RunArchive& archive, double mz, std::size_t first, std::size_t last,
                     const TraceParams& params) {
    return extract_ion(archive.centroids, archive.scatter, mz, first, last, params);
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
