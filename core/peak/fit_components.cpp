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
    Vector downhill{};  // half the gradient, negative
    Matrix curvature{};
};

/// What one place leaves of the counts, in sd, and the rows of derivatives there; a fit keeps two and swaps them.
struct Place {
    std::vector<Component> components;
    std::vector<double> residual;
    std::vector<double> rows;  // four a component, one a coordinate
    double cost = 0.0;         // with the priors
    double likelihood = 0.0;   // without
    double seen_square = 0.0;

    Place(std::span<const Component> start, std::size_t scans)
        : components(start.begin(), start.end()), residual(scans), rows(4 * start.size() * scans) {}
    [[nodiscard]] const double* row(std::size_t component, int which) const {
        return rows.data() + (4 * component + std::size_t(which)) * residual.size();
    }
    [[nodiscard]] double* row(std::size_t component, int which) {
        return rows.data() + (4 * component + std::size_t(which)) * residual.size();
    }
};

/// Times and weights in whole blocks; those that fill the last one weigh nothing.
struct Blocks {
    std::vector<double> time_s, weight;

    explicit Blocks(const FitPoints& points) : time_s(points.time_s), weight(points.weight) {
        const std::size_t whole = (points.size() + scans_at_once - 1) / scans_at_once * scans_at_once;
        time_s.resize(whole, points.size() > 0 ? points.time_s.back() : 0.0);
        weight.resize(whole, 0.0);
    }
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

/// Calls use(index of the coordinate, deviation, sd) for each prior.
template <class Use>
void for_priors(std::span<const Component> components, int per, const ShapePrior& prior, const Use& use) {
    double mean = 0.0;
    for (const Component& one : components) mean += one.log_sigma_s / double(components.size());
    for (int k = 0; k < int(components.size()); ++k) {
        use(per * k + 2, components[k].log_sigma_s - prior.log_sigma_s, prior.log_sigma_sd);
        use(per * k + 2, components[k].log_sigma_s - mean, prior.tie_sd);
        if (per == 4) use(per * k + 3, components[k].skew - prior.skew, prior.skew_sd);
    }
}

/// Residuals, derivatives and cost where the place's components are.
void look(const FitPoints& points, const Blocks& blocks, ShapeKind kind, const ShapePrior& prior, Place& place) {
    const std::size_t count = place.components.size();
    for (std::size_t k = 0; k < count; ++k)
        PreparedComponent(kind, place.components[k])
            .at(blocks.time_s, blocks.weight, {place.row(k, 0), place.row(k, 1), place.row(k, 2), place.row(k, 3)});
    for (std::size_t i = 0; i < points.size(); ++i) place.residual[i] = points.counts[i] * points.weight[i];
    for (std::size_t k = 0; k < count; ++k) {
        const double* const counts = place.row(k, 0);
        for (std::size_t i = 0; i < points.size(); ++i) place.residual[i] -= counts[i];
    }
    place.likelihood = place.seen_square = 0.0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        double left = place.residual[i];
        if (points.unseen[i]) {
            const Hidden value = hidden(-left);
            left = value.residual;
            place.likelihood += value.cost;
            if (left == 0.0)
                for (std::size_t k = 0; k < count; ++k)
                    for (int j = 0; j < 4; ++j) place.row(k, j)[i] = 0.0;
        } else {
            place.likelihood += left * left;
            place.seen_square += left * left;
        }
        place.residual[i] = left;
    }
    place.cost = place.likelihood;
    for_priors(place.components, coordinates(kind), prior,
               [&](int, double away, double sd) { place.cost += away * away / (sd * sd); });
}

