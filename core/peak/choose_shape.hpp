#pragma once

/// \file
/// Which closed form describes a stretch of an electropherogram best.

#include "core/model/peak.hpp"
#include "core/peak/fit_components.hpp"
#include "core/peak/measure_peaks.hpp"
#include "core/trace/trace_signal.hpp"

#include <span>

namespace gassan {

/// Indices into a signal, inclusive.
struct Region {
    std::size_t begin, end;
};

/// The scans of a region that know something, above the baseline of the peaks they belong to. Long regions are
/// thinned to about fifty points by means of neighbours.
[[nodiscard]] FitPoints fit_points(const TraceSignal& signal, const IntensityNoise& noise, const Region& region,
                                   std::span<const Peak> peaks);

/// Counts of the straight line under a group of touching peaks.
[[nodiscard]] double baseline_at(std::span<const Peak> group, double time_s);

/// Where fits begin: a Gaussian of the peak's apex, area and width.
[[nodiscard]] Component gauss_start(const Peak& peak);

/// An HVL peak of the apex, width and asymmetry of a measured one.
[[nodiscard]] Component hvl_start(const Peak& peak);

/// Apex, height, half-widths and asymmetry (at 10 % height) of one component by itself.
[[nodiscard]] TopOutline component_outline(ShapeKind kind, const Component& component);

struct ShapeChoice {
    ShapeFit fit;       ///< infinite cost where none succeeded
    double aicc = 0.0;  ///< of it
    double lead = 0.0;  ///< by how much its AICc is below that of the next kind
};

/// The kind with the lowest AICc: Gauss, and where it leaves something or the peak leans, HVL and EMG.
[[nodiscard]] ShapeChoice choose_shape(const FitPoints& points, const Peak& peak);

/// The same for touching peaks, one component each, their widths tied.
[[nodiscard]] ShapeChoice choose_shape(const FitPoints& points, std::span<const Peak> peaks);

}  // namespace gassan
