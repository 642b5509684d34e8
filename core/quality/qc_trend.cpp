#include "core/quality/qc_trend.hpp"

#include "core/base/student_t.hpp"

#include <cmath>
#include <numeric>

namespace gassan {
namespace {

double mean_of(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
}

}  // namespace

QcTrend qc_trend(std::span<const double> orders, std::span<const double> logarithms, std::size_t levels) {
    constexpr double per = 100.0;  // injections
    QcTrend out;
    out.n = orders.size();
    if (out.n < 2) return out;
    const double x_mean = mean_of(orders), y_mean = mean_of(logarithms);
    double xx = 0.0, xy = 0.0;
    for (std::size_t i = 0; i < out.n; ++i) {
        xx += (orders[i] - x_mean) * (orders[i] - x_mean);
        xy += (orders[i] - x_mean) * (logarithms[i] - y_mean);
    }
    if (!(xx > 0.0)) return out;
    const double slope = xy / xx;
    out.ln_per_100 = per * slope;
    if (out.n < levels + 2) return out;
    double squares = 0.0;
    for (std::size_t i = 0; i < out.n; ++i)
        squares += std::pow(logarithms[i] - y_mean - slope * (orders[i] - x_mean), 2);
    const double dof = double(out.n - levels) - 1.0;
    const double se = std::sqrt(squares / dof / xx);
    const double half = per * se * student_t_quantile(0.975, dof);
    out.low95 = out.ln_per_100 - half;
    out.high95 = out.ln_per_100 + half;
    if (se > 0.0)
        out.p = 2.0 * student_t_cdf(-std::abs(slope) / se, dof);
    else
        out.p = slope == 0.0 ? 1.0 : 0.0;
    return out;
}

}  // namespace gassan
