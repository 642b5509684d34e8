#include "core/peak/component.hpp"

#include "core/peak/shapes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gassan {
namespace {

constexpr double inverse_root_two_pi = std::numbers::inv_sqrtpi / std::numbers::sqrt2;

double standard_density(double z) {
    return inverse_root_two_pi * std::exp(-0.5 * z * z);
}

double upper_tail(double z) {
    return 0.5 * std::erfc(z / std::numbers::sqrt2);
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

PreparedComponent::PreparedComponent(ShapeKind kind, const Component& component)
    : kind_(kind),
      side_(kind == ShapeKind::emg_front || (kind == ShapeKind::hvl && component.skew < 0.0) ? -1.0 : 1.0),
      centre_s_(component.centre_s),
      per_sigma_(std::exp(-component.log_sigma_s)),
      scale_(std::exp(component.log_area) * per_sigma_) {
    if (kind == ShapeKind::hvl) {
        const double d = std::fabs(component.skew);
        e_ = std::exp(-d);
        grown_ = -std::expm1(-d);
        // For small d the two poles are taken together.
        poles_ = d < 1e-2 ? -0.5 + d / 12.0 : e_ / grown_ - 1.0 / d;
        scale_ *= d < 1e-8 ? 1.0 : grown_ / d;
    } else if (kind != ShapeKind::gauss) {
        r_ = std::exp(-component.skew);
    }
}

ComponentValue PreparedComponent::at(double time_s) const {
    const double z = side_ * (time_s - centre_s_) * per_sigma_;
    double density = 0.0, by_z = -z, by_skew = 0.0;
    if (kind_ == ShapeKind::gauss) {
        density = standard_density(z);
    } else if (kind_ == ShapeKind::hvl) {
        // ln f by z: -z - phi (1 - e) / D; by d: 1/(e^d - 1) - 1/d + e (1 - Phi) / D, with e = e^-d and
        // D = e + Phi (1 - e).
        // Each tail from its own side: at the front of a triangle Phi is as small as e.
        const double phi = standard_density(z), tail = upper_tail(std::fabs(z));
        const double before = z < 0.0 ? tail : 1.0 - tail, rest = z < 0.0 ? 1.0 - tail : tail;
        const double inverse = 1.0 / (e_ + before * grown_);
        density = phi * inverse;
        by_z = -z - phi * grown_ * inverse;
        by_skew = side_ * (poles_ + e_ * rest * inverse);
    } else {
        // ln r = -skew does not depend on sigma, which therefore only scales time.
        const LogEmg value = emg(z, r_);
        density = value.density;
        by_z = value.by_z;
        by_skew = -1.0 - r_ * value.by_r;
    }
    const double counts = scale_ * density;
    return {counts, {counts, -counts * side_ * by_z * per_sigma_, counts * (-1.0 - z * by_z), counts * by_skew}};
}

ComponentValue component_value(ShapeKind kind, const Component& component, double time_s) {
    return PreparedComponent(kind, component).at(time_s);
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
    const PreparedComponent prepared(kind, component);
    for (int i = 0; i < 24; ++i) {
        const double middle_s = 0.5 * (low_s + high_s);
        (prepared.at(middle_s).slope[1] < 0.0 ? low_s : high_s) = middle_s;
    }
    return 0.5 * (low_s + high_s);
}

}  // namespace gassan
