#pragma once

/// \file
/// Ranks of values.

#include <span>
#include <vector>

namespace gassan {

/// 1 for the smallest; equal values share the mean of their ranks. NaN must not be among the values.
[[nodiscard]] std::vector<double> mean_ranks(std::span<const double> values);

}  // namespace gassan
