#pragma once

/// \file
/// Statistics that a few wild values cannot move. NaN must not be among the values.

#include <span>
#include <vector>

namespace gassan {

/// Makes a Gaussian's standard deviation out of its median absolute deviation.
constexpr double mad_to_sd = 1.4826022185056018;

/// Value below which the fraction lies (linear between order statistics); NaN for no values. Reorders the values.
[[nodiscard]] double quantile_inplace(std::span<double> values, double fraction);
[[nodiscard]] double quantile(std::vector<double> values, double fraction);
[[nodiscard]] double median(std::vector<double> values);

/// Robust standard deviation: 1.4826 * median |value - median|; NaN for no values.
[[nodiscard]] double robust_sd(std::vector<double> values);

/// A straight line by the median of pairwise slopes (Theil 1950, Sen 1968) and the median of residuals.
struct Line {
    double slope = 0.0, offset = 0.0;
};
/// \param x, y parallel, at least two distinct x for a slope other than 0.
[[nodiscard]] Line theil_sen(std::span<const double> x, std::span<const double> y);

}  // namespace gassan
