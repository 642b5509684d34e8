#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gassan {

double quantile_inplace(std::span<double> values, double fraction) {
    if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
    const double place = fraction * double(values.size() - 1);
    const auto below = std::size_t(place);
    const auto nth = values.begin() + std::ptrdiff_t(below);
    std::nth_element(values.begin(), nth, values.end());
    const double low = *nth;
    if (double(below) == place || below + 1 == values.size()) return low;
    const double high = *std::min_element(nth + 1, values.end());
    return low + (high - low) * (place - double(below));
}

double quantile(std::vector<double> values, double fraction) {
    return quantile_inplace(values, fraction);
}

double median(std::vector<double> values) {
    return quantile_inplace(values, 0.5);
}

double robust_sd(std::vector<double> values) {
    const double middle = quantile_inplace(values, 0.5);
    for (double& value : values) value = std::abs(value - middle);
    return mad_to_sd * quantile_inplace(values, 0.5);
}

Line theil_sen(std::span<const double> x, std::span<const double> y) {
    std::vector<double> slopes;
    slopes.reserve(x.size() * x.size() / 2);
    for (std::size_t i = 0; i < x.size(); ++i)
        for (std::size_t j = i + 1; j < x.size(); ++j)
            if (x[i] != x[j]) slopes.push_back((y[j] - y[i]) / (x[j] - x[i]));
    Line line;
    if (!slopes.empty()) line.slope = quantile_inplace(slopes, 0.5);
    std::vector<double> offsets(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) offsets[i] = y[i] - line.slope * x[i];
    line.offset = quantile_inplace(offsets, 0.5);
    return line;
}

}  // namespace gassan
