#include "core/stats/method_comparison.hpp"

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/base/robust.hpp"
#include "core/base/student_t.hpp"
#include "core/stats/moments.hpp"
#include "core/stats/pair_slopes.hpp"
#include "core/stats/ranks.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <vector>

namespace gassan {

namespace {

/// Bland and Altman's figure for 95 % of a normal distribution, as it is printed everywhere.
constexpr double printed_z = 1.96;

struct Pairs {
    std::vector<double> x, y;
    double t = 0.0, z = 0.0;  ///< two-sided quantiles; t with n - 2 degrees of freedom
    double t_mean = 0.0;      ///< with n - 1

    [[nodiscard]] double n() const { return double(x.size()); }
};

Pairs complete_pairs(std::span<const double> x, std::span<const double> y, double confidence) {
    Pairs pairs;
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (!std::isfinite(x[i]) || !std::isfinite(y[i])) continue;
        pairs.x.push_back(x[i]);
        pairs.y.push_back(y[i]);
    }
    if (pairs.x.size() < 3) return pairs;
    const double p = 0.5 + confidence / 2.0;
    pairs.t = student_t_quantile(p, pairs.n() - 2.0);
    pairs.t_mean = student_t_quantile(p, pairs.n() - 1.0);
    pairs.z = normal_quantile(p);
    return pairs;
}

Estimate around(double value, double half_width) {
    return {value, value - half_width, value + half_width};
}

/// ---- lines ----

/// Of an infinite slope the intercept is, too.
double median_intercept(const Pairs& pairs, double slope) {
    if (std::isnan(slope)) return slope;
    if (std::isinf(slope))
        return std::count(pairs.x.begin(), pairs.x.end(), 0.0) > 0 ? std::nan("")
               : median(pairs.x) > 0.0                             ? -slope
                                                                   : slope;
    std::vector<double> offsets;
    for (std::size_t i = 0; i < pairs.x.size(); ++i) offsets.push_back(pairs.y[i] - slope * pairs.x[i]);
    return median(std::move(offsets));
}

void add_passing_bablok(MethodComparison& comparison, const Pairs& pairs) {
    const PairSlopes slopes = count_pair_slopes(pairs.x, pairs.y);
    const auto count = std::ptrdiff_t(slopes.count), shift = std::ptrdiff_t(slopes.below);
    const double n = pairs.n(), c = pairs.z * std::sqrt(n * (n - 1.0) * (2.0 * n + 5.0) / 18.0);
    // Halves go to the even neighbour, as in R.
    const auto first = std::ptrdiff_t(std::nearbyint((double(count) - c) / 2.0)), last = count - first + 1;
    const std::array<std::ptrdiff_t, 4> ranks{(count + 1) / 2 + shift, count / 2 + 1 + shift,
                                              first >= 1 ? first + shift : 0, first >= 1 ? last + shift : 0};
    const auto found = pair_slopes_of_rank(pairs.x, pairs.y, ranks);
    const double slope = found[0] == found[1] ? found[0] : 0.5 * (found[0] + found[1]);
    comparison.passing_bablok_slope = {slope, found[2], found[3]};
    comparison.passing_bablok_intercept = {median_intercept(pairs, slope), median_intercept(pairs, found[3]),
                                           median_intercept(pairs, found[2])};
}

struct Moments {
    double mean_x = 0.0, mean_y = 0.0, xx = 0.0, yy = 0.0, xy = 0.0;
};

double deming_slope_of(const Moments& m, double ratio) {
    const double d = m.yy - ratio * m.xx, root = std::sqrt(d * d + 4.0 * ratio * m.xy * m.xy);
    // The same number twice: no difference of near equals on either side.
    return d < 0.0 ? 2.0 * ratio * m.xy / (root - d) : (d + root) / (2.0 * m.xy);
}

/// All but pair i, from the moments of all: no difference of large sums, for they stand about the mean.
Moments without(const Moments& all, const Pairs& pairs, std::size_t i) {
    const double n = pairs.n(), dx = pairs.x[i] - all.mean_x, dy = pairs.y[i] - all.mean_y;
    const double factor = n / (n - 1.0);
    Moments rest;
    rest.mean_x = all.mean_x - dx / (n - 1.0);
    rest.mean_y = all.mean_y - dy / (n - 1.0);
    rest.xx = (all.xx * (n - 1.0) - factor * dx * dx) / (n - 2.0);
    rest.yy = (all.yy * (n - 1.0) - factor * dy * dy) / (n - 2.0);
    rest.xy = (all.xy * (n - 1.0) - factor * dx * dy) / (n - 2.0);
    return rest;
}

void add_deming(MethodComparison& comparison, const Pairs& pairs, const Moments& m, double ratio) {
    const double n = pairs.n(), slope = deming_slope_of(m, ratio), intercept = m.mean_y - slope * m.mean_x;
    std::vector<double> slopes, intercepts;
    for (std::size_t i = 0; i < pairs.x.size(); ++i) {
        const Moments rest = without(m, pairs, i);
        const double left = deming_slope_of(rest, ratio);
        slopes.push_back(n * slope - (n - 1.0) * left);
        intercepts.push_back(n * intercept - (n - 1.0) * (rest.mean_y - left * rest.mean_x));
    }
    comparison.deming_slope = around(slope, pairs.t * standard_deviation(slopes) / std::sqrt(n));
    comparison.deming_intercept = around(intercept, pairs.t * standard_deviation(intercepts) / std::sqrt(n));
}

void add_least_squares(MethodComparison& comparison, const Pairs& pairs, const Moments& m) {
    const double n = pairs.n(), slope = m.xy / m.xx, intercept = m.mean_y - slope * m.mean_x;
    double squares = 0.0;
    for (std::size_t i = 0; i < pairs.x.size(); ++i) {
        const double off = pairs.y[i] - intercept - slope * pairs.x[i];
        squares += off * off;
    }
    const double variance = squares / (n - 2.0), sum_xx = m.xx * (n - 1.0);
    comparison.ols_slope = around(slope, pairs.t * std::sqrt(variance / sum_xx));
    comparison.ols_intercept =
        around(intercept, pairs.t * std::sqrt(variance * (1.0 / n + m.mean_x * m.mean_x / sum_xx)));
}

/// ---- agreement ----

/// \param error standard error of atanh(r)
Estimate by_fisher(double r, double error, double z) {
    if (!(error >= 0.0)) return {r, std::nan(""), std::nan("")};
    if (std::abs(r) >= 1.0) return {r, r, r};
    return {r, std::tanh(std::atanh(r) - z * error), std::tanh(std::atanh(r) + z * error)};
}

double correlation(std::span<const double> x, std::span<const double> y) {
    const double r = covariance(x, y) / std::sqrt(variance(x)) / std::sqrt(variance(y));
    return r > 1.0 ? 1.0 : r < -1.0 ? -1.0 : r;
}

Estimate concordance(const Pairs& pairs, const Moments& m, double r) {
    const double n = pairs.n(), shrink = (n - 1.0) / n, apart = m.mean_x - m.mean_y;
    const double ccc = 2.0 * shrink * m.xy / (shrink * (m.xx + m.yy) + apart * apart);
    if (!(n > 2.0) || !(std::abs(ccc) < 1.0) || r == 0.0) return {ccc, ccc, ccc};
    const double u2 = apart * apart / (shrink * std::sqrt(m.xx * m.yy)), r2 = r * r, c2 = ccc * ccc;
    const double spread = (1.0 - r2) * c2 / ((1.0 - c2) * r2) +
                          2.0 * c2 * ccc * (1.0 - ccc) * u2 / (r * (1.0 - c2) * (1.0 - c2)) -
                          c2 * c2 * u2 * u2 / (2.0 * r2 * (1.0 - c2) * (1.0 - c2));
    return by_fisher(ccc, std::sqrt(spread / (n - 2.0)), pairs.z);
}

void add_agreement(MethodComparison& comparison, const Pairs& pairs, const Moments& m) {
    const double n = pairs.n(), r = correlation(pairs.x, pairs.y);
    const double rho = correlation(mean_ranks(pairs.x), mean_ranks(pairs.y));
    comparison.pearson = by_fisher(r, 1.0 / std::sqrt(n - 3.0), pairs.z);
    comparison.spearman = by_fisher(rho, std::sqrt((1.0 + rho * rho / 2.0) / (n - 3.0)), pairs.z);
    comparison.ccc = concordance(pairs, m, r);
}

/// ---- differences ----

struct Differences {
    Estimate mean, low, high;
    double sd = 0.0;
};

Differences differences_of(const std::vector<double>& values, double t) {
    const double n = double(values.size()), center = mean(values), sd = standard_deviation(values);
    const double limit_error = sd * std::sqrt(1.0 / n + printed_z * printed_z / (2.0 * (n - 1.0)));
    return {around(center, t * sd / std::sqrt(n)), around(center - printed_z * sd, t * limit_error),
            around(center + printed_z * sd, t * limit_error), sd};
}

Estimate as_ratio(const Estimate& log) {
    return {std::exp(log.value), std::exp(log.low), std::exp(log.high)};
}

void add_differences(MethodComparison& comparison, const Pairs& pairs) {
    std::vector<double> plain, logs;
    for (std::size_t i = 0; i < pairs.x.size(); ++i) {
        plain.push_back(pairs.y[i] - pairs.x[i]);
        logs.push_back(std::log(pairs.y[i] / pairs.x[i]));
    }
    const Differences differences = differences_of(plain, pairs.t_mean), ratios = differences_of(logs, pairs.t_mean);
    comparison.mean_difference = differences.mean;
    comparison.loa_low = differences.low;
    comparison.loa_high = differences.high;
    comparison.sd_difference = differences.sd;
    comparison.geometric_ratio = as_ratio(ratios.mean);
    comparison.ratio_low = as_ratio(ratios.low);
    comparison.ratio_high = as_ratio(ratios.high);
}

}  // namespace

