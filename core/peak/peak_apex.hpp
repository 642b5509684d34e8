#pragma once

/// \file
/// Where a peak is highest, between the scans.

#include "core/peak/measure_peaks.hpp"
#include "core/peak/smoothed_signal.hpp"

namespace gassan {

/// Vertex of the parabola through the points around the top, by least squares on the raw counts.
struct Apex {
    double time_s, counts;
};

/// \param fwhm_s width of the peak: the cap spans 0.12 of it where a single scan is certain to 4 %, for overloaded
/// peaks are triangles, else 0.3. The top itself where the points curve upwards, or the vertex lies outside of them.
[[nodiscard]] Apex apex_of(const SmoothedSignal& signal, const Top& top, double fwhm_s);

}  // namespace gassan
