#pragma once

#include "core/model/quality.hpp"

#include <span>

namespace gassan {

/// The straight line through logarithms over injection order by least squares, with the 95 % interval of its slope and
/// the two-sided p of no slope by Student's t of n - 2 degrees of freedom. n is told in any case; the slope needs 2
/// values at different orders, p and the interval need 3.
/// \param orders, logarithms parallel
/// \param levels how many means were taken from both before (1: none, the line has its own): so many degrees of
///        freedom are spent
[[nodiscard]] QcTrend qc_trend(std::span<const double> orders, std::span<const double> logarithms,
                               std::size_t levels = 1);

}  // namespace gassan
