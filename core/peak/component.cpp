#include "core/peak/component.hpp"

#include "core/peak/shapes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gassan {
namespace {

constexpr double inverse_root_two_pi = std::numbers::inv_sqrtpi / std::numbers::sqrt2;

/// Logarithm of a standard density and its derivatives by place and by skew.
struct LogDensity {
    double density = 0.0, by_z = 0.0, by_skew = 0.0;
};

double standard_density(double z) {
    return inverse_root_two_pi * std::exp(-0.5 * z * z);
}

double upper_tail(double z) {
    return 0.5 * std::erfc(z / std::numbers::sqrt2);
}

LogDensity gauss(double z) {
    return {standard_density(z), -z, 0.0};
}

/// d ln f = -z - phi (1 - e) / D by z, and 1/(e^d - 1) - 1/d + e (1 - Phi) / D by d, with e = e^-d and
/// D = e + Phi (1 - e); d > 0.
LogDensity hvl_tailing(double z, double d) {
    const double phi = standard_density(z), rest = upper_tail(z), e = std::exp(-d);
    const double grown = -std::expm1(-d);
    const double denominator = e + (1.0 - rest) * grown;
    // For small d the two poles are taken together.
    const double poles = d < 1e-2 ? -0.5 + d / 12.0 : e / grown - 1.0 / d;
    const double scale = d < 1e-8 ? 1.0 : grown / d;
    return {phi * scale / denominator, -z - phi * grown / denominator, poles + e * rest / denominator};
}

LogDensity hvl(double z, double d) {
    if (d >= 0.0) return hvl_tailing(z, d);
    const LogDensity mirrored = hvl_tailing(-z, -d);
    return {mirrored.density, -mirrored.by_z, -mirrored.by_skew};
}

/// Mills' ratio to what a fit needs (1e-10), in a fixed number of steps.
double quick_mills(double w) {
    if (w < 3.0) return upper_tail(w) / standard_density(w);
    double tail = w;
    for (int k = 16; k > 0; --k) tail = w + k / tail;
    return 1.0 / tail;
}

/// f = phi(z) M(w) / tau, w = r - z, r = sigma / tau; per sigma. M' = w M - 1.
struct LogEmg {
    double density = 0.0, by_z = 0.0, by_r = 0.0;
};

LogEmg emg(double z, double r) {
    const double w = r - z;
    // Far behind the Gaussian only the exponential is left: 1/M vanishes.
    if (w < -30.0) return {r * std::exp(0.5 * r * r - z * r), -r, r - z};
    const double mills = quick_mills(w);
    return {r * standard_density(z) * mills, -r + 1.0 / mills, w - 1.0 / mills};
}

}  // namespace

ComponentValue component_value(ShapeKind kind, const Component& component, double time_s) {
    const double sigma_s = std::exp(component.log_sigma_s);
    const double side = kind == ShapeKind::emg_front ? -1.0 : 1.0;
    const double z = side * (time_s - component.centre_s) / sigma_s;
    const double area_per_sigma = std::exp(component.log_area) / sigma_s;
    double by_z = 0.0, by_log_sigma = 0.0, by_skew = 0.0, density = 0.0;
    if (kind == ShapeKind::emg_tail || kind == ShapeKind::emg_front) {
        // ln r = -skew does not depend on sigma, which therefore only scales time.
        const double r = std::exp(-component.skew);
        const LogEmg value = emg(z, r);
        density = value.density;
        by_z = value.by_z;
        by_skew = -1.0 - r * value.by_r;
    } else {
        const LogDensity value = kind == ShapeKind::hvl ? hvl(z, component.skew) : gauss(z);
        density = value.density;
        by_z = value.by_z;
        by_skew = value.by_skew;
    }
    by_log_sigma = -1.0 - z * by_z;
    const double counts = area_per_sigma * density;
    return {counts, {counts, -counts * side * by_z / sigma_s, counts * by_log_sigma, counts * by_skew}};
}

double component_cdf(ShapeKind kind, const Component& component, double time_s) {
    const double sigma_s = std::exp(component.log_sigma_s);
    if (kind == ShapeKind::gauss) return gauss_cdf(component.centre_s, sigma_s, time_s);
    if (kind == ShapeKind::hvl) return hvl_cdf({component.centre_s, sigma_s, component.skew}, time_s);
    const EmgShape shape{component.centre_s, sigma_s, sigma_s * std::exp(component.skew)};
    if (kind == ShapeKind::emg_tail) return emg_cdf(shape, time_s);
    return 1.0 - emg_cdf(shape, 2.0 * component.centre_s - time_s);
}

double component_apex_s(ShapeKind kind, const Component& component) {
    if (kind == ShapeKind::gauss) return component.centre_s;
    // Its logarithm is concave: the slope falls through zero once.
    const double sigma_s = std::exp(component.log_sigma_s);
    const double reach = 10.0 * (1.0 + (kind == ShapeKind::hvl ? std::sqrt(std::fabs(component.skew)) : 0.0)) * sigma_s;
    double low_s = component.centre_s - reach, high_s = component.centre_s + reach;
    for (int i = 0; i < 40; ++i) {
        const double middle_s = 0.5 * (low_s + high_s);
        (component_value(kind, component, middle_s).slope[1] < 0.0 ? low_s : high_s) = middle_s;
    }
    return 0.5 * (low_s + high_s);
}

}  // namespace gassan
