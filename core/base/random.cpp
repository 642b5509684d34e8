#include "core/base/random.hpp"

#include <cassert>
#include <cstddef>

namespace gassan {
namespace {

/// Coefficients from the constant term up.
template <std::size_t N>
double polynomial(const std::array<double, N>& coefficients, double x) {
    double sum = 0.0;
    for (std::size_t i = N; i-- > 0;) sum = sum * x + coefficients[i];
    return sum;
}

// AS 241, PPND16: numerators and denominators of the centre, the middle and the far tail.
constexpr std::array centre_top{3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3,
                                1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr std::array centre_bottom{1.0,
                                   4.2313330701600911252e+1,
                                   6.8718700749205790830e+2,
                                   5.3941960214247511077e+3,
                                   2.1213794301586595867e+4,
                                   3.9307895800092710610e+4,
                                   2.8729085735721942674e+4,
                                   5.2264952788528545610e+3};
constexpr std::array middle_top{1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                                3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                                2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr std::array middle_bottom{1.0,
                                   2.05319162663775882187e0,
                                   1.67638483018380384940e0,
                                   6.89767334985100004550e-1,
                                   1.48103976427480074590e-1,
                                   1.51986665636164571966e-2,
                                   5.47593808499534494600e-4,
                                   1.05075007164441684324e-9};
constexpr std::array far_top{6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                             2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                             2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr std::array far_bottom{1.0,
                                5.99832206555887937690e-1,
                                1.36929880922735805310e-1,
                                1.48753612908506148525e-2,
                                7.86869131145613259100e-4,
                                1.84631831751005468180e-5,
                                1.42151175831644588870e-7,
                                2.04426310338993978564e-15};

/// ln k!, by Stirling's series from 10 on (error below 1e-12 there).
double log_factorial(double k) {
    constexpr std::array small{0.0,
                               0.0,
                               0.69314718055994530942,
                               1.79175946922805500081,
                               3.17805383034794561965,
                               4.78749174278204599425,
                               6.57925121201010099506,
                               8.52516136106541430017,
                               10.60460290274525022842,
                               12.80182748008146961121};
    if (k < 10.0) return small[std::size_t(k)];
    constexpr double half_log_two_pi = 0.91893853320467274178;
    const double inverse = 1.0 / (k + 1.0), square = inverse * inverse;
    const double series = inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680))));
    return (k + 0.5) * std::log(k + 1.0) - (k + 1.0) + half_log_two_pi + series;
}

double poisson_by_search(RandomStream& random, double mean) {
    double rest = random.uniform(), probability = std::exp(-mean), k = 0.0;
    // The bound only matters for a uniform within rounding of 1; P(k > 200 | mean 12) is below 1e-150.
    while (rest > probability && k < 200.0) {
        rest -= probability;
        probability *= mean / ++k;
    }
    return k;
}

double poisson_by_rejection(RandomStream& random, double mean) {
    const double root = std::sqrt(mean);
    const double b = 0.931 + 2.53 * root;
    const double a = -0.059 + 0.02483 * b;
    const double squeeze = 0.9277 - 3.6224 / (b - 2.0);
    while (true) {
        const double u = random.uniform() - 0.5, v = random.uniform();
        const double distance = 0.5 - std::fabs(u);
        const double k = std::floor((2.0 * a / distance + b) * u + mean + 0.43);
        if (distance >= 0.07 && v <= squeeze) return k;
        if (k < 0.0 || (distance < 0.013 && v > distance)) continue;
        const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
        const double proposed = std::log(v * inverse_alpha / (a / (distance * distance) + b));
        if (proposed <= k * std::log(mean) - mean - log_factorial(k)) return k;
    }
}

}  // namespace

double normal_quantile(double p) {
    assert(p > 0.0 && p < 1.0);
    const double q = p - 0.5;
    if (std::fabs(q) <= 0.425) {
        const double r = 0.180625 - q * q;
        return q * polynomial(centre_top, r) / polynomial(centre_bottom, r);
    }
    const double r = std::sqrt(-std::log(q < 0.0 ? p : 1.0 - p));
    const double value = r <= 5.0 ? polynomial(middle_top, r - 1.6) / polynomial(middle_bottom, r - 1.6)
                                  : polynomial(far_top, r - 5.0) / polynomial(far_bottom, r - 5.0);
    return q < 0.0 ? -value : value;
}

double draw_log_normal(RandomStream& random, double log_mean, double log_sd) {
    return std::exp(draw_normal(random, log_mean, log_sd));
}

double draw_log_uniform(RandomStream& random, double low, double high) {
    return low * std::exp(random.uniform() * std::log(high / low));
}

double draw_pareto(RandomStream& random, double exponent, double minimum) {
    return minimum * std::exp(-std::log(random.uniform32()) / exponent);
}

double draw_exponential(RandomStream& random) {
    return -std::log(random.uniform());
}

double draw_poisson(RandomStream& random, double mean) {
    assert(mean >= 0.0 && mean <= 1e9);
    if (mean <= 0.0) return 0.0;
    return mean < 12.0 ? poisson_by_search(random, mean) : poisson_by_rejection(random, mean);
}

}  // namespace gassan
