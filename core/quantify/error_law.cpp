#include "core/quantify/error_law.hpp"

#include "core/base/student_t.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace gassan {
namespace {

/// One standard's distance from its curve. The fit has moved towards its points: the variance of a residual is
/// noise^2 by_noise + relative^2 by_response, less than the response's.
struct Residual {
    std::size_t curve = 0;
    const std::string* run = nullptr;
    double value = 0.0, by_noise = 0.0, by_response = 0.0;
};

/// What the residuals of a curve say of its factor.
struct OwnFactor {
    double factor = 0.0, dof = 0.0;
};

double squared(double value) {
    return value * value;
}

double se_of(const CurvePoint& point) {
    return std::isfinite(point.response_se) ? point.response_se : 0.0;
}

void add_residuals(std::size_t which, const Calibration& calibration, std::vector<Residual>& residuals) {
    const auto point = [&](std::size_t i) -> const CurvePoint& {
        return calibration.curve.points[calibration.used[i]];
    };
    const std::size_t n = calibration.used.size();
    if (n <= std::size_t(calibration.fit.terms)) return;
    for (std::size_t i = 0; i < n; ++i) {
        const std::array<double, 3> gradient = calibration.fit.shape.gradient(point(i).concentration);
        Residual residual{which, &point(i).sample_id,
                          point(i).response - calibration.fit.shape.at(point(i).concentration)};
        for (std::size_t j = 0; j < n; ++j) {
            double leverage = 0.0;
            for (std::size_t k = 0; k < 3; ++k) leverage += gradient[k] * calibration.fit.share[k][j];
            const double weight = squared((i == j ? 1.0 : 0.0) - leverage);
            residual.by_noise += weight * squared(se_of(point(j)));
            residual.by_response += weight * squared(calibration.fit.shape.at(point(j).concentration));
        }
        residuals.push_back(residual);
    }
}

double expected(const Residual& residual, const ErrorLaw& law) {
    return squared(law.noise) * residual.by_noise + squared(law.relative) * residual.by_response;
}

double log_likelihood(const std::vector<Residual>& residuals, const ErrorLaw& law) {
    constexpr double dof = 4.0;
    double sum = -0.5 * squared(std::log(law.noise) / std::log(2.0));
    for (const Residual& residual : residuals) {
        const double variance = expected(residual, law);
        if (!(variance > 0.0)) continue;
        sum -= 0.5 * std::log(variance) + 0.5 * (dof + 1.0) * std::log1p(squared(residual.value) / (dof * variance));
    }
    return sum;
}

/// Steps of 10 % in relative and of a root of 2 in noise: what is left between them the factors take up.
ErrorLaw common_law(const std::vector<Residual>& residuals) {
    ErrorLaw best, law;
    double most = -std::numeric_limits<double>::infinity();
    for (law.noise = 0.25; law.noise < 4.1; law.noise *= std::sqrt(2.0))
        for (law.relative = 0.002; law.relative < 1.0; law.relative *= 1.1) {
            const double likelihood = log_likelihood(residuals, law);
            if (likelihood > most) {
                most = likelihood;
                best = law;
            }
        }
    return best;
}

std::vector<OwnFactor> own_factors(std::span<const Calibration> calibrations, const std::vector<Residual>& residuals,
                                   const ErrorLaw& law) {
    std::vector<OwnFactor> factors(calibrations.size());
    std::vector<double> counted(calibrations.size());
    for (const Residual& residual : residuals) {
        const double variance = expected(residual, law);
        if (!(variance > 0.0)) continue;
        factors[residual.curve].factor += squared(residual.value) / variance;
        counted[residual.curve] += 1.0;
    }
    for (std::size_t c = 0; c < factors.size(); ++c) {
        if (counted[c] > 0.0) factors[c].factor /= counted[c];
        factors[c].dof = std::max(counted[c] - calibrations[c].fit.terms, 0.0);
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

/// Smyth's prior: from the spread of the logarithms of the factors beyond what their own few points explain.
OwnFactor prior_of(const std::vector<OwnFactor>& factors, double most_dof) {
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
    double spread = 0.0;
    for (const double value : logs) spread += squared(value - mean) / (count - 1.0);
    const double beyond = spread - explained / count;
    double dof = most_dof;
    if (beyond > 0.0) dof = std::min(dof, 2.0 * trigamma_inverse(beyond));
    return {std::exp(mean + digamma(0.5 * dof) - std::log(0.5 * dof)), dof};
}

/// Number of residuals, less what they repeat of each other because they share a run: n / (1 + (m - 1) correlation
/// within runs of m residuals), Kish 1965, "Survey sampling"; the correlation from the analysis of variance.
double worth_of(const std::vector<Residual>& residuals, const ErrorLaw& law, const std::vector<OwnFactor>& factors) {
    std::map<std::string, std::vector<double>> runs;
    double total = 0.0, n = 0.0;
    for (const Residual& residual : residuals) {
        const double variance = expected(residual, law) * factors[residual.curve].factor;
        if (!(variance > 0.0)) continue;
        runs[*residual.run].push_back(residual.value / std::sqrt(variance));
        total += runs[*residual.run].back();
        n += 1.0;
    }
    const double k = double(runs.size());
    if (k < 2.0 || n <= k) return n;
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
    return n / (1.0 + (size - 1.0) * correlation);
}

/// The prior and the curve's own factor, each by its degrees of freedom; all infinite where nothing is known.
ErrorLaw drawn(const ErrorLaw& common, const OwnFactor& own, const OwnFactor& prior) {
    ErrorLaw law = common;
    const double dof = own.dof + prior.dof;
    if (!(dof > 0.0)) return ErrorLaw{};
    law.factor = (own.dof * own.factor + prior.dof * prior.factor) / dof;
    law.dof = dof;
    law.t95 = student_t_quantile(0.975, dof);
    return law;
}

}  // namespace

double ErrorLaw::variance(double response, double se) const {
    return factor * (squared(noise * se) + squared(relative * response));
}

void learn_error_laws(std::span<Calibration> calibrations) {
    std::vector<Residual> residuals;
    for (std::size_t c = 0; c < calibrations.size(); ++c) add_residuals(c, calibrations[c], residuals);

    const ErrorLaw common = common_law(residuals);
    const std::vector<OwnFactor> factors = own_factors(calibrations, residuals, common);
    const OwnFactor prior = prior_of(factors, worth_of(residuals, common, factors));

    for (std::size_t c = 0; c < calibrations.size(); ++c) {
        Calibration& calibration = calibrations[c];
        calibration.law = drawn(common, factors[c], prior);
        std::vector<double> variances;
        for (const std::size_t i : calibration.used) {
            const CurvePoint& point = calibration.curve.points[i];
            variances.push_back(calibration.law.variance(calibration.fit.shape.at(point.concentration), se_of(point)));
        }
        calibration.covariance = calibration.fit.covariance(variances);
    }
}

}  // namespace gassan
