#include "core/stats/pca.hpp"

#include "core/base/error.hpp"
#include "core/stats/moments.hpp"

#include <Eigen/Eigenvalues>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>

namespace gassan {

namespace {

using Matrix = Eigen::MatrixXd;
namespace bm = boost::math;

constexpr double constant_to = 1e-12, equal_loading = 1e-10;
/// Variances below this share of all are what rounding leaves of 0.
constexpr double rounding_share = 1e-25;

void refuse_gaps(std::span<const double> values) {
    const auto gaps = std::count_if(values.begin(), values.end(), [](double value) { return !std::isfinite(value); });
    if (gaps == 0) return;
    throw Error("principal components need a number in every cell: " + std::to_string(gaps) + " of " +
                std::to_string(values.size()) + " hold none; fill them or leave their variables out");
}

double divisor(PcaScaling scaling, double sd) {
    if (scaling == PcaScaling::autoscale) return sd;
    return scaling == PcaScaling::pareto ? std::sqrt(sd) : 1.0;
}

/// Centred and scaled, n x K; constant variables are left out.
Matrix scaled_matrix(std::span<const double> values, std::size_t samples, PcaScaling scaling, Pca& model) {
    Matrix scaled(Eigen::Index(samples), Eigen::Index(values.size() / samples));
    Eigen::Index column = 0;
    for (std::size_t variable = 0; variable < values.size() / samples; ++variable) {
        const auto row = values.subspan(variable * samples, samples);
        const double center = mean(row), sd = standard_deviation(row);
        const double largest = std::abs(
            *std::max_element(row.begin(), row.end(), [](double a, double b) { return std::abs(a) < std::abs(b); }));
        if (!(sd > constant_to * largest)) {
            model.constant.push_back(variable);
            continue;
        }
        model.used.push_back(variable);
        model.center.push_back(center);
        model.scale.push_back(divisor(scaling, sd));
        for (std::size_t s = 0; s < samples; ++s)
            scaled(Eigen::Index(s), column) = (row[s] - center) / model.scale.back();
        ++column;
    }
    scaled.conservativeResize(Eigen::NoChange, column);
    return scaled;
}

struct Directions {
    std::vector<double> squared_lengths;  ///< of the rows' projections, descending
    Matrix loadings;                      ///< K x min(n, K), orthonormal but for those of length 0
};

/// Eigenvectors of the smaller of Z'Z and ZZ'. Squaring costs small eigenvalues their digits, but not the vectors: the
/// lengths of Z v give them back.
Directions directions_of(const Matrix& z) {
    const bool tall = z.rows() >= z.cols();
    const Eigen::SelfAdjointEigenSolver<Matrix> solved(tall ? Matrix(z.transpose() * z) : Matrix(z * z.transpose()));
    const Matrix vectors = solved.eigenvectors().rowwise().reverse();
    Matrix images = tall ? Matrix(z * vectors) : Matrix(z.transpose() * vectors);
    Directions found;
    for (Eigen::Index c = 0; c < images.cols(); ++c) {
        found.squared_lengths.push_back(images.col(c).squaredNorm());
        images.col(c) /= std::sqrt(found.squared_lengths.back());
    }
    // By their squares the smallest may stand in another order.
    std::sort(found.squared_lengths.begin(), found.squared_lengths.end(), std::greater<>());
    found.loadings = tall ? vectors : std::move(images);
    return found;
}

/// The first loading that is as large as the largest is positive.
void turn(Eigen::Ref<Eigen::VectorXd> loading) {
    const double largest = loading.cwiseAbs().maxCoeff();
    for (const double value : loading) {
        if (std::abs(value) < largest * (1.0 - equal_loading)) continue;
        if (value < 0.0) loading = -loading;
        return;
    }
}

std::vector<double> by_rows(const Matrix& matrix) {
    std::vector<double> values;
    values.reserve(std::size_t(matrix.size()));
    for (const auto& row : matrix.rowwise()) values.insert(values.end(), row.begin(), row.end());
    return values;
}

double f_limit(double alpha, double dof1, double dof2) {
    if (!(dof1 > 0.0 && dof2 > 0.0)) return std::nan("");
    return bm::quantile(bm::complement(bm::fisher_f(dof1, dof2), alpha));
}

double jackson_mudholkar(const std::vector<double>& eigenvalues, std::size_t components, double alpha) {
    double theta1 = 0.0, theta2 = 0.0, theta3 = 0.0, all = 0.0;
    for (std::size_t i = 0; i < eigenvalues.size(); ++i) {
        const double value = eigenvalues[i];
        all += value;
        if (i < components) continue;
        theta1 += value;
        theta2 += value * value;
        theta3 += value * value * value;
    }
    if (!(theta1 > rounding_share * all)) return std::nan("");
    const double h0 = 1.0 - 2.0 * theta1 * theta3 / (3.0 * theta2 * theta2);
    const double z = bm::quantile(bm::complement(bm::normal(), alpha));
    const double inner =
        1.0 + z * std::sqrt(2.0 * theta2 * h0 * h0) / theta1 + theta2 * h0 * (h0 - 1.0) / (theta1 * theta1);
    return theta1 * std::pow(inner, 1.0 / h0);
}

PcaLimits limits_of(const Pca& model, double alpha) {
    const double n = double(model.samples), a = double(model.components), k = double(model.used.size());
    const double f = f_limit(alpha, a, n - a);
    PcaLimits limits;
    limits.t2_f_train = a * (n - 1.0) / (n - a) * f;
    limits.t2_f_new = a * (n * n - 1.0) / (n * (n - a)) * f;
    limits.t2_beta_train =
        n - a > 1.0 ? (n - 1.0) * (n - 1.0) / n *
                          bm::quantile(bm::complement(bm::beta_distribution<>(a / 2.0, (n - a - 1.0) / 2.0), alpha))
                    : std::nan("");
    limits.q_jackson_mudholkar = jackson_mudholkar(model.eigenvalues, model.components, alpha);
    limits.dmodx_f = std::sqrt(f_limit(alpha, k - a, (n - a - 1.0) * (k - a)));
    return limits;
}

void add_distances(Pca& model, const Matrix& scores, const Matrix& residuals) {
    const double n = double(model.samples), a = double(model.components), k = double(model.used.size());
    const double dof = n - a - 1.0;
    const double s0 = std::sqrt(residuals.squaredNorm() / (dof * (k - a)));
    for (Eigen::Index s = 0; s < scores.rows(); ++s) {
        double t2 = 0.0;
        for (Eigen::Index c = 0; c < scores.cols(); ++c)
            t2 += scores(s, c) * scores(s, c) / model.eigenvalues[std::size_t(c)];
        model.t2.push_back(t2);
        model.q.push_back(residuals.row(s).squaredNorm());
        const bool defined = dof > 0.0 && k > a && s0 > 0.0;
        model.dmodx.push_back(defined ? std::sqrt(model.q.back() / (k - a)) / s0 * std::sqrt(n / dof) : std::nan(""));
    }
}

void add_ellipse(Pca& model, double alpha) {
    const double n = double(model.samples);
    const bool defined = model.components > 1 && n > 2.0;
    for (std::size_t axis = 0; axis < 2; ++axis)
        model.ellipse[axis] =
            defined ? std::sqrt(model.eigenvalues[axis] * 2.0 * (n - 1.0) / (n - 2.0) * f_limit(alpha, 2.0, n - 2.0))
                    : std::nan("");
}

}  // namespace

Pca pca(std::span<const double> values, std::size_t samples, const PcaParams& params) {
    require(params.components > 0, "principal components: at least one");
    require(params.alpha > 0.0 && params.alpha < 1.0, "principal components: alpha lies between 0 and 1");
    require(samples > params.components, "principal components: " + std::to_string(params.components) +
                                             " components need more than as many samples, not " +
                                             std::to_string(samples));
    refuse_gaps(values);
    Pca model;
    model.samples = samples;
    model.components = params.components;
    const Matrix scaled = scaled_matrix(values, samples, params.scaling, model);
    require(model.used.size() >= params.components, "principal components: " + std::to_string(params.components) +
                                                        " components need as many variables that vary, not " +
                                                        std::to_string(model.used.size()));

    const Directions directions = directions_of(scaled);
    for (const double length : directions.squared_lengths) model.eigenvalues.push_back(length / double(samples - 1));
    double all = 0.0;
    for (const double value : model.eigenvalues) all += value;
    for (const double value : model.eigenvalues) model.r2x.push_back(value / all);
    require(model.r2x[params.components - 1] > rounding_share,
            "principal components: the samples do not vary in " + std::to_string(params.components) + " directions");

    Matrix loadings = directions.loadings.leftCols(Eigen::Index(params.components));
    for (Eigen::Index c = 0; c < loadings.cols(); ++c) turn(loadings.col(c));
    const Matrix scores = scaled * loadings;
    model.scores = by_rows(scores);
    model.loadings = by_rows(loadings);
    add_distances(model, scores, scaled - scores * loadings.transpose());
    model.limits = limits_of(model, params.alpha);
    add_ellipse(model, params.alpha);
    return model;
}

}  // namespace gassan
