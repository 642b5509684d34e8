#pragma once

/// \file
/// One number that says how much a peak looks like one, from 0 (noise) to 1 (a textbook peak).
///
/// It is the product of what speaks against it, each between 0 and 1:
///   shape      how much of the scatter about the mean a two-sided Gaussian through the peak's own apex, height and
///              half-widths explains (HVL triangles and EMG tails pass: the sides are free)
///   height     S/N over S/N + 2
///   width      1 between 0.3 and 3.5 times the width expected at that time, falling off with the square outside
///   points     points above the noise over points + 2, scaled to 1 for ten
///
/// Limits: not a probability; it is not calibrated against a reviewer's eye.

#include "core/peak/measure_peaks.hpp"

namespace gassan {

[[nodiscard]] double peak_quality(const SmoothedSignal& signal, const Peak& peak);

}  // namespace gassan
