#include "core/peak/fit_components.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace gassan {
namespace {

constexpr int most_iterations = 30;
constexpr int most_free = 4 * most_components;
// Far below what evidence is made of; and of a hopeless fit it need not be known how hopeless.
constexpr double enough = 0.02, enough_share = 5e-4;

using Vector = std::array<double, most_free>;
using Matrix = std::array<Vector, most_free>;  // lower triangle

/// The sum of squares around one place.
struct Landscape {
    double cost = 0.0;        // with the priors
    double likelihood = 0.0;  // without
    double seen_square = 0.0;
    Vector downhill{};  // half the gradient, negative
    Matrix curvature{};
};

double& coordinate(Component& component, int which) {
    switch (which) {
        case 0:
            return component.log_area;
        case 1:
            return component.centre_s;
        case 2:
            return component.log_sigma_s;
        default:
            return component.skew;
    }
}

/// Residual of an unseen scan and its cost: how unlikely it is that so many counts stayed below the threshold.
struct Hidden {
    double residual, cost;
};

Hidden hidden(double above_sd) {
    if (above_sd < -5.0) return {0.0, 0.0};
    const double below = 0.5 * std::erfc(above_sd / std::numbers::sqrt2);
    if (below < 1e-12) return {-above_sd, above_sd * above_sd};
    const double density = std::exp(-0.5 * above_sd * above_sd) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
    return {-density / below, -2.0 * std::log(below)};
}

void add_prior(double away, double sd, int index, Landscape& land) {
    land.cost += away * away / (sd * sd);
    land.downhill[index] -= away / (sd * sd);
    land.curvature[index][index] += 1.0 / (sd * sd);
}

void add_priors(std::span<const Component> components, int per, const ShapePrior& prior, Landscape& land) {
    double mean = 0.0;
    for (const Component& one : components) mean += one.log_sigma_s / double(components.size());
    for (int k = 0; k < int(components.size()); ++k) {
        add_prior(components[k].log_sigma_s - prior.log_sigma_s, prior.log_sigma_sd, per * k + 2, land);
        add_prior(components[k].log_sigma_s - mean, prior.tie_sd, per * k + 2, land);
        if (per == 4) add_prior(components[k].skew - prior.skew, prior.skew_sd, per * k + 3, land);
    }
}

Landscape look(const FitPoints& points, ShapeKind kind, std::span<const Component> components,
               const ShapePrior& prior) {
    const int per = coordinates(kind), count = int(components.size()), free = per * count;
    Landscape land;
    std::vector<PreparedComponent> prepared;
    prepared.reserve(components.size());
    for (const Component& one : components) prepared.emplace_back(kind, one);
    double slope[most_free] = {};
    double* const downhill = land.downhill.data();
    for (std::size_t i = 0; i < points.size(); ++i) {
        const double weight = points.weight[i];
        double counts = 0.0;
        for (int k = 0; k < count; ++k) {
            const ComponentValue value = prepared[std::size_t(k)].at(points.time_s[i]);
            counts += value.counts;
            const double* const from = value.slope.data();
            for (int j = 0; j < per; ++j) slope[per * k + j] = from[j] * weight;
        }
        double residual = (points.counts[i] - counts) * weight;
        if (points.unseen[i]) {
            const Hidden value = hidden(-residual);
            residual = value.residual;
            if (residual == 0.0) continue;
            land.likelihood += value.cost;
        } else {
            land.likelihood += residual * residual;
            land.seen_square += residual * residual;
        }
        for (int a = 0; a < free; ++a) {
            if (slope[a] == 0.0) continue;
            downhill[a] += residual * slope[a];
            double* const row = land.curvature[std::size_t(a)].data();
            for (int b = 0; b <= a; ++b) row[b] += slope[a] * slope[b];
        }
    }
    land.cost = land.likelihood;
    add_priors(components, per, prior, land);
    return land;
}

/// Cholesky factor in place; false where the matrix is not positive.
bool factorize(Matrix& m, int free) {
    for (int a = 0; a < free; ++a)
        for (int b = 0; b <= a; ++b) {
            double sum = m[a][b];
            for (int c = 0; c < b; ++c) sum -= m[a][c] * m[b][c];
            if (a == b && !(sum > 0.0)) return false;
            m[a][b] = a == b ? std::sqrt(sum) : sum / m[b][b];
        }
    return true;
}

Vector solve(const Matrix& factor, Vector right, int free) {
    for (int a = 0; a < free; ++a) {
        for (int b = 0; b < a; ++b) right[a] -= factor[a][b] * right[b];
        right[a] /= factor[a][a];
    }
    for (int a = free; a-- > 0;) {
        for (int b = a + 1; b < free; ++b) right[a] -= factor[b][a] * right[b];
        right[a] /= factor[a][a];
    }
    return right;
}

/// A step no longer than the model can be trusted for, inside what shapes can be.
std::vector<Component> stepped(std::span<const Component> from, const Vector& step, ShapeKind kind) {
    const int per = coordinates(kind);
    std::vector<Component> to(from.begin(), from.end());
    double share = 1.0;
    for (int k = 0; k < int(from.size()); ++k) {
        const double sigma_s = std::exp(from[k].log_sigma_s);
        const std::array<double, 4> reach{1.5, 1.5 * sigma_s, 0.7,
                                          kind == ShapeKind::hvl ? 2.0 + 0.7 * std::fabs(from[k].skew) : 1.0};
        for (int j = 0; j < per; ++j) share = std::min(share, reach[j] / (std::fabs(step[per * k + j]) + 1e-300));
    }
    for (int k = 0; k < int(from.size()); ++k) {
        for (int j = 0; j < per; ++j) coordinate(to[k], j) += share * step[per * k + j];
        const double most = kind == ShapeKind::hvl ? 200.0 : 3.0;
        to[k].skew = std::clamp(to[k].skew, kind == ShapeKind::hvl ? -most : -3.0, most);
    }
    return to;
}

/// Standard errors of every coordinate from the curvature at the minimum; infinite where it has none.
Vector standard_errors(Matrix curvature, int free) {
    Vector errors;
    errors.fill(std::numeric_limits<double>::infinity());
    if (!factorize(curvature, free)) return errors;
    for (int a = 0; a < free; ++a) {
        Vector unit{};
        unit[a] = 1.0;
        errors[a] = std::sqrt(solve(curvature, unit, free)[a]);
    }
    return errors;
}

ShapeFit finished(ShapeKind kind, std::vector<Component> components, const Landscape& land, const FitPoints& points) {
    ShapeFit fit;
    fit.kind = kind;
    fit.cost = land.likelihood;
    fit.chi_square = land.seen_square;
    for (const char unseen : points.unseen) fit.seen += !unseen;
    const int per = coordinates(kind);
    const Vector errors = standard_errors(land.curvature, per * int(components.size()));
    std::vector<std::size_t> order(components.size());
    for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return components[a].centre_s < components[b].centre_s; });
    for (const std::size_t k : order) {
        fit.components.push_back(components[k]);
        fit.log_area_se.push_back(errors[per * k]);
        fit.centre_se_s.push_back(errors[per * k + 1]);
    }
    return fit;
}

}  // namespace

