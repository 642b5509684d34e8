#pragma once

/// \file
/// How far one thing of samples goes with another.

#include <cstddef>
#include <span>

namespace gassan {

/// How far a quantity goes with classes: the correlation |r| for two classes; for more the root of the share of its
/// variance that classes explain, less what chance explains (epsilon squared, Kelley 1935). 0 for one class.
/// \param places, classes parallel
[[nodiscard]] double order_association(std::span<const double> places, std::span<const std::size_t> classes);

/// How far classes go with classes: Cramer's V without what chance gives it (Bergsma 2013); 0 for one class of either.
/// \param first, second parallel
[[nodiscard]] double cramers_v(std::span<const std::size_t> first, std::span<const std::size_t> second);

}  // namespace gassan
