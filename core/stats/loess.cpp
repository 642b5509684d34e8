#include "core/stats/loess.hpp"

#include "core/base/error.hpp"
#include "core/base/fields.hpp"

#include <Eigen/SVD>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <limits>

namespace gassan {
namespace {

using Terms = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor, Eigen::Dynamic, 3>;

/// Distance at which the weight becomes 0. dloess, and so R, take squared distances times the span, so that for one
/// variable the bandwidth grows as the root of a span above 1 and not as the span.
double bandwidth(std::span<const double> x, double at, double span) {
    const auto reach = std::min(x.size(), std::size_t(std::floor(double(x.size()) * span + 1e-5)));
    require(reach > 0,
            "loess: a span of " + number_text(span) + " reaches none of " + std::to_string(x.size()) + " observations");
    std::vector<double> distances(x.size());
    std::transform(x.begin(), x.end(), distances.begin(), [&](double one) { return std::abs(one - at); });
    std::nth_element(distances.begin(), distances.begin() + std::ptrdiff_t(reach - 1), distances.end());
    return distances[reach - 1] * std::sqrt(std::max(1.0, span));
}

/// Roots of the tricube weights. Where the bandwidth is 0 only what stands at the very point counts.
Eigen::VectorXd root_weights(std::span<const double> x, double at, double width) {
    Eigen::VectorXd roots(Eigen::Index(x.size()));
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double distance = std::abs(x[i] - at);
        const double share = width > 0.0 ? distance / width : (distance > 0.0 ? 1.0 : 0.0);
        const double rest = share < 1.0 ? 1.0 - share * share * share : 0.0;
        roots[Eigen::Index(i)] = std::sqrt(rest * rest * rest);
    }
    return roots;
}

}  // namespace

std::vector<double> loess_weights(std::span<const double> x, double at, const LoessSettings& settings) {
    assert(!x.empty());
    require(settings.degree >= 0 && settings.degree <= 2,
            "loess: degree " + std::to_string(settings.degree) + ", must be 0, 1 or 2");
    const Eigen::VectorXd roots = root_weights(x, at, bandwidth(x, at, settings.span));
    Terms terms(roots.size(), settings.degree + 1);
    for (Eigen::Index i = 0; i < roots.size(); ++i)
        for (Eigen::Index power = 0; power < terms.cols(); ++power)
            terms(i, power) = power == 0 ? roots[i] : terms(i, power - 1) * (x[std::size_t(i)] - at);
    // Columns of one length, as dloess has them: what counts as undetermined does not depend on the unit of x.
    Eigen::VectorXd lengths = terms.colwise().norm();
    for (Eigen::Index power = 0; power < lengths.size(); ++power)
        if (!(lengths[power] > 0.0)) lengths[power] = 1.0;
    terms *= lengths.cwiseInverse().asDiagonal();
    Eigen::JacobiSVD<Eigen::MatrixXd> svd(terms, Eigen::ComputeThinU | Eigen::ComputeThinV);
    svd.setThreshold(100.0 * std::numeric_limits<double>::epsilon());
    // The fit at the point is the constant term: row 0 of the pseudo-inverse.
    Eigen::VectorXd share = svd.matrixV().row(0).transpose() / lengths[0];
    for (Eigen::Index k = 0; k < share.size(); ++k)
        share[k] = k < svd.rank() ? share[k] / svd.singularValues()[k] : 0.0;
    const Eigen::VectorXd weights = (svd.matrixU() * share).cwiseProduct(roots);
    return {weights.data(), weights.data() + weights.size()};
}

std::vector<double> loess(std::span<const double> x, std::span<const double> y, std::span<const double> at,
                          const LoessSettings& settings) {
    assert(x.size() == y.size());
    std::vector<double> known_x, known_y, fits(at.size(), std::numeric_limits<double>::quiet_NaN());
    for (std::size_t i = 0; i < x.size(); ++i)
        if (!std::isnan(y[i])) {
            known_x.push_back(x[i]);
            known_y.push_back(y[i]);
        }
    if (known_x.empty()) return fits;
    for (std::size_t k = 0; k < at.size(); ++k) {
        const std::vector<double> weights = loess_weights(known_x, at[k], settings);
        fits[k] = 0.0;
        for (std::size_t i = 0; i < weights.size(); ++i) fits[k] += weights[i] * known_y[i];
    }
    return fits;
}

}  // namespace gassan