double ShapeFit::aicc(std::size_t points) const {
    const double n = double(points), p = free();
    if (n <= p + 1.0) return std::numeric_limits<double>::infinity();
    return cost + 2.0 * p + 2.0 * p * (p + 1.0) / (n - p - 1.0);
}

double ShapeFit::counts(double time_s) const {
    double sum = 0.0;
    for (const Component& one : components) sum += component_value(kind, one, time_s).counts;
    return sum;
}

ShapeFit fit_components(const FitPoints& points, ShapeKind kind, std::span<const Component> start,
                        const ShapePrior& prior) {
    std::vector<Component> here(start.begin(), start.end());
    const int free = coordinates(kind) * int(here.size());
    Landscape land = look(points, kind, here, prior);
    double damping = 1e-2;
    int iteration = 0;
    for (; iteration < most_iterations; ++iteration) {
        Matrix damped = land.curvature;
        for (int a = 0; a < free; ++a) damped[a][a] = damped[a][a] * (1.0 + damping) + 1e-12;
        if (!factorize(damped, free)) {
            damping *= 10.0;
            continue;
        }
        const auto next = stepped(here, solve(damped, land.downhill, free), kind);
        const Landscape there = look(points, kind, next, prior);
        if (!(there.cost < land.cost)) {
            if (damping > 1e6) break;
            damping *= 8.0;
            continue;
        }
        const double gained = land.cost - there.cost;
        here = next;
        land = there;
        damping = std::max(damping * 0.1, 1e-9);
        if (gained < enough + enough_share * land.cost) break;
    }
    ShapeFit fit = finished(kind, std::move(here), land, points);
    fit.iterations = iteration;
    if (!std::isfinite(fit.cost)) fit.cost = std::numeric_limits<double>::infinity();
    return fit;
}

}  // namespace gassan
