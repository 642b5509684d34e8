#include "core/quantify/error_law.hpp"

#include "core/base/student_t.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace gassan {
namespace {

/// The standards of a curve that tell of scatter: those it is made of, and those that were cut off below it, since to
/// keep only what came out right would flatter the rest.
struct Sight {
    std::size_t curve = 0;
    std::vector<const CurvePoint*> points;
    Eigen::MatrixXd design;  ///< a row a point, a column a free coefficient
    Eigen::VectorXd response;
    std::vector<double> fitted;
};

/// What the residuals of a curve say of its factor.
struct OwnFactor {
    double factor = 0.0, dof = 0.0;
};

/// A curve fitted anew with the weights of a law.
struct Refit {
    Eigen::VectorXd standardised;   ///< residuals over the standard deviation the law gives them
    double log_determinants = 0.0;  ///< ln |V| + ln |X' V^-1 X|
    [[nodiscard]] double squares() const { return standardised.squaredNorm(); }
};

double squared(double value) {
    return value * value;
}

double se_of(const CurvePoint& point) {
    return std::isfinite(point.response_se) ? point.response_se : 0.0;
}

std::vector<Sight> sights_of(std::span<const Calibration> calibrations) {
    std::vector<Sight> sights;
    for (std::size_t c = 0; c < calibrations.size(); ++c) {
        const Calibration& calibration = calibrations[c];
        Sight sight{c, {}, {}, {}, {}};
        for (const std::size_t i : calibration.used) sight.points.push_back(&calibration.curve.points[i]);
        for (const std::size_t i : calibration.cut_below) sight.points.push_back(&calibration.curve.points[i]);
        std::vector<std::size_t> free;
        for (std::size_t k = 0; k < 3; ++k)
            if (std::any_of(calibration.fit.share[k].begin(), calibration.fit.share[k].end(),
                            [](double share) { return share != 0.0; }))
                free.push_back(k);
        if (sight.points.size() <= free.size()) continue;
        sight.design.resize(Eigen::Index(sight.points.size()), Eigen::Index(free.size()));
        sight.response.resize(Eigen::Index(sight.points.size()));
        for (std::size_t i = 0; i < sight.points.size(); ++i) {
            const std::array<double, 3> gradient = calibration.fit.shape.gradient(sight.points[i]->concentration);
            for (std::size_t k = 0; k < free.size(); ++k)
                sight.design(Eigen::Index(i), Eigen::Index(k)) = gradient[free[k]];
            sight.response(Eigen::Index(i)) = sight.points[i]->response;
            sight.fitted.push_back(calibration.fit.shape.at(sight.points[i]->concentration));
        }
        sights.push_back(std::move(sight));
    }
    return sights;
}

Refit refit(const Sight& sight, const ErrorLaw& law) {
    Refit found;
    Eigen::VectorXd root(sight.response.size());
    for (std::size_t i = 0; i < sight.points.size(); ++i) {
        const double variance = law.variance(sight.fitted[i], se_of(*sight.points[i]));
        root(Eigen::Index(i)) = 1.0 / std::sqrt(std::max(variance, 1e-300));
        found.log_determinants += std::log(std::max(variance, 1e-300));
    }
    const Eigen::MatrixXd design = root.asDiagonal() * sight.design;
    const Eigen::VectorXd response = root.asDiagonal() * sight.response;
    const Eigen::HouseholderQR<Eigen::MatrixXd> qr(design);
    found.standardised = response - design * qr.solve(response);
    for (Eigen::Index k = 0; k < design.cols(); ++k)
        found.log_determinants += 2.0 * std::log(std::max(std::abs(qr.matrixQR()(k, k)), 1e-300));
    return found;
}

double dof_of(const Sight& sight) {
    return double(sight.design.rows() - sight.design.cols());
}

/// The residual likelihood (Patterson and Thompson 1971) of all curves, each with a factor of its own, so that those
/// that scatter most do not decide for all; and a word for the areas' errors being right within a factor of 2.
double log_likelihood(const std::vector<Sight>& sights, const ErrorLaw& law) {
    double sum = 0.0, squares = 0.0, dof = 0.0;
    for (const Sight& sight : sights) {
        const Refit found = refit(sight, law);
        const double own = dof_of(sight);
        sum -= 0.5 * (found.log_determinants + own * std::log(std::max(found.squares() / own, 1e-300)));
        squares += found.squares();
        dof += own;
    }
    return sum - 0.5 * squared(0.5 * std::log(std::max(squares / dof, 1e-300)) / std::log(2.0));
}

/// In steps of 15 %: what is left between them the factors take up.
ErrorLaw common_law(const std::vector<Sight>& sights) {
    ErrorLaw best, law;
    double most = -std::numeric_limits<double>::infinity();
    if (sights.empty()) return best;
    for (law.relative = 0.001; law.relative < 1.0; law.relative *= 1.15) {
        const double likelihood = log_likelihood(sights, law);
        if (likelihood > most) {
            most = likelihood;
            best = law;
        }
    }
    return best;
}

std::vector<OwnFactor> own_factors(std::size_t count, const std::vector<Sight>& sights, const ErrorLaw& law) {
    std::vector<OwnFactor> factors(count);
    for (const Sight& sight : sights) {
        const double dof = dof_of(sight);
        factors[sight.curve] = {refit(sight, law).squares() / dof, dof};
    }
    return factors;
}

/// x with trigamma(x) = value, by Newton's method (Smyth 2004, appendix).
double trigamma_inverse(double value) {
    if (value > 1e7) return 1.0 / std::sqrt(value);
    double x = 0.5 + 1.0 / value;
    for (int step = 0; step < 60; ++step) {
        constexpr double h = 1e-4;
        const double now = trigamma(x), curve = (trigamma(x * (1 + h)) - trigamma(x * (1 - h))) / (2 * h * x);
        const double move = now * (1.0 - now / value) / curve;
        x += move;
        if (std::abs(move) < 1e-8 * x) break;
    }
    return x;
}

/// Degrees of freedom of factors that spread by this variance of the logarithm, at most most.
double dof_of_spread(double variance, double most) {
    return variance > 0.0 ? std::min(most, 2.0 * trigamma_inverse(variance)) : most;
}

/// Smyth's prior: from the spread of the logarithms of the factors beyond what their own few points explain. For its
/// weight the spread is taken a standard error higher than seen: three curves that agree by luck do not vouch for each
/// other.
OwnFactor prior_of(const std::vector<OwnFactor>& factors) {
    std::vector<double> logs;
    double mean = 0.0, explained = 0.0;
    for (const OwnFactor& own : factors) {
        if (!(own.dof > 0.0) || !(own.factor > 1e-12)) continue;
        logs.push_back(std::log(own.factor) - digamma(0.5 * own.dof) + std::log(0.5 * own.dof));
        mean += logs.back();
        explained += trigamma(0.5 * own.dof);
    }
    if (logs.size() < 3) return {};
    const double count = double(logs.size());
    mean /= count;
    explained /= count;
    double spread = 0.0;
    for (const double value : logs) spread += squared(value - mean) / (count - 1.0);
    const double likely = dof_of_spread(spread - explained, 1e6);
    const double safe = dof_of_spread(spread * (1.0 + std::sqrt(2.0 / (count - 1.0))) - explained, 1e6);
    return {std::exp(mean + digamma(0.5 * likely) - std::log(0.5 * likely)), safe};
}

/// Degrees of freedom of all curves, less what they repeat of each other because they share a run: over 1 + (m - 1)
/// correlation within runs of m residuals (Kish 1965, "Survey sampling"), the correlation from the analysis of
/// variance.
double worth_of(const std::vector<Sight>& sights, const ErrorLaw& law, const std::vector<OwnFactor>& factors) {
    std::map<std::string, std::vector<double>> runs;
    double total = 0.0, n = 0.0, dof = 0.0;
    for (const Sight& sight : sights) {
        const double factor = factors[sight.curve].factor;
        if (!(factor > 1e-12)) continue;
        const Refit found = refit(sight, law);
        dof += dof_of(sight);
        for (std::size_t i = 0; i < sight.points.size(); ++i) {
            const double value = found.standardised(Eigen::Index(i)) / std::sqrt(factor);
            runs[sight.points[i]->sample_id].push_back(value);
            total += value;
            n += 1.0;
        }
    }
    const double k = double(runs.size());
    if (k < 2.0 || n <= k) return dof;
    double between = 0.0, within = 0.0, sizes = 0.0;
    for (const auto& [run, values] : runs) {
        double mean = 0.0;
        for (const double value : values) mean += value / double(values.size());
        between += double(values.size()) * squared(mean - total / n) / (k - 1.0);
        for (const double value : values) within += squared(value - mean) / (n - k);
        sizes += squared(double(values.size()));
    }
    const double size = (n - sizes / n) / (k - 1.0);
    const double correlation = std::clamp((between - within) / (between + (size - 1.0) * within), 0.0, 1.0);
    return dof / (1.0 + (size - 1.0) * correlation);
}

/// What two vials of one amount differ by, where no standards show it: the error that ICH M10 lets a level have.
constexpr double untaught_relative = 0.15;

/// The prior and the curve's own factor, each by its degrees of freedom; where neither has any, as single points alone
/// have not, the areas' errors and untaught_relative. A prior counts for no more than how well it is known itself: from
/// the other curves, less one for relative.
ErrorLaw drawn(const ErrorLaw& common, const OwnFactor& own, OwnFactor prior, double known) {
    const double others = std::max(known - own.dof - 1.0, 0.0);
    prior.dof = prior.dof > 0.0 && others > 0.0 ? 1.0 / (1.0 / prior.dof + 1.0 / others) : 0.0;
    const double dof = own.dof + prior.dof;
    if (!(dof > 0.0)) return ErrorLaw{.relative = untaught_relative};
    ErrorLaw law = common;
    law.factor = (own.dof * own.factor + prior.dof * prior.factor) / dof;
    law.dof = dof;
    law.t95 = student_t_quantile(0.975, dof);
    return law;
}

}  // namespace

