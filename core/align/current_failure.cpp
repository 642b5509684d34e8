#include "core/align/current_failure.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace gassan {
namespace {

constexpr std::size_t least_beside = 4;  // anchors before it, and after
constexpr double fullest_stop = 0.95;    // of the time it lasts: a clock that stands cannot be read backwards
constexpr double least_late_s = 2.0;
constexpr double huber = 1.345;
constexpr std::array durations_s{15.0, 45.0, 120.0};

/// Law and failure together, and how well they tell the times.
struct Attempt {
    Warp law;
    CurrentFailure failure;
    double cost = 0.0;  ///< sum of Huber's losses, in sd^2
};

double ramp_at(const CurrentFailure& failure, double time_s) {
    return std::clamp((time_s - failure.begin_s) / (failure.end_s - failure.begin_s), 0.0, 1.0);
}

double loss(double deviation) {
    const double size = std::abs(deviation);
    return size <= huber ? size * size : huber * (2.0 * size - huber);
}

/// Gauss and Newton under Huber's weights for A, B, C and the lateness; the prior is a row a parameter.
/// \param free false: the lateness stays 0
void refine(std::span<const WarpPoint> points, const WarpPrior& prior, bool free, Attempt& attempt) {
    constexpr int rounds = 6;
    const Warp& centre = prior.centre;
    const Eigen::Vector4d sd(prior.a_sd, prior.b_sd, prior.c_sd, free ? 100.0 : 0.0);
    CurrentFailure& failure = attempt.failure;
    const double most_late_s = fullest_stop * (failure.end_s - failure.begin_s);
    for (int round = 0; round <= rounds; ++round) {
        Eigen::Matrix4d normal = Eigen::Matrix4d::Identity();
        Eigen::Vector4d right = Eigen::Vector4d::Zero();
        attempt.cost = 0.0;
        for (const WarpPoint& point : points) {
            const double ramp = free ? ramp_at(failure, point.time_s) : 0.0;
            const double s = point.time_s - failure.late_s * ramp - centre.delay_s;
            if (!(s > 0.0)) continue;
            const double slope = attempt.law.c - attempt.law.a / (s * s);
            const double sd_place = std::abs(slope) * point.sd_s;
            const double off = point.place - (attempt.law.a / s + attempt.law.b + attempt.law.c * s);
            const double size = std::abs(off) / sd_place;
            attempt.cost += point.vote * loss(size);
            const double weight = point.vote * std::min(1.0, huber / size) / (sd_place * sd_place);
            const Eigen::Vector4d row(sd[0] / s, sd[1], sd[2] * s, -sd[3] * slope * ramp);
            // Linear in a, b and c from the centre on; in the lateness from where it is.
            const double rest = point.place - (centre.a / s + centre.b + centre.c * s) - slope * ramp * failure.late_s;
            normal += weight * row * row.transpose();
            right += weight * row * rest;
        }
        if (round == rounds) return;
        const Eigen::Vector4d step = normal.ldlt().solve(right);
        attempt.law.a = centre.a + step[0] * sd[0];
        attempt.law.b = centre.b + step[1] * sd[1];
        attempt.law.c = centre.c + step[2] * sd[2];
        if (free) failure.late_s = std::clamp(step[3] * sd[3], 0.0, most_late_s);
    }
}

/// Moves both ends about, by ever smaller steps, as long as that tells the times better.
Attempt sharpened(std::span<const WarpPoint> points, const WarpPrior& prior, Attempt best) {
    constexpr double shortest_s = 5.0;
    for (double step_s = 16.0; step_s >= 0.5;) {
        const Attempt before = best;
        for (const auto& [first, last] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}, {1, 1}, {-1, -1}}) {
            Attempt attempt = before;
            attempt.failure.begin_s += first * step_s;
            attempt.failure.end_s += last * step_s;
            if (attempt.failure.end_s - attempt.failure.begin_s < shortest_s) continue;
            refine(points, prior, true, attempt);
            if (attempt.cost < best.cost) best = attempt;
        }
        if (!(best.cost < before.cost)) step_s /= 2.0;
    }
    return best;
}

}  // namespace

std::optional<CurrentFailure> find_failure(std::span<const WarpPoint> points, const WarpPrior& prior,
                                           const Warp& start) {
    constexpr std::size_t most_begins = 40;
    constexpr double parameters = 3.0;
    if (points.size() < 2 * least_beside + 1) return std::nullopt;
    Attempt smooth{start, {}, 0.0};
    refine(points, prior, false, smooth);
    Attempt best = smooth;
    const std::size_t step = std::max<std::size_t>(1, points.size() / most_begins);
    for (std::size_t i = least_beside; i + least_beside <= points.size(); i += step)
        for (const double duration_s : durations_s) {
            const double begin_s = points[i - 1].time_s;
            Attempt attempt{smooth.law, {begin_s, begin_s + duration_s, 0.5 * duration_s}, 0.0};
            const auto after = std::count_if(points.begin(), points.end(), [&](const WarpPoint& point) {
                return point.time_s >= attempt.failure.end_s;
            });
            if (std::size_t(after) < least_beside) continue;
            refine(points, prior, true, attempt);
            if (attempt.cost < best.cost && attempt.failure.late_s >= least_late_s) best = attempt;
        }
    double n = 0.0;
    for (const WarpPoint& point : points) n += point.vote;
    const bool halves = best.cost < 0.5 * smooth.cost;
    const bool earns = n * std::log(best.cost / n) + parameters * std::log(n) < n * std::log(smooth.cost / n);
    if (!halves || !earns) return std::nullopt;
    return sharpened(points, prior, best).failure;
}

}  // namespace gassan
