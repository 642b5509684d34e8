#include "core/stats/tobit.hpp"

#include "core/model/spectrum.hpp"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <Eigen/QR>

#include <cassert>
#include <cmath>
#include <numbers>

namespace gassan {
namespace {

constexpr int most_rounds = 200;
constexpr double far_below = -20.0;  // where the series below is right to 1e-13

const double log_root_two_pi = 0.5 * std::log(2.0 * std::numbers::pi);

/// -Phi(x) x / phi(x) for x far below 0: 1 - 1/x^2 + 3/x^4 - 15/x^6 + ... (Abramowitz and Stegun 1964, 26.2.12)
double far_tail(double x) {
    const double u = 1.0 / (x * x);
    return 1.0 - u * (1.0 - 3.0 * u * (1.0 - 5.0 * u * (1.0 - 7.0 * u * (1.0 - 9.0 * u))));
}

double log_normal_below(double x) {
    if (x < far_below) return -0.5 * x * x - log_root_two_pi - std::log(-x) + std::log(far_tail(x));
    return std::log(0.5 * std::erfc(-x / std::numbers::sqrt2));
}

/// phi(x) / Phi(x)
double hazard_below(double x) {
    if (x < far_below) return -x / far_tail(x);
    return std::exp(-0.5 * x * x - log_root_two_pi) / (0.5 * std::erfc(-x / std::numbers::sqrt2));
}

/// What is fitted: rows with a value, their design with the intercept.
struct Data {
    Eigen::MatrixXd x;
    Eigen::VectorXd y;
    std::vector<bool> below;
    std::size_t censored = 0;
};

Data data_of(std::span<const double> values, const std::vector<bool>& censored, std::span<const DesignColumn> columns) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!std::isnan(values[i])) rows.push_back(i);
    Data data;
    data.x = Eigen::MatrixXd::Ones(Eigen::Index(rows.size()), Eigen::Index(columns.size() + 1));
    data.y.resize(Eigen::Index(rows.size()));
    for (std::size_t r = 0; r < rows.size(); ++r) {
        data.y(Eigen::Index(r)) = values[rows[r]];
        data.below.push_back(censored[rows[r]]);
        data.censored += censored[rows[r]];
        for (std::size_t c = 0; c < columns.size(); ++c)
            data.x(Eigen::Index(r), Eigen::Index(c + 1)) = columns[c].values[rows[r]];
    }
    return data;
}

/// Place, gradient and curvature of the likelihood in (coefficients / sigma, 1 / sigma).
struct Slope {
    double log_likelihood = 0.0;
    Eigen::VectorXd gradient;
    Eigen::MatrixXd curvature;  ///< less the second derivatives: positive definite
};

Slope slope_at(const Data& data, const Eigen::VectorXd& place) {
    const Eigen::Index terms = data.x.cols();
    const double theta = place(terms);
    Slope slope{0.0, Eigen::VectorXd::Zero(terms + 1), Eigen::MatrixXd::Zero(terms + 1, terms + 1)};
    Eigen::VectorXd by(terms + 1);  // derivative of theta y - x'delta
    for (Eigen::Index i = 0; i < data.y.size(); ++i) {
        const double r = theta * data.y(i) - data.x.row(i).dot(place.head(terms));
        by.head(terms) = -data.x.row(i).transpose();
        by(terms) = data.y(i);
        double first = -r, second = 1.0;
        if (data.below[std::size_t(i)]) {
            first = hazard_below(r);
            second = first * (first + r);
            slope.log_likelihood += log_normal_below(r);
        } else {
            slope.log_likelihood += std::log(theta) - 0.5 * r * r - log_root_two_pi;
            slope.gradient(terms) += 1.0 / theta;
            slope.curvature(terms, terms) += 1.0 / (theta * theta);
        }
        slope.gradient += first * by;
        slope.curvature += second * by * by.transpose();
    }
    return slope;
}

/// Least squares as if the limits were values.
Eigen::VectorXd first_place(const Data& data) {
    const Eigen::VectorXd beta = data.x.colPivHouseholderQr().solve(data.y);
    const double sigma = std::sqrt((data.y - data.x * beta).squaredNorm() / double(data.y.size()));
    Eigen::VectorXd place(beta.size() + 1);
    place << beta / sigma, 1.0 / sigma;
    return place;
}

