#pragma once

/// \file
/// The curve of a compound from its standards, chosen by what it makes of them again.
///
/// A line through 0.1 to 1000 umol/L has R^2 > 0.99 whatever it does below 10. So curves are judged in the manner of
/// ICH M10 (2022, 4.2.4): back-calculated, at least 75 % of the levels within 15 %, 20 % at the lowest.
/// docs/methods/quantification.md

#include "core/quantify/calibration.hpp"
#include "core/quantify/quantify_params.hpp"

#include <vector>

namespace gassan {

/// Fits and chooses. Sets of the curve: model, weight, coefficients, residual_sd, uloq, choice, and of every point
/// back-calculation, used and why_not; lod, loq and limits are core/quantify/limits'.
/// - Points that come with a why_not, without a response or at level zero are left out with their reason.
/// - A standard far off its neighbours on both sides is left out as an outlier.
/// - Levels at either end that no curve makes right are left out: below the LLOQ, above the ULOQ.
/// - Candidates are lines weighted 1/x, 1/x^2 and, over at most a factor of 30, 1; and parabolas weighted 1/x and 1/x^2
///   where a curvature is proven (p < 0.01) and the range is free of their vertex. The widest range wins; of equal ones
///   the first, unless another's error with each level left out in turn is a fifth lower.
/// - Too few levels for a line: through zero (1/x^2); one level: a single point.
/// \param points concentration, response and response_se in any order; not one of them need be usable.
[[nodiscard]] Calibration calibrate(std::vector<CurvePoint> points, const QuantifyParams& params);

}  // namespace gassan
