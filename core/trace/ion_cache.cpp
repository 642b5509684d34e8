#include "core/trace/ion_cache.hpp"

#include "core/base/radix_sort.hpp"
#include "core/signal/mz_scatter.hpp"
#include "core/trace/best_of_scans.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace gassan {
namespace {

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
/// logarithm. Some hundred of them in the range of a run: so many places can be written to by turns.
std::size_t bucket_of(double mz) {
    constexpr int fraction_bits = 52, kept_bits = 6;
    return std::size_t(std::bit_cast<std::uint64_t>(mz) >> (fraction_bits - kept_bits));
}

/// What makes m/z drift-free, scan by scan.
double straightening(double drift_ppm) {
    return 1.0 - drift_ppm * 1e-6;
}

/// Where the centroids of each bucket begin, and at last how many there are; and which bucket is the first.
struct Buckets {
    std::size_t first = 0;
    std::vector<std::size_t> begin;
};

Buckets count_buckets(const Run& run, std::span<const double> drift_ppm) {
    std::size_t first = std::numeric_limits<std::size_t>::max(), last = 0;
    for (std::size_t scan = 0; scan < run.scans(); ++scan) {
        const auto mz = run.scan_mz(scan);
        if (mz.empty()) continue;
        first = std::min(first, bucket_of(mz.front() * straightening(drift_ppm[scan])));
        last = std::max(last, bucket_of(mz.back() * straightening(drift_ppm[scan])));
    }
    Buckets buckets{first, std::vector<std::size_t>(last - first + 2, 0)};
    for (std::size_t scan = 0; scan < run.scans(); ++scan)
        for (const double mz : run.scan_mz(scan))
            ++buckets.begin[bucket_of(mz * straightening(drift_ppm[scan])) - first + 1];
    std::partial_sum(buckets.begin.begin(), buckets.begin.end(), buckets.begin.begin());
    return buckets;
}

/// Puts every centroid into its bucket; there they lie in order of scans.
void fill_buckets(const Run& run, std::span<const double> drift_ppm, const Buckets& buckets, IonCache& cache) {
    std::vector<std::size_t> next = buckets.begin;
    for (std::size_t scan = 0; scan < run.scans(); ++scan)
        for (std::size_t i = run.scan_begin[scan]; i < run.scan_begin[scan + 1]; ++i) {
            const double mz = run.mz[i] * straightening(drift_ppm[scan]);
            const std::size_t to = next[bucket_of(mz) - buckets.first]++;
            cache.key[to] = key_of_mz(mz);
            cache.scan[to] = std::uint32_t(scan);
            cache.intensity[to] = run.intensity[i];
        }
}

/// Where a key reaches across the border of two buckets, its centroids come in order of scans, too.
void mend_border(IonCache& cache, std::size_t border, std::vector<KeyedRecord>& records) {
    if (border == 0 || border >= cache.key.size() || cache.key[border - 1] != cache.key[border]) return;
    const auto [first, last] = std::equal_range(cache.key.begin(), cache.key.end(), cache.key[border]);
    const auto begin = std::size_t(first - cache.key.begin()), end = std::size_t(last - cache.key.begin());
    records.clear();
    for (std::size_t i = begin; i < end; ++i) records.push_back({cache.key[i], cache.scan[i], cache.intensity[i]});
    std::stable_sort(records.begin(), records.end(),
                     [](const KeyedRecord& a, const KeyedRecord& b) { return a.tag < b.tag; });
    for (std::size_t i = begin; i < end; ++i) {
        cache.scan[i] = records[i - begin].tag;
        cache.intensity[i] = records[i - begin].value;
    }
}

}  // namespace

// Into coarse buckets first, then each bucket by itself: some thousand records stay in the first caches, where sorting
// all at once misses them at each record of each pass, and no second copy of the run is needed.
IonCache ion_cache(const Run& run, std::span<const double> drift_ppm) {
    const std::size_t count = run.mz.size();
    if (count == 0) return {};
    IonCache cache{std::vector<std::int32_t>(count), std::vector<std::uint32_t>(count), std::vector<float>(count)};
    const Buckets buckets = count_buckets(run, drift_ppm);
    fill_buckets(run, drift_ppm, buckets, cache);
    std::vector<KeyedRecord> room;
    const KeyedColumns columns{cache.key, cache.scan, cache.intensity};
    for (std::size_t i = 0; i + 1 < buckets.begin.size(); ++i)
        radix_sort(columns.part(buckets.begin[i], buckets.begin[i + 1]), room);
    for (const std::size_t border : buckets.begin) mend_border(cache, border, room);
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
