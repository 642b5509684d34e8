#include "core/quantify/weighted_fit.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <set>

namespace gassan {
namespace {

/// Powers of x that a model is made of.
std::vector<int> powers_of(CurveModel model) {
    switch (model) {
        case CurveModel::linear:
            return {0, 1};
        case CurveModel::quadratic:
            return {0, 1, 2};
        case CurveModel::through_zero:
        case CurveModel::single_point:
            break;
    }
    return {1};
}

double power(double x, int exponent) {
    return exponent == 0 ? 1.0 : exponent == 1 ? x : x * x;
}

}  // namespace

double CurveShape::at(double x) const {
    const double inside = std::clamp(x, bend_low, bend_high);
    return b[0] + b[1] * x + b[2] * (inside * inside + 2.0 * inside * (x - inside));
}

double CurveShape::slope(double x) const {
    return b[1] + 2.0 * b[2] * std::clamp(x, bend_low, bend_high);
}

std::array<double, 3> CurveShape::gradient(double x) const {
    const double inside = std::clamp(x, bend_low, bend_high);
    return {1.0, x, inside * inside + 2.0 * inside * (x - inside)};
}

double CurveShape::inverse(double response) const {
    const auto along_tangent = [&](double x) { return x + (response - at(x)) / slope(x); };
    if (b[2] == 0.0) return b[1] > 0.0 ? (response - b[0]) / b[1] : no_value;
    if (!(slope(bend_low) > 0.0) || !(slope(bend_high) > 0.0)) return no_value;
    if (response <= at(bend_low)) return along_tangent(bend_low);
    if (response >= at(bend_high)) return along_tangent(bend_high);
    // The root on the rising branch, in the form that does not subtract what is nearly equal.
    const double c = b[0] - response;
    return -2.0 * c / (b[1] + std::sqrt(std::max(b[1] * b[1] - 4.0 * b[2] * c, 0.0)));
}

std::array<double, 9> WeightedFit::covariance(std::span<const double> variances) const {
    std::array<double, 9> sums{};
    for (std::size_t row = 0; row < 3; ++row)
        for (std::size_t column = 0; column < 3; ++column)
            for (std::size_t i = 0; i < variances.size(); ++i)
                sums[3 * row + column] += share[row][i] * variances[i] * share[column][i];
    return sums;
}

double curve_weight(CurveWeight weight, double x) {
    switch (weight) {
        case CurveWeight::none:
            return 1.0;
        case CurveWeight::one_over_x:
            return 1.0 / x;
        case CurveWeight::one_over_x2:
            return 1.0 / (x * x);
    }
    return 1.0;
}

std::optional<WeightedFit> fit_weighted(std::span<const double> x, std::span<const double> y, CurveModel model,
                                        CurveWeight weight) {
    const std::vector<int> powers = powers_of(model);
    const auto n = Eigen::Index(x.size()), terms = Eigen::Index(powers.size());
    if (std::set(x.begin(), x.end()).size() < powers.size()) return std::nullopt;

    Eigen::MatrixXd design(n, terms);
    Eigen::VectorXd root(n);
    for (Eigen::Index i = 0; i < n; ++i) {
        root(i) = std::sqrt(curve_weight(weight, x[std::size_t(i)]));
        for (Eigen::Index k = 0; k < terms; ++k)
            design(i, k) = root(i) * power(x[std::size_t(i)], powers[std::size_t(k)]);
    }
    const Eigen::RowVectorXd scale = design.colwise().norm();
    for (Eigen::Index k = 0; k < terms; ++k) design.col(k) /= scale(k);
    const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(design);
    if (qr.rank() < terms) return std::nullopt;
    const Eigen::MatrixXd from_y = qr.solve(Eigen::MatrixXd(root.asDiagonal()));

    WeightedFit fit;
    fit.terms = int(terms);
    for (std::vector<double>& share : fit.share) share.assign(x.size(), 0.0);
    for (Eigen::Index k = 0; k < terms; ++k) {
        const auto term = std::size_t(powers[std::size_t(k)]);
        for (std::size_t i = 0; i < x.size(); ++i) {
            fit.share[term][i] = from_y(k, Eigen::Index(i)) / scale(k);
            fit.shape.b[term] += fit.share[term][i] * y[i];
        }
    }
    const auto [low, high] = std::minmax_element(x.begin(), x.end());
    fit.shape.bend_low = *low;
    fit.shape.bend_high = *high;

    double squares = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double residual = y[i] - fit.shape.at(x[i]);
        squares += curve_weight(weight, x[i]) * residual * residual;
    }
    if (n > terms) fit.residual_sd = std::sqrt(squares / double(n - terms));
    return fit;
}

}  // namespace gassan
