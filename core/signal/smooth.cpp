#include "core/signal/smooth.hpp"

#include <algorithm>

namespace gassan {
namespace {

/// One pass from `from` to `to`; `sum` is room for the running sums.
void box(std::span<const double> from, std::span<const std::uint16_t> half, std::vector<double>& sum,
         std::span<double> to) {
    const std::size_t count = from.size();
    double all = 0.0;
    for (std::size_t i = 0; i < count; ++i) sum[i + 1] = all += from[i];
    for (std::size_t i = 0; i < count;) {
        const std::size_t reach = std::min({std::size_t(half[i]), i, count - 1 - i});
        const double share = 1.0 / double(2 * reach + 1);
        // All that reach as far, together: one division, and a loop that computes pairs.
        std::size_t end = i + 1;
        if (reach == half[i])
            while (end + reach < count && half[end] == reach) ++end;
        for (; i < end; ++i) to[i] = (sum[i + reach + 1] - sum[i - reach]) * share;
    }
}

}  // namespace

std::vector<double> smooth(std::span<const double> values, std::span<const std::uint16_t> half) {
    std::vector<double> result(values.size()), sum(values.size() + 1, 0.0);
    box(values, half, sum, result);
    box(result, half, sum, result);  // the sums hold all it needs of its own input
    for (std::size_t i = 1; i + 1 < values.size(); ++i)
        if (half[i] == 0) result[i] = 0.25 * values[i - 1] + 0.5 * values[i] + 0.25 * values[i + 1];
    return result;
}

double smooth_gain(std::uint16_t half) {
    if (half == 0) return 8.0 / 3.0;
    const double width = 2.0 * half + 1.0;  // sum of squares of a triangle of base 2 width - 1, area 1
    return 3.0 * width * width * width / (2.0 * width * width + 1.0);
}

}  // namespace gassan
