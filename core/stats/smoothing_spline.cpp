#include "core/stats/smoothing_spline.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace gassan {
double SplineCurve::at(double x) const {
    if (!(x > knots.front())) return values.front();
    if (!(x < knots.back())) return values.back();
    const auto right = std::size_t(std::upper_bound(knots.begin(), knots.end(), x) - knots.begin());
    const std::size_t left = right - 1;
    const double gap = knots[right] - knots[left];
    const double a = (knots[right] - x) / gap, b = (x - knots[left]) / gap;
    return a * values[left] + b * values[right] +
           ((a * a * a - a) * second[left] + (b * b * b - b) * second[right]) * gap * gap / 6.0;
}

SplineSmoother::SplineSmoother(std::span<const double> x, double lambda) : x_(x.begin(), x.end()), lambda_(lambda) {
    require(x_.size() >= 3, "a smoothing spline needs three points at least");
    require(std::adjacent_find(x_.begin(), x_.end(), [](double a, double b) { return !(a < b); }) == x_.end(),
            "the points of a smoothing spline must lie at increasing places");
    range_ = x_.back() - x_.front();
    gaps_.reserve(x_.size() - 1);
    columns_.reserve(x_.size() - 2);
    for (std::size_t i = 1; i < x_.size(); ++i) gaps_.push_back((x_[i] - x_[i - 1]) / range_);
    for (std::size_t j = 0; j + 1 < gaps_.size(); ++j)
        columns_.push_back({1.0 / gaps_[j], -1.0 / gaps_[j] - 1.0 / gaps_[j + 1], 1.0 / gaps_[j + 1]});
    factor();
    leave_out_shares();
}

void SplineSmoother::factor() {
    const std::size_t n = x_.size() - 2;
    factor_.resize(n);
    for (std::size_t j = 0; j < n; ++j) {
        const Band& q = columns_[j];
        Band& row = factor_[j];
        row = {(gaps_[j] + gaps_[j + 1]) / 3.0 + lambda_ * (q[0] * q[0] + q[1] * q[1] + q[2] * q[2]), 0.0, 0.0};
        if (j + 1 < n) {
            const Band& next = columns_[j + 1];
            row[1] = gaps_[j + 1] / 6.0 + lambda_ * (q[1] * next[0] + q[2] * next[1]);
        }
        if (j + 2 < n) row[2] = lambda_ * q[2] * columns_[j + 2][0];
    }
    // L D L', in place: row j then holds D_j, L_(j+1)j and L_(j+2)j.
    for (std::size_t j = 0; j < n; ++j) {
        Band& row = factor_[j];
        const double first = row[1], second = row[2];
        row[1] = first / row[0];
        row[2] = second / row[0];
        if (j + 1 < n) {
            factor_[j + 1][0] -= row[1] * first;
            factor_[j + 1][1] -= row[1] * second;
        }
        if (j + 2 < n) factor_[j + 2][0] -= row[2] * second;
    }
}

/// 1 - S_ii = lambda (Q (R + lambda Q'Q)^-1 Q')_ii takes of the inverse only the five central bands, which follow from
/// the factor backwards.
void SplineSmoother::leave_out_shares() {
    const std::size_t n = factor_.size();
    std::vector<Band> inverse(n + 2, Band{});  // two rows of zeros behind the last
    for (std::size_t j = n; j-- > 0;) {
        const auto [d, l1, l2] = factor_[j];
        inverse[j][2] = j + 2 < n ? -l1 * inverse[j + 1][1] - l2 * inverse[j + 2][0] : 0.0;
        inverse[j][1] = j + 1 < n ? -l1 * inverse[j + 1][0] - l2 * inverse[j + 1][1] : 0.0;
        inverse[j][0] = 1.0 / d - l1 * inverse[j][1] - l2 * inverse[j][2];
    }
    left_shares_.assign(x_.size(), 0.0);
    for (std::size_t i = 0; i < x_.size(); ++i) {
        const std::size_t from = i < 2 ? 0 : i - 2, to = std::min(i, n - 1);
        for (std::size_t j = from; j <= to; ++j)
            for (std::size_t k = from; k <= to; ++k)
                left_shares_[i] +=
                    columns_[j][i - j] * columns_[k][i - k] * inverse[std::min(j, k)][std::max(j, k) - std::min(j, k)];
        left_shares_[i] *= lambda_;
    }
    degrees_ = double(x_.size());
    for (const double share : left_shares_) degrees_ -= share;
}

/// Second derivatives at the inner points on the scale 0..1: (R + lambda Q'Q) g = Q'y.
std::vector<double> SplineSmoother::curvature(std::span<const double> y) const {
    const std::size_t n = factor_.size();
    std::vector<double> g(n);
    for (std::size_t j = 0; j < n; ++j) {
        g[j] = (y[j + 2] - y[j + 1]) / gaps_[j + 1] - (y[j + 1] - y[j]) / gaps_[j];
        if (j >= 1) g[j] -= factor_[j - 1][1] * g[j - 1];
        if (j >= 2) g[j] -= factor_[j - 2][2] * g[j - 2];
    }
    for (std::size_t j = n; j-- > 0;) {
        g[j] /= factor_[j][0];
        if (j + 1 < n) g[j] -= factor_[j][1] * g[j + 1];
        if (j + 2 < n) g[j] -= factor_[j][2] * g[j + 2];
    }
    return g;
}

SplineCurve SplineSmoother::fit(std::span<const double> y) const {
    assert(y.size() == x_.size());
    const std::vector<double> g = curvature(y);
    SplineCurve curve{x_, {y.begin(), y.end()}, std::vector<double>(x_.size(), 0.0)};
    for (std::size_t j = 0; j < g.size(); ++j) {
        const Band& q = columns_[j];
        for (std::size_t k = 0; k < 3; ++k) curve.values[j + k] -= lambda_ * q[k] * g[j];
        curve.second[j + 1] = g[j] / (range_ * range_);
    }
    return curve;
}

double SplineSmoother::leave_one_out(std::span<const double> y) const {
    assert(y.size() == x_.size());
    const std::vector<double> g = curvature(y);
    std::vector<double> residuals(y.size(), 0.0);
    for (std::size_t j = 0; j < g.size(); ++j) {
        const Band& q = columns_[j];
        for (std::size_t k = 0; k < 3; ++k) residuals[j + k] += lambda_ * q[k] * g[j];
    }
    double sum = 0.0;
    for (std::size_t i = 0; i < residuals.size(); ++i) {
        const double left_out = residuals[i] / left_shares_[i];
        sum += left_out * left_out;
    }
    return sum / double(y.size());
}

std::span<const double> spline_lambdas() {
    static const std::vector<double> lambdas = [] {
        std::vector<double> grid;
        for (int half = -12; half <= 2; ++half) grid.push_back(std::pow(10.0, 0.5 * half));
        return grid;
    }();
    return lambdas;
}

}  // namespace gassan
