#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gassan {
namespace {

/// Brings those for which goes_left holds to the front. \return how many. Whoever stays and whoever goes is decided by
/// adding, not by a branch: half of the guesses would be wrong.
template <class GoesLeft>
std::size_t part(std::span<double> values, const GoesLeft& goes_left) {
    std::size_t left = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double value = values[i];
        values[i] = values[left];
        values[left] = value;
        left += goes_left(value) ? 1 : 0;
    }
    return left;
}

double middle_of(double a, double b, double c) {
    return std::max(std::min(a, b), std::min(std::max(a, b), c));
}

/// As std::nth_element, three times as fast on numbers in random order: what is not less than the pivot is parted once
/// more, so that many equal ones (scans without counts) cost one round.
void select(std::span<double> values, std::size_t nth) {
    constexpr std::size_t few = 24;
    constexpr int most_rounds = 60;  // what pivots do not part by then is left to introselect
    for (int round = 0; values.size() > few && round < most_rounds; ++round) {
        const double pivot = middle_of(values.front(), values[values.size() / 2], values.back());
        const std::size_t less = part(values, [pivot](double value) { return value < pivot; });
        if (nth < less) {
            values = values.first(less);
            continue;
        }
        const std::size_t equal = part(values.subspan(less), [pivot](double value) { return value <= pivot; });
        if (nth < less + equal) return;
        values = values.subspan(less + equal);
        nth -= less + equal;
    }
    if (!values.empty()) std::nth_element(values.begin(), values.begin() + std::ptrdiff_t(nth), values.end());
}

}  // namespace

double quantile_inplace(std::span<double> values, double fraction) {
    if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
    const double place = fraction * double(values.size() - 1);
    const auto below = std::size_t(place);
    const auto nth = values.begin() + std::ptrdiff_t(below);
    select(values, below);
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
