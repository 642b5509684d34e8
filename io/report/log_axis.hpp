#pragma once

/// \file
/// Axes of orders of magnitude, as amounts and areas need them.

#include "io/report/axis.hpp"

#include <vector>

namespace gassan::report {

/// From the logarithm of a value to pixels.
struct LogAxis {
    double low = 0.0, high = 1.0;  ///< log10 of the shown range; low < high
    double low_px = 0.0, high_px = 1.0;
};

/// The axis that holds low..high with a little room at both ends; never less than four fifths of a decade, so that two
/// ticks are seen. What is not above zero or not finite is taken for the other end; for 1 where neither is.
[[nodiscard]] LogAxis covering_log_axis(double low, double high, double low_px, double high_px);

/// NaN for a value that is not above zero.
[[nodiscard]] double position_px(const LogAxis& axis, double value);

/// Powers of ten, at most seven of them; 1, 2 and 5 times them on up to a decade and a half. Ascending.
[[nodiscard]] std::vector<Tick> ticks(const LogAxis& axis);

}  // namespace gassan::report
