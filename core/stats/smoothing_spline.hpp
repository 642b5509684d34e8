#pragma once

/// \file
/// Natural cubic smoothing splines (Reinsch 1967; Green and Silverman 1994, 2.3): the curve that makes
/// sum((y - f)^2) + lambda * integral(f''^2) smallest, x being scaled to 0..1. Banded: O(n) a curve, its hat matrix's
/// diagonal included (Hutchinson and de Hoog 1985).

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace gassan {

/// A curve. Between its knots cubic; outside them it stands still at its end.
struct SplineCurve {
    std::vector<double> knots, values;
    std::vector<double> second;  ///< second derivative at the knots; 0 at both ends

    [[nodiscard]] double at(double x) const;  ///< x is clamped to the knots: nothing is extrapolated
};

/// What smoothing at some places means, whatever is measured there: made once, used for many y.
class SplineSmoother {
public:
    /// \param x strictly increasing, three at least
    /// \throws ParameterError if not
    SplineSmoother(std::span<const double> x, double lambda);

    [[nodiscard]] double lambda() const { return lambda_; }
    /// Trace of the hat matrix: 2 for a line, n where the curve goes through every point.
    [[nodiscard]] double degrees() const { return degrees_; }
    /// \param y parallel to x
    [[nodiscard]] SplineCurve fit(std::span<const double> y) const;
    /// Mean square of y_i less what the curve through the others says at x_i: mean(((y - f) / (1 - S_ii))^2).
    [[nodiscard]] double leave_one_out(std::span<const double> y) const;

private:
    using Band = std::array<double, 3>;  ///< of one row of a symmetric matrix: diagonal and two to its right

    [[nodiscard]] std::vector<double> curvature(std::span<const double> y) const;
    void factor();
    void leave_out_shares();

    std::vector<double> x_;
    std::vector<double> gaps_;   ///< between neighbours, on the scale 0..1
    std::vector<Band> columns_;  ///< of Q: what makes a second difference of three neighbours
    double range_ = 1.0, lambda_ = 0.0, degrees_ = 0.0;
    std::vector<Band> factor_;         ///< of R + lambda Q'Q = L D L': D, then L's two bands
    std::vector<double> left_shares_;  ///< 1 - S_ii, told without the difference
};

/// 10^-6, 10^-5.5 ... 10^1.
[[nodiscard]] std::span<const double> spline_lambdas();

}  // namespace gassan
