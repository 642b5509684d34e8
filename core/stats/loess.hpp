#pragma once

/// \file
/// Local regression on one variable (Cleveland 1979; Cleveland and Devlin 1988): at each point asked for, a polynomial
/// fitted to the nearest observations, weighted by the tricube of their distance. Every fit is exact; nothing is
/// interpolated between vertices (what R calls surface = "direct").

#include <span>
#include <vector>

namespace gassan {

struct LoessSettings {
    double span = 0.75;  ///< share of observations that a fit takes; above 1 all, and the bandwidth grows as sqrt(span)
    int degree = 2;      ///< of the polynomials: 0, 1 or 2
};

/// What each observation contributes to the fit at a point: the fit is sum(weights * y). The polynomial of smallest
/// norm where the observations in reach do not determine one.
/// \param x in any order; one at least
/// \throws ParameterError for a span that reaches no observation, or a degree outside 0..2
[[nodiscard]] std::vector<double> loess_weights(std::span<const double> x, double at, const LoessSettings& settings);

/// The fits at `at`, through those (x, y) where y is a number. Outside the observations the polynomial of the nearest
/// goes on: clamp `at` where that is not wanted. NaN where there is no observation.
[[nodiscard]] std::vector<double> loess(std::span<const double> x, std::span<const double> y,
                                        std::span<const double> at, const LoessSettings& settings);

}  // namespace gassan
