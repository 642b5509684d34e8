#pragma once

/// \file
/// A calibration curve with what an interval needs beyond it.

#include "core/quantify/weighted_fit.hpp"

#include <cstddef>
#include <limits>
#include <vector>

namespace gassan {

/// How responses scatter about a curve:
///     variance = factor (se^2 + (relative response)^2)
/// with se the standard error that the peak areas tell of themselves. relative is that of all curves of a study, factor
/// the curve's own, drawn towards the others where it has few points (core/quantify/error_law).
struct ErrorLaw {
    double relative = 0.0;
    double factor = 1.0;
    double dof = std::numeric_limits<double>::infinity();  ///< behind factor; infinite: nothing was learnt
    double t95 = 1.959963984540054;                        ///< Student's t for dof that 2.5 % exceed

    [[nodiscard]] double variance(double response, double se) const;
};

struct Calibration {
    CalibrationCurve curve;
    WeightedFit fit;
    std::vector<std::size_t> used;       ///< of curve.points: what the fit is made of, parallel to fit.share[k]
    std::vector<std::size_t> cut_below;  ///< of curve.points: usable, but below what the curve makes right
    double lowest = no_value;            ///< level that still is right; 0 for a single point
    double highest = no_value;           ///< level that still is right
    bool good = false;                   ///< its levels are right as often as asked
    ErrorLaw law;

    [[nodiscard]] bool stands() const { return !used.empty(); }
};

}  // namespace gassan