void check(const ComparisonParams& params) {
    require(params.confidence > 0.0 && params.confidence < 1.0, "the confidence lies between 0 and 1");
    require(params.deming_ratio > 0.0 && std::isfinite(params.deming_ratio), "the Deming ratio is greater than 0");
}

MethodComparison compare_methods(std::span<const double> x, std::span<const double> y, const ComparisonParams& params) {
    assert(x.size() == y.size());
    check(params);
    const Pairs pairs = complete_pairs(x, y, params.confidence);
    MethodComparison comparison;
    comparison.pairs = pairs.x.size();
    comparison.incomplete = x.size() - pairs.x.size();
    for (std::size_t i = 0; i < pairs.x.size(); ++i) comparison.not_positive += !(pairs.x[i] > 0.0 && pairs.y[i] > 0.0);
    if (pairs.x.empty()) return comparison;
    comparison.x_low = *std::min_element(pairs.x.begin(), pairs.x.end());
    comparison.x_high = *std::max_element(pairs.x.begin(), pairs.x.end());
    if (pairs.x.size() < 3) return comparison;

    const Moments m{mean(pairs.x), mean(pairs.y), variance(pairs.x), variance(pairs.y), covariance(pairs.x, pairs.y)};
    add_passing_bablok(comparison, pairs);
    add_deming(comparison, pairs, m, params.deming_ratio);
    add_least_squares(comparison, pairs, m);
    add_agreement(comparison, pairs, m);
    add_differences(comparison, pairs);
    return comparison;
}

ComparisonVerdict comparison_verdict(const MethodComparison& comparison) {
    const Estimate &slope = comparison.passing_bablok_slope, &intercept = comparison.passing_bablok_intercept;
    if (comparison.pairs < 3) return ComparisonVerdict::too_few_pairs;
    if (!(comparison.pearson.value >= least_correlation)) return ComparisonVerdict::low_correlation;
    if (!std::isfinite(slope.low) || !std::isfinite(slope.high)) return ComparisonVerdict::too_few_pairs;
    const bool proportional = slope.low > 1.0 || slope.high < 1.0;
    const bool constant = intercept.low > 0.0 || intercept.high < 0.0;
    if (proportional) return constant ? ComparisonVerdict::both : ComparisonVerdict::proportional;
    return constant ? ComparisonVerdict::constant : ComparisonVerdict::no_difference;
}

}  // namespace gassan
