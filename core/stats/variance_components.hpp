#pragma once

/// \file
/// How much of a variance lies between groups, and how much within them.

#include <cstddef>
#include <span>

namespace gassan {

struct VarianceComponents {
    double between = 0.0;     ///< a negative estimate is 0
    double within = 0.0;      ///< both NaN for fewer than two groups, and where no group has two values
    double group_size = 0.0;  ///< n0: what takes the place of n where groups differ in size
    std::size_t groups = 0;   ///< with a value
    bool negative = false;    ///< the groups' means are closer together than values within groups let expect
};

/// One-way random analysis of variance: between = (MSB - MSW) / n0, n0 = (N - sum n^2 / N) / (k - 1) (Searle, Casella
/// and McCulloch 1992, 3.6).
/// \param groups parallel to values, numbers of any kind. NaN must not be among the values
[[nodiscard]] VarianceComponents variance_components(std::span<const double> values, std::span<const int> groups);

}  // namespace gassan
