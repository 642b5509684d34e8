#include "io/report/log_axis.hpp"

#include "core/model/spectrum.hpp"
#include "io/report/markup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace gassan::report {
namespace {

constexpr double least_decades = 0.8;
constexpr double room = 0.05;  // of the range, at each end
constexpr int most_ticks = 7;

bool is_drawable(double value) {
    return value > 0.0 && std::isfinite(value);
}

/// 0.02, 500, 2·10⁵
std::string label(int digit, int exponent) {
    if (exponent >= 0 && exponent <= 3) return fixed(digit * std::pow(10.0, exponent), 0);
    if (exponent < 0 && exponent >= -3) return fixed(digit / std::pow(10.0, -exponent), -exponent);
    return digit == 1 ? power_of_ten(exponent) : fmt::format("{}·{}", digit, power_of_ten(exponent));
}

}  // namespace

LogAxis covering_log_axis(double low, double high, double low_px, double high_px) {
    if (!is_drawable(low)) low = is_drawable(high) ? high : 1.0;
    if (!is_drawable(high)) high = low;
    double from = std::log10(std::min(low, high)), to = std::log10(std::max(low, high));
    const double lacking = std::max(0.0, least_decades - (to - from));
    const double more = std::max(lacking / 2.0, room * (to - from));
    return {from - more, to + more, low_px, high_px};
}

double position_px(const LogAxis& axis, double value) {
    if (!is_drawable(value)) return no_value;
    return axis.low_px + (std::log10(value) - axis.low) / (axis.high - axis.low) * (axis.high_px - axis.low_px);
}

std::vector<Tick> ticks(const LogAxis& axis) {
    constexpr double few_decades = 1.5;
    const double decades = axis.high - axis.low;
    const int every = std::max(1, int(std::ceil(decades / most_ticks)));
    std::vector<Tick> out;
    for (int exponent = int(std::floor(axis.low)); exponent <= int(std::ceil(axis.high)); ++exponent)
        for (const int digit : {1, 2, 5}) {
            if (digit > 1 && decades > few_decades) break;
            const double at = exponent + std::log10(double(digit));
            if (exponent % every != 0 || at < axis.low || at > axis.high) continue;
            out.push_back(
                {axis.low_px + (at - axis.low) / decades * (axis.high_px - axis.low_px), label(digit, exponent)});
        }
    return out;
}

}  // namespace gassan::report