double dot(const double* a, const double* b, std::size_t scans) {
    std::array<double, 4> lanes{};
    for (std::size_t i = 0; i < scans; i += lanes.size())
        for (std::size_t lane = 0; lane < lanes.size(); ++lane) lanes[lane] += a[i + lane] * b[i + lane];
    return (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
}

Landscape landscape(const Place& place, ShapeKind kind, const ShapePrior& prior) {
    const int per = coordinates(kind), free = per * int(place.components.size());
    const std::size_t scans = place.residual.size();
    std::array<const double*, most_free> slope{};
    for (int a = 0; a < free; ++a) slope[a] = place.row(std::size_t(a / per), a % per);
    Landscape land;
    for (int a = 0; a < free; ++a) {
        land.downhill[a] = dot(place.residual.data(), slope[a], scans);
        for (int b = 0; b <= a; ++b) land.curvature[a][b] = dot(slope[a], slope[b], scans);
    }
    for_priors(place.components, per, prior, [&](int index, double away, double sd) {
        land.downhill[index] -= away / (sd * sd);
        land.curvature[index][index] += 1.0 / (sd * sd);
    });
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

/// Of a right side: what its factor leaves of it, whose square is its square in the metric of the matrix' inverse.
Vector whitened(const Matrix& factor, Vector right, int free) {
    for (int a = 0; a < free; ++a) {
        for (int b = 0; b < a; ++b) right[a] -= factor[a][b] * right[b];
        right[a] /= factor[a][a];
    }
    return right;
}

Vector solve(const Matrix& factor, Vector right, int free) {
    right = whitened(factor, right, free);
    for (int a = free; a-- > 0;) {
        for (int b = a + 1; b < free; ++b) right[a] -= factor[b][a] * right[b];
        right[a] /= factor[a][a];
    }
    return right;
}

/// A step no longer than the model can be trusted for, inside what shapes can be.
void step_from(std::span<const Component> from, const Vector& step, ShapeKind kind, std::span<Component> to) {
    const int per = coordinates(kind);
    std::copy(from.begin(), from.end(), to.begin());
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

ShapeFit finished(ShapeKind kind, const Place& place, const Landscape& land, const FitPoints& points) {
    const std::vector<Component>& components = place.components;
    ShapeFit fit;
    fit.kind = kind;
    fit.cost = place.likelihood;
    fit.chi_square = place.seen_square;
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

/// By how much the cost falls, to first order, if as much of these counts as fits is added and all else gives way.
/// \param downhill whitened by the factor of the curvature: a fit stops a little before its minimum.
double gain_of(const double* counts, const Place& place, int per, const Matrix& factor, const Vector& downhill) {
    constexpr double least_own = 1e-6;  // of counts that the fitted components cannot imitate
    const int free = per * int(place.components.size());
    const std::size_t scans = place.residual.size();
    Vector shared{};
    for (int a = 0; a < free; ++a) shared[a] = dot(counts, place.row(std::size_t(a / per), a % per), scans);
    shared = whitened(factor, shared, free);
    const double whole = dot(counts, counts, scans);
    double own = whole, score = dot(counts, place.residual.data(), scans);
    for (int a = 0; a < free; ++a) {
        own -= shared[a] * shared[a];
        score -= shared[a] * downhill[a];
    }
    return score > 0.0 && own > least_own * whole ? score * score / own : 0.0;
}

}  // namespace

double ShapeFit::aicc(std::size_t points) const {
    const double n = double(points), p = free();
    if (n <= p + 1.0) return std::numeric_limits<double>::infinity();
    return cost + 2.0 * p + 2.0 * p * (p + 1.0) / (n - p - 1.0);
}

std::vector<PreparedComponent> ShapeFit::prepared() const {
    std::vector<PreparedComponent> all;
    all.reserve(components.size());
    for (const Component& one : components) all.emplace_back(kind, one);
    return all;
}

std::vector<double> ShapeFit::counts(std::span<const double> times_s) const {
    std::vector<double> sums(times_s.size(), 0.0);
    for (const Component& one : components) {
        const std::vector<double> own = PreparedComponent(kind, one).counts(times_s);
        for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += own[i];
    }
    return sums;
}

double counts_of(std::span<const PreparedComponent> components, double time_s) {
    double sum = 0.0;
    for (const PreparedComponent& one : components) sum += one.counts(time_s);
    return sum;
}

ShapeFit fit_components(const FitPoints& points, ShapeKind kind, std::span<const Component> start,
                        const ShapePrior& prior) {
    const Blocks blocks(points);
    Place here(start, blocks.time_s.size()), there = here;
    const int free = coordinates(kind) * int(start.size());
    look(points, blocks, kind, prior, here);
    Landscape land = landscape(here, kind, prior);
    double damping = 1e-2;
    int iteration = 0;
    for (; iteration < most_iterations; ++iteration) {
        Matrix damped = land.curvature;
        for (int a = 0; a < free; ++a) damped[a][a] = damped[a][a] * (1.0 + damping) + 1e-12;
        if (!factorize(damped, free)) {
            damping *= 10.0;
            continue;
        }
        step_from(here.components, solve(damped, land.downhill, free), kind, there.components);
        look(points, blocks, kind, prior, there);
        if (!(there.cost < here.cost)) {
            if (damping > 1e6) break;
            damping *= 8.0;
            continue;
        }
        const double gained = here.cost - there.cost;
        std::swap(here, there);
        land = landscape(here, kind, prior);
        damping = std::max(damping * 0.1, 1e-9);
        if (gained < enough + enough_share * here.cost) break;
    }
    ShapeFit fit = finished(kind, here, land, points);
    fit.iterations = iteration;
    if (!std::isfinite(fit.cost)) fit.cost = std::numeric_limits<double>::infinity();
    return fit;
}

double gain_of_another(const FitPoints& points, const ShapeFit& fit, std::span<const Component> candidates,
                       double enough_gain) {
    const Blocks blocks(points);
    Place place(fit.components, blocks.time_s.size());
    look(points, blocks, fit.kind, {}, place);
    const int per = coordinates(fit.kind), free = per * int(fit.components.size());
    Landscape land = landscape(place, fit.kind, {});
    if (!factorize(land.curvature, free)) return std::numeric_limits<double>::infinity();
    const Vector downhill = whitened(land.curvature, land.downhill, free);
    Place other(candidates.first(1), blocks.time_s.size());
    double most = 0.0;
    for (const Component& candidate : candidates) {
        PreparedComponent(fit.kind, candidate)
            .at(blocks.time_s, blocks.weight, {other.row(0, 0), other.row(0, 1), other.row(0, 2), other.row(0, 3)});
        double* const counts = other.row(0, 0);
        for (std::size_t i = 0; i < points.size(); ++i)
            if (points.unseen[i] && place.residual[i] == 0.0) counts[i] = 0.0;
        most = std::max(most, gain_of(counts, place, per, land.curvature, downhill));
        if (most >= enough_gain) break;
    }
    return most;
}

}  // namespace gassan
