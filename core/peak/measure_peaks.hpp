#pragma once

/// \file
/// From the tops of an electropherogram to peaks with bounds, baseline, height, width and area.

#include "core/model/peak.hpp"
#include "core/peak/peak_params.hpp"
#include "core/trace/trace_signal.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace gassan {

/// An electropherogram with what the search for tops learnt of it. All parallel.
struct SmoothedSignal {
    const TraceSignal& raw;
    std::vector<double> counts;       ///< smoothed
    std::vector<std::uint16_t> half;  ///< half-width of the smoothing, scans
    std::vector<double> sd;           ///< of counts, from noise and wander
    double usual = 0.0;               ///< median counts of an ion that is there most of the time; 0 for others
};

/// A top and the scans between which it reigns (indices into the signal, inclusive): its neighbours' valleys.
struct Top {
    std::size_t at, left, right;
    bool shoulder = false;  ///< one of its borders is no valley
};

/// Measures every top. Tops whose bounds meet share one baseline. A top that stands clear of the noise is measured on
/// the finely smoothed signal; one whose outline the noise would draw, on the coarsely smoothed one.
/// \param fine, coarse of one signal. \param tops of fine, in order of time. \return parallel to tops.
[[nodiscard]] std::vector<Peak> measure_peaks(const SmoothedSignal& fine, const SmoothedSignal& coarse,
                                              std::span<const Top> tops, const IntensityNoise& noise,
                                              const PeakParams& params);

}  // namespace gassan
