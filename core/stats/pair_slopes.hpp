#pragma once

/// \file
/// Order statistics of the slopes between all pairs of points, without ever holding them: n (n - 1) / 2 slopes of
/// 11,000 points would fill half a gigabyte.

#include <cstddef>
#include <span>
#include <vector>

namespace gassan {

/// Of the slopes (y[j] - y[i]) / (x[j] - x[i]), i < j, as Passing and Bablok count them (1983, J Clin Chem Clin Biochem
/// 21:709): pairs equal in x and y are none, pairs equal in x alone are infinite with the sign of y[j] - y[i], and
/// slopes of exactly -1 are left out.
struct PairSlopes {
    std::size_t count = 0;  ///< N
    std::size_t below = 0;  ///< K, of them less than -1
};
/// \param x, y parallel, finite
[[nodiscard]] PairSlopes count_pair_slopes(std::span<const double> x, std::span<const double> y);

/// The slopes of these ranks, 1 for the smallest; NaN for a rank outside [1, N]. Five passes over all pairs, exact to
/// the last bit.
[[nodiscard]] std::vector<double> pair_slopes_of_rank(std::span<const double> x, std::span<const double> y,
                                                      std::span<const std::ptrdiff_t> ranks);

}  // namespace gassan
