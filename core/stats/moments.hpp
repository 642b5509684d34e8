#pragma once

/// \file
/// Mean, variance and covariance, in two passes of extended precision: equal values have a variance of exactly 0.

#include <span>

namespace gassan {

/// NaN for no values, and where one of them is.
[[nodiscard]] double mean(std::span<const double> values);

/// With n - 1; NaN for fewer than two values.
[[nodiscard]] double variance(std::span<const double> values);
[[nodiscard]] double standard_deviation(std::span<const double> values);

/// With n - 1; x and y are parallel.
[[nodiscard]] double covariance(std::span<const double> x, std::span<const double> y);

}  // namespace gassan
