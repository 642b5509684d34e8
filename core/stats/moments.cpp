#include "core/stats/moments.hpp"

#include <cassert>
#include <cmath>
#include <cstddef>

namespace gassan {

namespace {

long double exact_mean(std::span<const double> values) {
    const auto n = static_cast<long double>(values.size());
    long double sum = 0.0L, rest = 0.0L;
    for (const double value : values) sum += value;
    const long double first = sum / n;
    if (!std::isfinite(first)) return first;
    for (const double value : values) rest += value - first;
    return first + rest / n;
}

}  // namespace

double mean(std::span<const double> values) {
    return values.empty() ? std::nan("") : double(exact_mean(values));
}

double covariance(std::span<const double> x, std::span<const double> y) {
    assert(x.size() == y.size());
    if (x.size() < 2) return std::nan("");
    const long double mean_x = exact_mean(x), mean_y = exact_mean(y);
    long double sum = 0.0L;
    for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - mean_x) * (y[i] - mean_y);
    return double(sum / static_cast<long double>(x.size() - 1));
}

double variance(std::span<const double> values) {
    return covariance(values, values);
}

double standard_deviation(std::span<const double> values) {
    return std::sqrt(variance(values));
}

}  // namespace gassan