/// To the top; nothing where there is none.
bool climb(const Data& data, Eigen::VectorXd& place) {
    Slope here = slope_at(data, place);
    for (int round = 0; round < most_rounds; ++round) {
        const Eigen::LDLT<Eigen::MatrixXd> solver(here.curvature);
        const Eigen::VectorXd step = solver.solve(here.gradient);
        const double rise = here.gradient.dot(step);
        if (!std::isfinite(rise)) return false;
        if (rise < 1e-9) {  // the next error is the square of this one
            if (place(place.size() - 1) + step(step.size() - 1) > 0.0) place += step;
            return true;
        }
        double share = 1.0;
        while (true) {
            const Eigen::VectorXd next = place + share * step;
            if (next(next.size() - 1) > 0.0) {
                Slope there = slope_at(data, next);
                if (there.log_likelihood >= here.log_likelihood) {
                    place = next;
                    here = std::move(there);
                    break;
                }
            }
            share /= 2.0;
            if (share < 1e-10) return false;
        }
    }
    return false;
}

/// Empty, or why there is nothing to estimate.
std::string hopeless(const Data& data) {
    const Eigen::Index terms = data.x.cols(), rows = data.y.size();
    if (rows == 0) return "no value";
    if (data.censored == std::size_t(rows)) return "all values lie below their limits";
    Eigen::MatrixXd scaled = data.x;
    for (Eigen::Index c = 1; c < terms; ++c) scaled.col(c).array() -= scaled.col(c).mean();
    for (Eigen::Index c = 0; c < terms; ++c)
        if (const double length = scaled.col(c).norm(); length > 0.0) scaled.col(c) /= length;
    Eigen::ColPivHouseholderQR<Eigen::MatrixXd> all(scaled);
    all.setThreshold(1e-9);
    if (all.rank() < terms) return "a covariate is told by the others";

    Eigen::MatrixXd measured(rows - Eigen::Index(data.censored), terms);
    Eigen::VectorXd values(measured.rows());
    for (Eigen::Index i = 0, k = 0; i < rows; ++i)
        if (!data.below[std::size_t(i)]) {
            measured.row(k) = scaled.row(i);
            values(k++) = data.y(i);
        }
    Eigen::ColPivHouseholderQR<Eigen::MatrixXd> seen(measured);
    seen.setThreshold(1e-9);
    if (seen.rank() < terms) return "without the values below their limits a covariate no longer varies";
    const double left = (values - measured * seen.solve(values)).norm();
    if (!(left > 1e-12 * values.norm()))
        return "too few measured values: " + std::to_string(values.size()) + " for " + std::to_string(terms + 1) +
               " unknowns";
    return "";
}

/// Terms with errors from the curvature at the top, in (coefficients, ln sigma).
void tell_terms(const Data& data, const Eigen::VectorXd& place, std::span<const DesignColumn> columns, Tobit& fit) {
    const Eigen::Index terms = data.x.cols();
    const Slope top = slope_at(data, place);
    fit.sigma = 1.0 / place(terms);
    fit.log_likelihood = top.log_likelihood;
    // Place by (beta, ln sigma): delta = beta / sigma, theta = 1 / sigma.
    Eigen::MatrixXd by = Eigen::MatrixXd::Zero(terms + 1, terms + 1);
    by.topLeftCorner(terms, terms).diagonal().setConstant(place(terms));
    by.col(terms) = -place;
    const Eigen::MatrixXd covariance = (by.transpose() * top.curvature * by).inverse();
    for (Eigen::Index t = 0; t < terms; ++t) {
        TobitTerm term;
        term.name = t == 0 ? "(Intercept)" : columns[std::size_t(t) - 1].name;
        term.estimate = place(t) * fit.sigma;
        term.se = std::sqrt(covariance(t, t));
        term.z = term.estimate / term.se;
        term.p = std::erfc(std::fabs(term.z) / std::numbers::sqrt2);
        fit.terms.push_back(std::move(term));
    }
}

}  // namespace

Tobit fit_tobit(std::span<const double> values, const std::vector<bool>& censored,
                std::span<const DesignColumn> columns) {
    assert(values.size() == censored.size());
    const Data data = data_of(values, censored, columns);
    Tobit fit{{}, no_value, no_value, std::size_t(data.y.size()), data.censored, hopeless(data)};
    if (!fit.reason.empty()) return fit;
    Eigen::VectorXd place = first_place(data);
    if (!place.allFinite() || !climb(data, place)) {
        fit.reason = "the likelihood has no top: values below their limits stand apart from the measured ones";
        return fit;
    }
    tell_terms(data, place, columns, fit);
    return fit;
}

double mean_below(double limit, double mean, double sd) {
    return mean - sd * hazard_below((limit - mean) / sd);
}

}  // namespace gassan
