#pragma once

/// \file
/// Peaks of one electropherogram.
///
/// 1. Smooth by a fifth of the width expected at that time (width law), so that a peak of 4 points survives and a
///    late one is not seen as many.
/// 2. Tops by prominence: a top counts if, before it reaches a higher one, it must descend by more than the noise
///    can explain and below `valley` of its height. Wide weak peaks with several bumps are one; isomers are two.
/// 3. The noise is what the run says of its ions (IntensityNoise), times how much more than that this ion wanders
///    at the scale of a peak: wavy background ions raise their own bar.
/// 4. Shoulders: neighbours without a valley (with_shoulders).
/// 5. Bounds, baseline and area by measure_peaks.
///
/// Areas are those of perpendiculars and of what was seen; with_shape (core/peak/fit_shape.hpp) makes the most of them.

#include "core/model/peak.hpp"
#include "core/peak/peak_params.hpp"
#include "core/peak/smoothed_signal.hpp"
#include "core/trace/trace_signal.hpp"

#include <vector>

namespace gassan {

/// How many times more than its noise a lasting ion moves at the scale of a peak (the middle of its run, so that
/// peaks do not count); 1 for an ion that is mostly not seen. For TraceSignal::wander.
/// \param signal a stretch much longer than any peak.
[[nodiscard]] double wander_of(const TraceSignal& signal, const IntensityNoise& noise);
/// \param fine its fine smoothing.
[[nodiscard]] double wander_of(const SmoothedSignal& fine);

/// \return peaks in order of time; those that fail min_snr, min_points, significance_sd or the widths are left out.
[[nodiscard]] std::vector<Peak> detect_peaks(const TraceSignal& signal, const IntensityNoise& noise,
                                             const PeakParams& params);
/// \param fine the fine smoothing of the signal.
[[nodiscard]] std::vector<Peak> detect_peaks(const SmoothedSignal& fine, const PeakParams& params);

}  // namespace gassan
