#include "core/peak/shapes.hpp"

#include "core/base/random.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace gassan {
namespace {

constexpr double inverse_root_two_pi = std::numbers::inv_sqrtpi / std::numbers::sqrt2;
/// Below this the distortion changes no double: the shape is its Gaussian.
constexpr double no_distortion = 1e-9;

double standard_density(double z) {
    return inverse_root_two_pi * std::exp(-0.5 * z * z);
}

double standard_cdf(double z) {
    return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

double log_standard_density(double z) {
    return -0.5 * z * z + std::log(inverse_root_two_pi);
}

/// ln(e^a + e^b)
double log_sum(double a, double b) {
    return std::max(a, b) + std::log1p(std::exp(-std::fabs(a - b)));
}

/// ln(1 - e^-x) for x > 0.
double log_one_minus_exp(double x) {
    return x < std::numbers::ln2 ? std::log(-std::expm1(-x)) : std::log1p(-std::exp(-x));
}

/// For d > 0: ln(e^-d + Phi(z) (1 - e^-d)), the logarithm of what both the density and the CDF are made of.
double log_front(double z, double d) {
    return log_sum(-d, log_normal_cdf(z) + log_one_minus_exp(d));
}

double standard_hvl_density(double z, double d) {
    if (std::fabs(d) < no_distortion) return standard_density(z);
    if (d < 0.0) return standard_hvl_density(-z, -d);
    return std::exp(log_standard_density(z) + log_one_minus_exp(d) - log_front(z, d)) / d;
}

/// The CDF of one distortion, with what does not change from place to place.
class StandardHvlCdf {
public:
    explicit StandardHvlCdf(double d)
        : d_(std::fabs(d)),
          side_(d < 0.0 ? -1.0 : 1.0),
          expm1_d_(std::expm1(d_)),
          log_rest_(is_skewed() ? log_one_minus_exp(d_) : 0.0) {}

    [[nodiscard]] double operator()(double z) const {
        if (!is_skewed()) return standard_cdf(z);
        return side_ < 0.0 ? 1.0 - skewed(-z) : skewed(z);
    }

private:
    [[nodiscard]] bool is_skewed() const { return d_ >= no_distortion; }
    /// Two forms of one number: where the argument is near 1 its logarithm is taken from the small difference.
    [[nodiscard]] double skewed(double z) const {
        const double grown = standard_cdf(z) * expm1_d_;
        if (d_ < 500.0 && grown < 1.0) return std::clamp(std::log1p(grown) / d_, 0.0, 1.0);
        return std::clamp(1.0 + log_sum(-d_, log_normal_cdf(z) + log_rest_) / d_, 0.0, 1.0);
    }
    double d_, side_, expm1_d_, log_rest_;
};

double standard_hvl_quantile(double share, double d) {
    if (std::fabs(d) < no_distortion) return normal_quantile(share);
    if (d < 0.0) return -standard_hvl_quantile(1.0 - share, -d);
    return normal_quantile_of_log(d * (share - 1.0) + log_one_minus_exp(d * share) - log_one_minus_exp(d));
}

/// Where the density has fallen to level on one side of the apex, by bisection to the last bit.
double crossing(double d, double apex, double outside, double level) {
    double inside = apex;
    for (int i = 0; i < 200 && inside != outside; ++i) {
        const double middle = 0.5 * (inside + outside);
        if (middle == inside || middle == outside) break;
        (standard_hvl_density(middle, d) > level ? inside : outside) = middle;
    }
    return 0.5 * (inside + outside);
}

/// d ln(density) / dz for d > 0: falls through zero once, at the apex.
double log_slope(double z, double d) {
    return -z - std::exp(log_standard_density(z) + log_one_minus_exp(d) - log_front(z, d));
}

double standard_apex(double d) {
    if (std::fabs(d) < no_distortion) return 0.0;
    if (d < 0.0) return -standard_apex(-d);
    double low = -std::sqrt(2.0 * d) - 10.0, high = 0.0;
    for (int i = 0; i < 200; ++i) {
        const double middle = 0.5 * (low + high);
        if (middle == low || middle == high) break;
        (log_slope(middle, d) > 0.0 ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

}  // namespace

double mills_ratio(double x) {
    if (x < 5.0) return standard_cdf(-x) / standard_density(x);
    // Laplace's continued fraction 1/(x + 1/(x + 2/(x + ...))): 60 terms are exact to the last bits from x = 5 on.
    double tail = x;
    for (int k = 60; k > 0; --k) tail = x + k / tail;
    return 1.0 / tail;
}

double log_normal_cdf(double z) {
    if (z > 0.0) return std::log1p(-standard_cdf(-z));
    if (z > -5.0) return std::log(standard_cdf(z));
    return log_standard_density(z) + std::log(mills_ratio(-z));
}

double normal_quantile_of_log(double log_p) {
    assert(log_p <= 0.0);
    if (log_p > -1e-4) {
        const double rest = -std::expm1(log_p);
        return rest > 0.0 ? -normal_quantile(rest) : 38.0;
    }
    if (log_p > -600.0) return normal_quantile(std::exp(log_p));
    // Newton on ln Phi, whose slope is 1 / Mills' ratio; it is concave, so the steps cannot overshoot twice.
    double z = -std::sqrt(-2.0 * log_p);
    for (int i = 0; i < 30; ++i) {
        const double step = (log_normal_cdf(z) - log_p) * mills_ratio(-z);
        z -= step;
        if (std::fabs(step) < 1e-14 * std::fabs(z)) break;
    }
    return z;
}

double hvl_density(const HvlShape& shape, double time_s) {
    return standard_hvl_density((time_s - shape.a1_s) / shape.sigma_s, shape.distortion) / shape.sigma_s;
}

double hvl_cdf(const HvlShape& shape, double time_s) {
    return StandardHvlCdf(shape.distortion)((time_s - shape.a1_s) / shape.sigma_s);
}

std::vector<double> hvl_cdf(const HvlShape& shape, double begin_s, double step_s, std::size_t size) {
    const StandardHvlCdf share_before(shape.distortion);
    std::vector<double> shares(size, 1.0);
    for (std::size_t i = 0; i < size; ++i) {
        shares[i] = share_before((begin_s + double(i) * step_s - shape.a1_s) / shape.sigma_s);
        if (shares[i] == 1.0) break;
    }
    return shares;
}

double hvl_quantile(const HvlShape& shape, double share) {
    assert(share > 0.0 && share < 1.0);
    return shape.a1_s + shape.sigma_s * standard_hvl_quantile(share, shape.distortion);
}

PeakMeasures hvl_measures(const HvlShape& shape) {
    const double d = shape.distortion, apex = standard_apex(d), height = standard_hvl_density(apex, d);
    const double reach = std::sqrt(2.0 * std::fabs(d)) + 10.0;
    const auto front = [&](double level) { return apex - crossing(d, apex, apex - 2.0 * reach, level * height); };
    const auto tail = [&](double level) { return crossing(d, apex, apex + 2.0 * reach, level * height) - apex; };
    return {.apex_s = shape.a1_s + shape.sigma_s * apex,
            .height_per_s = height / shape.sigma_s,
            .fwhm_s = shape.sigma_s * (front(0.5) + tail(0.5)),
            .asymmetry = tail(0.1) / front(0.1),
            .tailing = (front(0.05) + tail(0.05)) / (2.0 * front(0.05))};
}

double emg_density(const EmgShape& shape, double time_s) {
    const double z = (time_s - shape.centre_s) / shape.sigma_s, ratio = shape.sigma_s / shape.tau_s;
    // phi(z) Mills(sigma/tau - z) / tau; where z is far above sigma/tau the ratio is as large as phi is small.
    const double w = ratio - z;
    if (w > -30.0) return standard_density(z) * mills_ratio(w) / shape.tau_s;
    return std::exp(0.5 * ratio * ratio - z * ratio) * standard_cdf(-w) / shape.tau_s;
}

double emg_cdf(const EmgShape& shape, double time_s) {
    // Integrating f' = (g - f) / tau, where g is the Gaussian that went in: F = G - tau f.
    const double in = standard_cdf((time_s - shape.centre_s) / shape.sigma_s);
    return std::clamp(in - shape.tau_s * emg_density(shape, time_s), 0.0, 1.0);
}

double gauss_density(double centre_s, double sigma_s, double time_s) {
    return standard_density((time_s - centre_s) / sigma_s) / sigma_s;
}

double gauss_cdf(double centre_s, double sigma_s, double time_s) {
    return standard_cdf((time_s - centre_s) / sigma_s);
}

}  // namespace gassan
