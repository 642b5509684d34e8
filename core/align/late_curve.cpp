#include "core/align/late_curve.hpp"

#include "core/base/robust.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

constexpr std::size_t least_points = 25;
constexpr double least_gain = 0.20;     // of the leave-one-out error
constexpr double steepest = 0.7;        // seconds late a second: beyond it is no zone's edge
constexpr double largest_share = 0.05;  // sd of a knot's lateness as a share of its time, before the anchors speak
constexpr double most_sd = 5.0;         // an anchor further off counts as this much

/// Knots where anchors are many and, half as much, wherever there is time: late ones are few.
std::vector<double> knot_times(std::span<const LatePoint> points, std::size_t count) {
    const double first_s = points.front().time_s, last_s = points.back().time_s;
    std::vector<double> times{first_s};
    const auto reached = [&](std::size_t i) {
        return (double(i) / double(points.size() - 1) + (points[i].time_s - first_s) / (last_s - first_s)) / 2.0;
    };
    for (std::size_t i = 1, knot = 1; i + 1 < points.size() && knot + 1 < count; ++i)
        if (reached(i) >= double(knot) / double(count - 1) && points[i].time_s > times.back()) {
            times.push_back(points[i].time_s);
            ++knot;
        }
    if (last_s > times.back()) times.push_back(last_s);
    return times;
}

/// A point between two knots: the first of them, and the share of the second.
struct Between {
    Eigen::Index knot;
    double share;
};

std::vector<Between> places_between(std::span<const LatePoint> points, const std::vector<double>& knots) {
    std::vector<Between> places;
    for (const LatePoint& point : points) {
        const auto after = std::upper_bound(knots.begin() + 1, knots.end() - 1, point.time_s);
        const double begin_s = *(after - 1), end_s = *after;
        places.push_back({(after - knots.begin()) - 1, (point.time_s - begin_s) / (end_s - begin_s)});
    }
    return places;
}

double error_of(std::span<const LatePoint> points, const std::vector<double>& deviations) {
    double sum = 0.0, votes = 0.0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        sum += points[i].vote * std::min(deviations[i] * deviations[i], most_sd * most_sd);
        votes += points[i].vote;
    }
    return std::sqrt(sum / votes);
}

double biweight(double share) {
    return std::abs(share) >= 1.0 ? 0.0 : (1.0 - share * share) * (1.0 - share * share);
}

struct Fitted {
    std::vector<Lateness> knots;
    double error = 0.0;  ///< each point left out
};

/// Reweighted least squares (first Huber's weights, which any start is good for, then the biweight) under a Gaussian
/// prior about no lateness.
Fitted fitted(std::span<const LatePoint> points, const std::vector<double>& times) {
    constexpr int rounds = 10, gentle = 5;
    constexpr double tukey = 4.685, huber = 1.345;
    const std::vector<Between> places = places_between(points, times);
    const auto k = Eigen::Index(times.size());
    std::vector<double> weights(points.size(), 1.0), deviations(points.size());
    Eigen::MatrixXd normal;
    Eigen::VectorXd knots;
    for (int round = 0; round < rounds; ++round) {
        normal = Eigen::MatrixXd::Zero(k, k);
        Eigen::VectorXd right = Eigen::VectorXd::Zero(k);
        for (Eigen::Index j = 0; j < k; ++j) normal(j, j) = std::pow(largest_share * times[std::size_t(j)], -2.0);
        for (std::size_t i = 0; i < points.size(); ++i) {
            const auto [j, share] = places[i];
            const double precision = points[i].vote * weights[i] / (points[i].sd_s * points[i].sd_s);
            const Eigen::Vector2d row(1.0 - share, share);
            normal.block<2, 2>(j, j) += precision * row * row.transpose();
            right.segment<2>(j) += precision * points[i].late_s * row;
        }
        knots = normal.ldlt().solve(right);
        std::vector<double> sizes;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const auto [j, share] = places[i];
            deviations[i] = (points[i].late_s - std::lerp(knots[j], knots[j + 1], share)) / points[i].sd_s;
            sizes.push_back(std::abs(deviations[i]));
        }
        if (round + 1 == rounds) break;
        const double scale = std::max(mad_to_sd * median(std::move(sizes)), 0.5);
        for (std::size_t i = 0; i < points.size(); ++i) {
            const double size = std::abs(deviations[i]) / scale;
            weights[i] = round < gentle ? std::min(1.0, huber / size) : biweight(size / tukey);
        }
    }
    const Eigen::MatrixXd inverse = normal.inverse();
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto [j, share] = places[i];
        const Eigen::Vector2d row(1.0 - share, share);
        const double precision = points[i].vote * weights[i] / (points[i].sd_s * points[i].sd_s);
        const double leverage = precision * (row.transpose() * inverse.block<2, 2>(j, j) * row).value();
        deviations[i] /= std::max(0.05, 1.0 - leverage);  // left out it would lie so much further off
    }
    Fitted result{{}, error_of(points, deviations)};
    for (std::size_t j = 0; j < times.size(); ++j) result.knots.push_back({times[j], knots[Eigen::Index(j)]});
    return result;
}

bool can_be_undone(const std::vector<Lateness>& knots) {
    for (std::size_t i = 1; i < knots.size(); ++i)
        if (knots[i].late_s - knots[i - 1].late_s > steepest * (knots[i].time_s - knots[i - 1].time_s)) return false;
    return true;
}

}  // namespace

LateCurve late_curve(std::span<const LatePoint> points) {
    LateCurve best;
    if (points.empty()) return best;
    std::vector<double> deviations;
    for (const LatePoint& point : points) deviations.push_back(point.late_s / point.sd_s);
    best.law_error = best.curve_error = error_of(points, deviations);
    if (points.size() < least_points) return best;
    for (const std::size_t count : {4u, 6u, 8u}) {
        const std::vector<double> times = knot_times(points, count);
        if (times.size() != count || points.size() < 5 * count) continue;
        Fitted tried = fitted(points, times);
        if (tried.error > (1.0 - least_gain) * best.law_error || tried.error >= best.curve_error ||
            !can_be_undone(tried.knots))
            continue;
        best.curve_error = tried.error;
        best.knots = std::move(tried.knots);
    }
    return best;
}

}  // namespace gassan
