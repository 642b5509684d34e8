#pragma once

/// \file
/// What shape a peak has, by evidence, and what follows from it.
///
/// Gauss, Haarhoff-Van der Linde and exponentially modified Gauss (on either side) are fitted to the counts above the
/// baseline and compared by AICc. Touching neighbours are fitted together, with their widths tied, and share what was
/// counted in proportion to their components instead of at a perpendicular. Scans below the detector's threshold,
/// bridged scans and the tails beyond the bounds give what the shape says, where the electropherogram says nothing.
/// Limits: docs/methods/peaks.md.

#include "core/model/peak.hpp"
#include "core/trace/trace_signal.hpp"

#include <span>

namespace gassan {

/// The peak with model, a1_s, misfit and chi_square, and with area and area_se by the shape; of touching peaks also
/// apex_s, height, widths and asymmetry. As it was where no fit succeeds.
/// \param peaks of the signal, in order of time; those that touch peaks[own] are fitted with it.
[[nodiscard]] Peak with_shape(const TraceSignal& signal, const IntensityNoise& noise, std::span<const Peak> peaks,
                              std::size_t own);

}  // namespace gassan
