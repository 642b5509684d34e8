#include "core/base/student_t.hpp"

#include "core/base/random.hpp"

#include <cmath>

namespace gassan {
namespace {

/// Above this the distribution is the normal one to 1e-9.
constexpr double many = 1e9;

double normal_cdf(double t) {
    return 0.5 * std::erfc(-t / std::sqrt(2.0));
}

/// The continued fraction of the incomplete beta function, by Lentz's recurrence (Thompson and Barnett 1986).
double beta_fraction(double a, double b, double x) {
    const auto safe = [](double value) { return std::abs(value) < 1e-300 ? 1e-300 : value; };
    double c = 1.0, d = 1.0 / safe(1.0 - (a + b) * x / (a + 1.0)), product = d;
    for (int m = 1; m < 2000; ++m) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1.0 / safe(1.0 + even * d);
        c = safe(1.0 + even / c);
        product *= c * d;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1.0 / safe(1.0 + odd * d);
        c = safe(1.0 + odd / c);
        product *= c * d;
        if (std::abs(c * d - 1.0) < 1e-15) break;
    }
    return product;
}

/// I_x(a, b).
double beta_share(double a, double b, double x, double rest) {
    if (x <= 0.0) return 0.0;
    if (rest <= 0.0) return 1.0;
    const double front =
        std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log(rest));
    return x < (a + 1.0) / (a + b + 2.0) ? front * beta_fraction(a, b, x) / a
                                         : 1.0 - front * beta_fraction(b, a, rest) / b;
}

/// P(T > t), t >= 0, without the loss of digits of 1 - P(T <= t).
double upper_tail(double t, double dof) {
    if (dof > many) return normal_cdf(-t);
    const double whole = dof + t * t;
    return 0.5 * beta_share(0.5 * dof, 0.5, dof / whole, t * t / whole);
}

}  // namespace

double student_t_cdf(double t, double dof) {
    return t < 0.0 ? upper_tail(-t, dof) : 1.0 - upper_tail(t, dof);
}

double student_t_quantile(double p, double dof) {
    if (dof > many) return normal_quantile(p);
    if (p == 0.5) return 0.0;
    const double tail = p < 0.5 ? p : 1.0 - p;
    double low = 0.0, high = 1.0;
    while (upper_tail(high, dof) > tail && high < 1e300) {
        low = high;
        high *= 2.0;
    }
    for (int step = 0; step < 200 && high - low > 1e-13 * high; ++step) {
        const double middle = 0.5 * (low + high);
        (upper_tail(middle, dof) > tail ? low : high) = middle;
    }
    return p < 0.5 ? -high : high;
}

double digamma(double x) {
    double sum = 0.0;
    for (; x < 10.0; x += 1.0) sum -= 1.0 / x;
    const double y = 1.0 / (x * x);
    const double series = y * (1.0 / 12 - y * (1.0 / 120 - y * (1.0 / 252 - y * (1.0 / 240 - y / 132))));
    return sum + std::log(x) - 0.5 / x - series;
}

double trigamma(double x) {
    double sum = 0.0;
    for (; x < 10.0; x += 1.0) sum += 1.0 / (x * x);
    const double y = 1.0 / (x * x);
    const double series = y * (1.0 / 6 - y * (1.0 / 30 - y * (1.0 / 42 - y * (1.0 / 30 - y * 5.0 / 66))));
    return sum + 1.0 / x + 0.5 * y + series / x;
}

}  // namespace gassan
