#include "core/align/fit_warp.hpp"

#include "core/base/random.hpp"
#include "core/base/robust.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <utility>

namespace gassan {
namespace {

/// Within so many sd of the prior a try is looked at.
constexpr double plausible_sd = 3.5;

/// No law is believed to be off by more than this share of a time.
constexpr double most_law_share = 0.01;

/// The line a, b through two pairs, the bend being the prior's; nothing where the prior does not believe it.
bool warp_through(const TwinCandidate& one, const TwinCandidate& other, const WarpPrior& prior, Warp& warp) {
    warp = prior.centre;
    const double s1 = one.time_s - warp.delay_s, s2 = other.time_s - warp.delay_s;
    if (!(s1 > 0.0) || !(s2 > 0.0) || s1 == s2) return false;
    const double u1 = 1.0 / s1, u2 = 1.0 / s2;
    warp.a = ((one.place - warp.c * s1) - (other.place - warp.c * s2)) / (u1 - u2);
    warp.b = one.place - warp.c * s1 - warp.a * u1;
    return std::abs(warp.a - prior.centre.a) <= plausible_sd * prior.a_sd &&
           std::abs(warp.b - prior.centre.b) <= plausible_sd * prior.b_sd;
}

/// What the ions that have a candidate from this one on can count together, parallel to the candidates. An ion's
/// candidates share its vote.
std::vector<double> votes_from(std::span<const TwinCandidate> candidates) {
    std::vector<double> votes(candidates.size(), candidates.empty() ? 0.0 : candidates.back().vote);
    for (std::size_t i = candidates.size(); i-- > 1;)
        votes[i - 1] = votes[i] + (candidates[i - 1].ion != candidates[i].ion ? candidates[i - 1].vote : 0.0);
    return votes;
}

/// How many ions meet a candidate, each counting the less the further it is off (truncated parabola). Not counted to
/// the end, once the ions to come cannot lift it above `least`: a wrong warp shows early.
double agreement(std::span<const TwinCandidate> candidates, std::span<const double> votes, const Warp& warp,
                 double relative_tolerance, double least) {
    constexpr double rounding = 1e-6;
    double sum = 0.0, best = 0.0;
    std::size_t ion = 0;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const TwinCandidate& candidate = candidates[i];
        if (candidate.ion != ion) {
            sum += best;
            best = 0.0;
            ion = candidate.ion;
            if (sum + votes[i] < least - rounding) return sum;
        }
        // A law without lateness, written out: this is asked a million times.
        const double s = candidate.time_s - warp.delay_s, per_s = 1.0 / s;
        const double place = warp.a * per_s + warp.b + warp.c * s, slope = warp.c - warp.a * per_s * per_s;
        const double off = (candidate.place - place) / (slope * candidate.time_s * relative_tolerance);
        best = std::max(best, candidate.vote * (1.0 - off * off));
    }
    return sum + best;
}

/// How far a point lies off a warp, in sd of its time.
double deviation(const WarpPoint& point, const Warp& warp) {
    return (point.place - warp.place(point.time_s)) / (std::abs(warp.slope(point.time_s)) * point.sd_s);
}

double biweight(double deviation, double cut) {
    const double share = deviation / cut;
    return std::abs(share) >= 1.0 ? 0.0 : (1.0 - share * share) * (1.0 - share * share);
}

/// A point where few others hold the law is not off it before the law has met it: its deviation counts against both.
std::vector<double> weights_under(std::span<const WarpPoint> points, const WarpFit& fit) {
    constexpr double tukey = 4.685;  // 95 % efficiency for Gaussian errors
    std::vector<double> deviations, sizes;
    deviations.reserve(points.size());
    sizes.reserve(points.size());
    for (const WarpPoint& point : points) {
        const double law_s = std::min(fit.law_sd_s(point.time_s), most_law_share * point.time_s);
        const double share = law_s / point.sd_s;
        deviations.push_back(deviation(point, fit.warp) / std::sqrt(1.0 + share * share));
    }
    for (const double value : deviations) sizes.push_back(std::abs(value));
    const double scale = std::max(mad_to_sd * median(std::move(sizes)), 0.5);
    std::vector<double> weights;
    for (const double value : deviations) weights.push_back(biweight(value, tukey * scale));
    return weights;
}

/// The equations of least squares for the deviation from the prior's centre in units of its sd, so that the prior is
/// one more unit row a parameter.
struct Equations {
    Eigen::Matrix3d normal = Eigen::Matrix3d::Identity();
    Eigen::Vector3d right = Eigen::Vector3d::Zero();
};

Equations equations_of(std::span<const WarpPoint> points, std::span<const double> weights, const WarpPrior& prior,
                       const Warp& near) {
    Equations equations;
    const Warp& centre = prior.centre;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const double s = points[i].time_s - near.late_s(points[i].time_s) - centre.delay_s;
        if (!(s > 0.0) || weights[i] <= 0.0) continue;
        const double sd_place = std::abs(near.slope(points[i].time_s)) * points[i].sd_s;
        const double weight = points[i].vote * weights[i] / (sd_place * sd_place);
        const Eigen::Vector3d row(prior.a_sd / s, prior.b_sd, prior.c_sd * s);
        equations.normal += weight * row * row.transpose();
        equations.right += weight * row * (points[i].place - (centre.a / s + centre.b + centre.c * s));
    }
    return equations;
}

