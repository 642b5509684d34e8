#pragma once

/// \file
/// Weighted least squares for the three shapes of a calibration curve.

#include "core/model/quantity.hpp"

#include <array>
#include <optional>
#include <span>
#include <vector>

namespace gassan {

/// response = b0 + b1 x + b2 x^2 with a straight continuation along the tangents outside [bend_low, bend_high]: a
/// parabola turns back, a detector does not.
struct CurveShape {
    std::array<double, 3> b{};
    double bend_low = 0.0, bend_high = 0.0;

    [[nodiscard]] double at(double x) const;
    [[nodiscard]] double slope(double x) const;
    /// Derivatives of at(x) by b0, b1, b2.
    [[nodiscard]] std::array<double, 3> gradient(double x) const;
    /// x of a response; NaN where the curve does not rise.
    [[nodiscard]] double inverse(double response) const;
};

/// A fit keeps the linear map from responses to coefficients: the covariance follows for whatever variance the
/// responses prove to have, not for that which the weights assumed.
struct WeightedFit {
    CurveShape shape;
    int terms = 0;                             ///< coefficients that were free
    std::array<std::vector<double>, 3> share;  ///< b[k] = sum over i of share[k][i] y[i]; zeros for a term not free
    double residual_sd = no_value;             ///< of a response at weight 1; NaN without degrees of freedom

    /// Variances of the responses -> covariance of b, rows one after another.
    [[nodiscard]] std::array<double, 9> covariance(std::span<const double> variances) const;
};

/// Weight of a standard: 1, 1/x or 1/x^2.
[[nodiscard]] double curve_weight(CurveWeight weight, double x);

/// beta = (X' W X)^-1 X' W y by Householder QR of the weighted design, columns scaled.
/// \param x, y parallel, finite; x > 0 for weights 1/x and 1/x^2. Of single_point all x are taken as through_zero.
/// \returns nothing where x has fewer distinct values than the model has terms.
[[nodiscard]] std::optional<WeightedFit> fit_weighted(std::span<const double> x, std::span<const double> y,
                                                      CurveModel model, CurveWeight weight);

}  // namespace gassan
