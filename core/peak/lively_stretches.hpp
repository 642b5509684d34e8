#pragma once

/// \file
/// Where along a mass trace there can be a peak at all: a first bar that spares smoothing most of a run.

#include "core/peak/ion_peaks.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace gassan {

/// Points of one trace, one a scan at most, in order of scan.
struct PointsView {
    std::span<const std::uint32_t> scan;
    std::span<const float> intensity;
    std::span<const std::int32_t> key;
};

/// Consecutive scans [first, last).
struct Stretch {
    std::size_t first, last;
};

/// The parts of a run in which an ion can have a peak, with room for baselines on both sides.
/// \param margin_fwhm of that room, in widths expected there
[[nodiscard]] std::vector<Stretch> lively_stretches(const RunContext& context, const PointsView& points,
                                                    double margin_fwhm);

}  // namespace gassan