double ErrorLaw::variance(double response, double se) const {
    return factor * (squared(se) + squared(relative * response));
}

void learn_error_laws(std::span<Calibration> calibrations) {
    const std::vector<Sight> sights = sights_of(calibrations);
    const ErrorLaw common = common_law(sights);
    const std::vector<OwnFactor> factors = own_factors(calibrations.size(), sights, common);
    const OwnFactor prior = prior_of(factors);
    const double known = worth_of(sights, common, factors);

    for (std::size_t c = 0; c < calibrations.size(); ++c) {
        Calibration& calibration = calibrations[c];
        calibration.law = drawn(common, factors[c], prior, known);
        if (!std::isfinite(calibration.law.dof) && calibration.stands())
            calibration.curve.choice += "; no standard was measured twice: 15 % is taken for what vials differ by";
        std::vector<double> variances;
        for (const std::size_t i : calibration.used) {
            const CurvePoint& point = calibration.curve.points[i];
            variances.push_back(calibration.law.variance(calibration.fit.shape.at(point.concentration), se_of(point)));
        }
        calibration.curve.covariance = calibration.fit.covariance(variances);
        calibration.curve.relative_sd = std::sqrt(calibration.law.variance(1.0, 0.0));
        calibration.curve.t95 = calibration.law.t95;
    }
}

}  // namespace gassan
