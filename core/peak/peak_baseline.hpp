#pragma once

/// \file
/// What a peak stands on: its bounds, what the ion does beside it, and the straight line under it.
///
/// docs/methods/peaks.md, 5 and 6

#include "core/model/peak.hpp"
#include "core/peak/measure_peaks.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace gassan {

/// Inclusive indices into the signal.
struct Bounds {
    std::size_t begin, end;
};

/// Straight line under a peak or a group of peaks.
struct Baseline {
    double begin_s = 0, end_s = 0, begin_counts = 0, end_counts = 0;

    [[nodiscard]] double at(double time_s) const {
        if (begin_counts == end_counts) return begin_counts;  // of most ions nothing is there beside their peaks
        if (end_s <= begin_s) return 0.5 * (begin_counts + end_counts);
        const double part = std::clamp((time_s - begin_s) / (end_s - begin_s), 0.0, 1.0);
        return begin_counts + part * (end_counts - begin_counts);
    }
};

/// What stands beside a peak.
struct Flank {
    double level = 0;     ///< counts
    double sd = 0;        ///< of one scan
    double presence = 0;  ///< share of scans in which the ion is seen
    double variance = 0;  ///< of one scan, spikes and all
    std::vector<double> counts;
    std::size_t scans = 0;
};

struct Flanks {
    Flank left, right;
};

/// How many scans so many expected widths are; at least three.
[[nodiscard]] std::size_t scans_of(const SmoothedSignal& signal, std::size_t at, double fwhms);

/// First guess of the baseline: the line between the lowest places on either side.
[[nodiscard]] Baseline first_baseline(const SmoothedSignal& signal, const Top& top);

/// Which scans are a peak's own, so that nobody's baseline is taken from them: what lies within bounds, and the feet
/// that strong peaks have below theirs. \param bounds parallel to tops. \return parallel to the signal.
[[nodiscard]] std::vector<std::uint8_t> occupied_scans(const SmoothedSignal& signal, std::span<const Top> tops,
                                                       std::span<const Bounds> bounds);

/// The scans nearest to a group of touching peaks that are nobody's. At a border of the run, or between crowded
/// neighbours, the other side speaks for both.
[[nodiscard]] Flanks flanks_beside(const SmoothedSignal& signal, const std::vector<std::uint8_t>& occupied,
                                   const Bounds& group, double threshold);

/// Counts of the straight line under a measured peak; level beyond its bounds.
[[nodiscard]] double baseline_at(const Peak& peak, double time_s);

}  // namespace gassan
