#pragma once

/// \file
/// Axes whose ticks stand on multiples of 1, 2 or 5 times a power of ten.

#include <string>
#include <vector>

namespace gassan::report {

/// A straight axis from values to pixels. Values come in their own unit (s, counts); low, high and step are in the
/// unit that is written at the ticks: label = value / unit, e.g. unit = 60 for seconds shown as minutes.
struct Axis {
    double unit = 1.0;
    double low = 0.0, high = 1.0;        ///< shown range; low < high
    double step = 1.0;                   ///< between ticks: 1, 2 or 5 times a power of ten
    int decimals = 0;                    ///< of the tick labels
    double low_px = 0.0, high_px = 1.0;  ///< where low and high are drawn
};

struct Tick {
    double px;
    std::string label;
};

/// The axis that covers the values low..high with about that many steps and ends on ticks at both sides.
/// A range that is empty, reversed or not finite is widened to one that can be drawn.
[[nodiscard]] Axis covering_axis(double low, double high, int steps, double unit, double low_px, double high_px);

/// Another scale for the same stretch of pixels (e.g. seconds above minutes); its ends need not be ticks.
[[nodiscard]] Axis same_stretch(const Axis& axis, double unit, int steps);

[[nodiscard]] double position_px(const Axis& axis, double value);

/// All multiples of the step within the shown range, ascending.
[[nodiscard]] std::vector<Tick> ticks(const Axis& axis);

/// The power of ten to divide counts by so that labels stay short: 5 for 320,000; 0 below 1,000.
[[nodiscard]] int label_exponent(double largest);

}  // namespace gassan::report