Warp weighted_fit(std::span<const WarpPoint> points, std::span<const double> weights, const WarpPrior& prior,
                  const Warp& near) {
    const Equations equations = equations_of(points, weights, prior, near);
    const Eigen::Vector3d step = equations.normal.ldlt().solve(equations.right);
    Warp warp = near;
    warp.delay_s = prior.centre.delay_s;
    warp.a = prior.centre.a + step[0] * prior.a_sd;
    warp.b = prior.centre.b + step[1] * prior.b_sd;
    warp.c = prior.centre.c + step[2] * prior.c_sd;
    return warp;
}

std::array<double, 6> covariance_of(std::span<const WarpPoint> points, const WarpPrior& prior, const WarpFit& fit) {
    const Eigen::Matrix3d unit = equations_of(points, fit.weights, prior, fit.warp).normal.inverse();
    const Eigen::Vector3d sd(prior.a_sd, prior.b_sd, prior.c_sd);
    const Eigen::Matrix3d full = sd.asDiagonal() * unit * sd.asDiagonal();
    return {full(0, 0), full(0, 1), full(0, 2), full(1, 1), full(1, 2), full(2, 2)};
}

/// The law through all ions that meet a candidate on a warp, each by its nearest.
Warp refitted(std::span<const TwinCandidate> candidates, const WarpPrior& prior, double relative_tolerance, Warp warp) {
    constexpr int rounds = 2;
    for (int round = 0; round < rounds; ++round) {
        std::vector<WarpPoint> points;
        std::vector<double> weights;
        std::size_t last = std::size_t(-1);
        for (const TwinCandidate& candidate : candidates) {
            const double sd_s = candidate.time_s * relative_tolerance;
            const WarpPoint point{candidate.time_s, candidate.place, 0.5 * sd_s, candidate.vote};
            const double off = 0.5 * deviation(point, warp);
            const double weight = 1.0 - off * off;
            if (!(weight > 0.0)) continue;
            const bool again = candidate.ion == last;
            if (again && weight <= weights.back()) continue;
            if (again) {
                points.back() = point;
                weights.back() = weight;
            } else {
                points.push_back(point);
                weights.push_back(weight);
            }
            last = candidate.ion;
        }
        warp = weighted_fit(points, weights, prior, warp);
    }
    return warp;
}

}  // namespace

Warp agreed_warp(std::span<const TwinCandidate> candidates, const WarpPrior& prior, double relative_tolerance) {
    constexpr int most_tries = 1500;
    constexpr double missed = 1e-6;          // chance that no try so far was of two right pairs (Fischler and Bolles)
    constexpr double least_distance = 0.15;  // of two times: closer ones fix no line
    constexpr std::uint64_t seed = 20211;    // any; a try is a function of its number alone
    Warp best = prior.centre, warp;
    const std::vector<double> votes = votes_from(candidates);
    double most = agreement(candidates, votes, best, relative_tolerance, 0.0);
    RandomStream dice(seed, 1);
    const auto draw = [&]() -> const TwinCandidate& {
        return candidates[std::min(candidates.size() - 1, std::size_t(dice.uniform() * double(candidates.size())))];
    };
    double all = 0.0;
    for (const TwinCandidate& candidate : candidates) all += candidate.vote;
    int tried = 0;
    const auto enough = [&] {
        const double right = most / all;
        return double(tried) * std::log1p(-std::min(0.5, right * right)) <= std::log(missed);
    };
    for (int i = 0; i < most_tries && candidates.size() >= 2 && !enough(); ++i) {
        const TwinCandidate &one = draw(), &other = draw();
        if (std::abs(one.time_s - other.time_s) < least_distance * std::max(one.time_s, other.time_s)) continue;
        ++tried;
        if (!warp_through(one, other, prior, warp)) continue;
        const double agreed = agreement(candidates, votes, warp, relative_tolerance, most);
        if (agreed <= most) continue;
        most = agreed;
        best = warp;
        const Warp better = refitted(candidates, prior, relative_tolerance, warp);
        const double then = agreement(candidates, votes, better, relative_tolerance, most);
        if (then <= most) continue;
        most = then;
        best = better;
    }
    return best;
}

WarpFit fit_warp(std::span<const WarpPoint> points, const WarpPrior& prior, const Warp& start) {
    constexpr int rounds = 20;
    constexpr double still = 1e-8;  // of the prior's sd
    WarpFit fit{start, {}, {}};
    fit.weights = weights_under(points, fit);
    for (int round = 0; round < rounds; ++round) {
        const Warp next = weighted_fit(points, fit.weights, prior, fit.warp);
        const bool settled = std::abs(next.a - fit.warp.a) <= still * prior.a_sd &&
                             std::abs(next.b - fit.warp.b) <= still * prior.b_sd &&
                             std::abs(next.c - fit.warp.c) <= still * prior.c_sd;
        fit.warp = next;
        fit.covariance = covariance_of(points, prior, fit);
        fit.weights = weights_under(points, fit);
        if (settled) break;
    }
    return fit;
}

double WarpFit::law_sd_s(double time_s) const {
    const double s = time_s - warp.late_s(time_s) - warp.delay_s;
    if (!(s > 0.0)) return 0.0;
    const auto& v = covariance;
    const double variance = v[0] / (s * s) + 2.0 * v[1] / s + 2.0 * v[2] + v[3] + 2.0 * v[4] * s + v[5] * s * s;
    return std::sqrt(std::max(0.0, variance)) / std::abs(warp.slope(time_s));
}

}  // namespace gassan
