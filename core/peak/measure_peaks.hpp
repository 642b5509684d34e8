#pragma once

/// \file
/// From the tops of an electropherogram to peaks with bounds, baseline, height, width and area.

#include "core/model/peak.hpp"
#include "core/peak/peak_params.hpp"
#include "core/peak/smoothed_signal.hpp"

#include <span>
#include <vector>

namespace gassan {

/// What fits said of a top that its neighbour hides.
struct TopOutline {
    double apex_s = 0.0, height = 0.0;   ///< counts above the baseline; 0 = nothing was said
    double front_s = 0.0, tail_s = 0.0;  ///< half-widths at half height
    double asymmetry = 1.0;
};

/// Gives a peak the apex, height and widths that its neighbour hides.
void set_outline(const TopOutline& outline, Peak& peak);

/// A top and the scans between which it reigns (indices into the signal, inclusive): its neighbours' valleys.
struct Top {
    std::size_t at, left, right;
    bool shoulder = false;  ///< one of its borders is no valley
    bool bounded = false;   ///< left and right are its bounds, whatever the signal says
    TopOutline outline = {};
};

/// Measures every top. Tops whose bounds meet share one baseline. A top that stands clear of the noise is measured on
/// the finely smoothed signal; one whose outline the noise would draw, on the coarsely smoothed one.
/// \param fine, coarse of one signal. \param tops of fine, in order of time. \return parallel to tops.
[[nodiscard]] std::vector<Peak> measure_peaks(const SmoothedSignal& fine, const SmoothedSignal& coarse,
                                              std::span<const Top> tops, const IntensityNoise& noise,
                                              const PeakParams& params);
/// The same; the coarse smoothing is made where a top needs it.
[[nodiscard]] std::vector<Peak> measure_peaks(const SmoothedSignal& fine, std::span<const Top> tops,
                                              const IntensityNoise& noise, const PeakParams& params);

}  // namespace gassan
