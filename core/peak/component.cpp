#include "core/peak/component.hpp"

#include "core/peak/quick_math.hpp"
#include "core/peak/shapes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <type_traits>

namespace gassan {
namespace {

constexpr double inverse_root_two_pi = std::numbers::inv_sqrtpi / std::numbers::sqrt2;

[[gnu::always_inline]] inline double standard_density(double z) {
    return inverse_root_two_pi * quick_exp(-0.5 * z * z);
}

/// A density per sigma, and how its logarithm changes.
struct LogShape {
    double density, by_z, by_skew;
};

[[gnu::always_inline]] inline LogShape gauss(double z) {
    return {standard_density(z), -z, 0.0};
}

/// ln f by z: -z - phi (1 - e) / D; by d: 1/(e^d - 1) - 1/d + e (1 - Phi) / D, with e = e^-d and D = e + Phi (1 - e).
[[gnu::always_inline]] inline LogShape hvl(double z, double e, double grown, double poles) {
    // Each tail from its own side: at the front of a triangle Phi is as small as e.
    const double phi = standard_density(z), tail = phi * quick_mills(std::fabs(z));
    const double before = z < 0.0 ? tail : 1.0 - tail, rest = z < 0.0 ? 1.0 - tail : tail;
    const double inverse = 1.0 / (e + before * grown);
    return {phi * inverse, -z - phi * grown * inverse, poles + e * rest * inverse};
}

/// f = r phi(z) M(w), w = r - z, r = sigma / tau; per sigma. M' = w M - 1, and M(w) + M(-w) = 1 / phi(w).
[[gnu::always_inline]] inline LogShape emg(double z, double r) {
    const double w = r - z, phi = standard_density(z), mills = quick_mills(std::fabs(w));
    const double mirrored = quick_exp(0.5 * r * r - z * r) - phi * mills;
    const double density = w < 0.0 ? mirrored : phi * mills;
    // Far behind the Gaussian only the exponential is left: 1/M vanishes.
    const double inverse_mills = w < 0.0 ? phi / (mirrored + 1e-300) : 1.0 / mills;
    // ln r = -skew does not depend on sigma, which therefore only scales time.
    return {r * density, -r + inverse_mills, -1.0 - r * (w - inverse_mills)};
}

struct GaussForm {
    [[gnu::always_inline]] LogShape operator()(double z) const { return gauss(z); }
};
struct HvlForm {
    double e, grown, poles;
    [[gnu::always_inline]] LogShape operator()(double z) const { return hvl(z, e, grown, poles); }
};
struct EmgForm {
    double r;
    [[gnu::always_inline]] LogShape operator()(double z) const { return emg(z, r); }
};

/// From a shape per sigma to counts and seconds.
struct Scale {
    double side, centre_s, per_sigma, skew_side, counts;
};

template <class Form>
[[gnu::always_inline]] inline void fill_rows(const Form& form, const Scale& to, std::span<const double> times_s,
                                             std::span<const double> weights, const ComponentRows& rows) {
    // Loops of fixed length on values of their own: the compiler computes some scans at once.
    const auto [side, centre_s, per_sigma, skew_side, scale] = to;
    const Form shape = form;
    for (std::size_t from = 0; from < times_s.size(); from += scans_at_once) {
        const double *const time_s = times_s.data() + from, *const weight = weights.data() + from;
        double block[4][scans_at_once];
        for (std::size_t i = 0; i < scans_at_once; ++i) {
            const double z = side * (time_s[i] - centre_s) * per_sigma;
            const LogShape log = shape(z);
            const double counts = scale * log.density * weight[i];
            block[0][i] = counts;
            block[1][i] = -counts * side * log.by_z * per_sigma;
            block[2][i] = counts * (-1.0 - z * log.by_z);
            block[3][i] = counts * skew_side * log.by_skew;
        }
        for (std::size_t j = 0; j < rows.size(); ++j) std::copy_n(block[j], scans_at_once, rows[j] + from);
    }
}

/// The same operations on four scans at once where the processor can, on two elsewhere: no sum crosses scans and no
/// product is fused with one (-ffp-contract=off), so the bits are the same.
template <class Form>
void fill_rows_two(const Form& form, const Scale& scale, std::span<const double> times_s,
                   std::span<const double> weights, const ComponentRows& rows) {
    fill_rows(form, scale, times_s, weights, rows);
}
#if defined(__x86_64__)
template <class Form>
[[gnu::target("avx2")]] void fill_rows_four(const Form& form, const Scale& scale, std::span<const double> times_s,
                                            std::span<const double> weights, const ComponentRows& rows) {
    fill_rows(form, scale, times_s, weights, rows);
}
const bool has_wide_vectors = [] {
    __builtin_cpu_init();
    return bool(__builtin_cpu_supports("avx2"));
}();
#else
template <class Form>
constexpr auto fill_rows_four = fill_rows_two<Form>;
constexpr bool has_wide_vectors = false;
#endif

}  // namespace

PreparedComponent::PreparedComponent(ShapeKind kind, const Component& component)
    : kind_(kind),
      side_(kind == ShapeKind::emg_front || (kind == ShapeKind::hvl && component.skew < 0.0) ? -1.0 : 1.0),
      centre_s_(component.centre_s),
      per_sigma_(std::exp(-component.log_sigma_s)),
      skew_side_(kind == ShapeKind::hvl ? side_ : 1.0),
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

/// Calls use(density and its logarithm's derivatives by z and skew) of the kind, chosen outside of any loop.
template <class Use>
void PreparedComponent::with_shape_of_kind(const Use& use) const {
    switch (kind_) {
        case ShapeKind::gauss:
            return use(GaussForm{});
        case ShapeKind::hvl:
            return use(HvlForm{e_, grown_, poles_});
        default:
            return use(EmgForm{r_});
    }
}

ComponentValue PreparedComponent::at(double time_s) const {
    ComponentValue value;
    with_shape_of_kind([&](const auto& shape) {
        const double z = side_ * (time_s - centre_s_) * per_sigma_;
        const LogShape log = shape(z);
        const double counts = scale_ * log.density;
        value = {counts,
                 {counts, -counts * side_ * log.by_z * per_sigma_, counts * (-1.0 - z * log.by_z),
                  counts * skew_side_ * log.by_skew}};
    });
    return value;
}

void PreparedComponent::at(std::span<const double> times_s, std::span<const double> weights,
                           const ComponentRows& rows) const {
    with_shape_of_kind([&](const auto& shape) {
        const Scale scale{side_, centre_s_, per_sigma_, skew_side_, scale_};
        (has_wide_vectors ? fill_rows_four<std::decay_t<decltype(shape)>>
                          : fill_rows_two<std::decay_t<decltype(shape)>>)(shape, scale, times_s, weights, rows);
    });
}

std::vector<double> PreparedComponent::counts(std::span<const double> times_s) const {
    const std::size_t whole = (times_s.size() + scans_at_once - 1) / scans_at_once * scans_at_once;
    std::vector<double> time_s(times_s.begin(), times_s.end()), rows(4 * whole);
    time_s.resize(whole, times_s.empty() ? 0.0 : times_s.back());
    const std::vector<double> once(whole, 1.0);
    at(time_s, once, {rows.data(), rows.data() + whole, rows.data() + 2 * whole, rows.data() + 3 * whole});
    rows.resize(times_s.size());
    return rows;
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
