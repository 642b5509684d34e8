#pragma once

/// \file
/// One curve through the QCs of a unit: how high a QC would have been at each place, in ln.

#include "core/correct/correct_params.hpp"
#include "core/model/correction.hpp"
#include "core/stats/smoothing_spline.hpp"

#include <span>
#include <vector>

namespace gassan {

/// What may be fitted, and with how many QCs.
struct CurveRule {
    DriftModel most = DriftModel::spline;  ///< level, line, spline or loess: nothing more supple than this
    bool median_level = false;             ///< a level is the median; else the median of pairwise means
    std::size_t min_line_qcs = 4, min_curve_qcs = 7;
    double max_df_share = 1.0 / 3.0;
    double line_p = 0.05;
    double loess_span = 1.0;
    int loess_degree = 1;
};

[[nodiscard]] CurveRule curve_rule(const CorrectParams& params);

struct DriftCurve {
    DriftModel model = DriftModel::none;
    double degrees = 0.0;
    double level = 0.0, slope = 0.0, middle = 0.0;  ///< of level and line: level + slope (x - middle)
    SplineCurve spline{};
    std::vector<double> x{}, y{};  ///< of loess
    double span = 1.0;
    int degree = 1;
    double first = 0.0, last = 0.0;  ///< QCs: outside them the curve stands still

    [[nodiscard]] double at(double place) const;
};

/// The splines that a rule allows through QCs at some places, from stiff to supple: made once, used for many variables
/// and ways. Empty where there are too few QCs for a curve.
using SplineShapes = std::vector<SplineSmoother>;
[[nodiscard]] SplineShapes spline_shapes(std::span<const double> x, const CurveRule& rule);

/// The curve that the rule allows: with fewer than min_line_qcs a level; with fewer than min_curve_qcs a line if its
/// slope is one that chance would rarely give, else a level; with more the curve whose leave-one-out error is smallest,
/// of those with at most max(2.5, max_df_share n) degrees of freedom, or a level where the mean predicts as well.
/// \param x places, strictly increasing; one at least
/// \param y ln of QCs there
/// \param shapes of x
[[nodiscard]] DriftCurve drift_curve(std::span<const double> x, std::span<const double> y, const CurveRule& rule,
                                     const SplineShapes& shapes);
[[nodiscard]] DriftCurve drift_curve(std::span<const double> x, std::span<const double> y, const CurveRule& rule);

/// What a level is: the median, or the median of all pairwise means (Hodges and Lehmann 1963), as steady as the mean
/// where QCs are Gaussian and moved by a wild one hardly more than the median.
[[nodiscard]] double qc_level(std::span<const double> y, bool plain_median);

}  // namespace gassan
