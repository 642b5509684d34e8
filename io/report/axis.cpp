#include "io/report/axis.hpp"

#include "io/report/markup.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gassan::report {
namespace {

struct Step {
    double size;
    int decimals;
};

/// The smallest of 1, 2, 5 x 10^n that is not below wanted. The slack keeps 0.1 + 0.2 from asking for 0.5.
Step round_step(double wanted) {
    constexpr double slack = 1.0 + 1e-9;
    int exponent = int(std::floor(std::log10(wanted)));
    const double lead = wanted / std::pow(10.0, exponent);
    double digit = lead <= 1.0 * slack ? 1.0 : lead <= 2.0 * slack ? 2.0 : lead <= 5.0 * slack ? 5.0 : 10.0;
    if (digit == 10.0) digit = 1.0, ++exponent;
    // Negative powers by division: 2 / 10 is the nearest double to 0.2, 2 * 0.1 need not be.
    const double size = exponent < 0 ? digit / std::pow(10.0, -exponent) : digit * std::pow(10.0, exponent);
    return {size, std::max(0, -exponent)};
}

std::pair<double, double> drawable(double low, double high) {
    if (!std::isfinite(low) || !std::isfinite(high)) return {0.0, 1.0};
    if (low > high) std::swap(low, high);
    // Narrower than doubles can be labelled apart: one value in the middle.
    const double least = 1e-9 * std::max({std::abs(low), std::abs(high), 1e-3});
    if (high - low < least) return {low - 0.5, high + 0.5};
    return {low, high};
}

constexpr double tick_slack = 1e-6;  // of a step: a tick that rounding pushed over the end still belongs to the axis

}  // namespace

Axis covering_axis(double low, double high, int steps, double unit, double low_px, double high_px) {
    const auto [from, to] = drawable(low / unit, high / unit);
    const auto step = round_step((to - from) / steps);
    return {.unit = unit,
            .low = std::floor(from / step.size + tick_slack) * step.size,
            .high = std::ceil(to / step.size - tick_slack) * step.size,
            .step = step.size,
            .decimals = step.decimals,
            .low_px = low_px,
            .high_px = high_px};
}

Axis same_stretch(const Axis& axis, double unit, int steps) {
    Axis other = axis;
    other.unit = unit;
    other.low = axis.low * axis.unit / unit;
    other.high = axis.high * axis.unit / unit;
    const auto step = round_step((other.high - other.low) / steps);
    other.step = step.size;
    other.decimals = step.decimals;
    return other;
}

double position_px(const Axis& axis, double value) {
    return axis.low_px + (value / axis.unit - axis.low) / (axis.high - axis.low) * (axis.high_px - axis.low_px);
}

std::vector<Tick> ticks(const Axis& axis) {
    std::vector<Tick> out;
    const double last = std::floor(axis.high / axis.step + tick_slack);
    for (double k = std::ceil(axis.low / axis.step - tick_slack); k <= last; ++k) {
        const double shown = k * axis.step;
        out.push_back({position_px(axis, shown * axis.unit), fixed(shown, axis.decimals)});
    }
    return out;
}

int label_exponent(double largest) {
    return std::isfinite(largest) && largest >= 1000.0 ? int(std::floor(std::log10(largest))) : 0;
}

}  // namespace gassan::report
