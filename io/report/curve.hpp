#pragma once

/// \file
/// Electropherograms as SVG path data.

#include "core/model/electropherogram.hpp"
#include "io/report/axis.hpp"

#include <cstddef>
#include <string>

namespace gassan::report {

/// Scans [begin, end) of an electropherogram.
struct ScanRange {
    std::size_t begin = 0, end = 0;
    [[nodiscard]] std::size_t size() const { return end - begin; }
};

/// Scans whose time lies in the range shown by x.
[[nodiscard]] ScanRange shown_scans(const Electropherogram& curve, const Axis& x);

/// The line through all scans shown. A missing scan (NaN) breaks it. With more scans than pixels, each pixel column
/// keeps its first, lowest, highest and last point, so that no spike is lost and the path stays bounded.
[[nodiscard]] std::string line_path(const Electropherogram& curve, const Axis& x, const Axis& y);

/// A zero-length stroke a scan: a dot under a round line cap.
[[nodiscard]] std::string points_path(const Electropherogram& curve, const Axis& x, const Axis& y);

/// A tick mark of height_px down from top_px at each missing scan, at most one a pixel column.
[[nodiscard]] std::string missing_path(const Electropherogram& curve, const Axis& x, double top_px, double height_px);

/// The closed outline between the curve and a level (counts), from begin_s to end_s exactly; missing scans are bridged
/// by a straight line, as in the integral; thinned as the line is. Empty if there is nothing between the bounds.
[[nodiscard]] std::string shade_path(const Electropherogram& curve, double begin_s, double end_s, double level,
                                     const Axis& x, const Axis& y);

/// Intensity at a time, linear between the scans that are there; NaN outside the run.
[[nodiscard]] double intensity_at(const Electropherogram& curve, double time_s);

/// Trapezoids from begin_s to end_s down to zero, counts x s; missing scans are bridged. NaN outside the run.
[[nodiscard]] double area_to_zero(const Electropherogram& curve, double begin_s, double end_s);

}  // namespace gassan::report
