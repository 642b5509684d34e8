#include "core/correct/drift_curve.hpp"

#include "core/base/robust.hpp"
#include "core/base/student_t.hpp"
#include "core/stats/loess.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace gassan {
namespace {

/// Beyond this many a level is their mean: pairs grow as the square, and so many QCs outvote a wild one.
constexpr std::size_t most_paired = 100;

double mean(std::span<const double> values) {
    double sum = 0.0;
    for (const double value : values) sum += value;
    return sum / double(values.size());
}

DriftCurve level_curve(std::span<const double> y, const CurveRule& rule) {
    return {.model = DriftModel::level, .degrees = 1.0, .level = qc_level(y, rule.median_level)};
}

/// Least squares; p_value of its slope, two-sided.
struct FittedLine {
    DriftCurve curve;
    double p_value = 1.0, loo = 0.0;
};

FittedLine line_curve(std::span<const double> x, std::span<const double> y) {
    const double middle = mean(x), level = mean(y), n = double(x.size());
    double spread = 0.0, product = 0.0, rest = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        spread += (x[i] - middle) * (x[i] - middle);
        product += (x[i] - middle) * (y[i] - level);
    }
    FittedLine line{
        {.model = DriftModel::line, .degrees = 2.0, .level = level, .slope = product / spread, .middle = middle}};
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double off = y[i] - level - line.curve.slope * (x[i] - middle);
        const double left_out = off / (1.0 - 1.0 / n - (x[i] - middle) * (x[i] - middle) / spread);
        rest += off * off;
        line.loo += left_out * left_out / n;
    }
    const double error = std::sqrt(rest / (n - 2.0) / spread);
    if (error > 0.0)
        line.p_value = 2.0 * student_t_cdf(-std::abs(line.curve.slope) / error, n - 2.0);
    else
        line.p_value = line.curve.slope == 0.0 ? 1.0 : 0.0;
    return line;
}

/// Mean square of what the mean of the others misses.
double mean_loo(std::span<const double> y) {
    const double n = double(y.size()), middle = mean(y), gain = n / (n - 1.0);
    double sum = 0.0;
    for (const double value : y) sum += (value - middle) * (value - middle);
    return sum * gain * gain / n;
}

DriftCurve spline_curve(std::span<const double> y, const CurveRule& rule, const SplineShapes& shapes) {
    double best = mean_loo(y);
    const SplineSmoother* chosen = nullptr;
    for (const SplineSmoother& smoother : shapes) {
        const double loo = smoother.leave_one_out(y);
        if (!(loo < best)) continue;
        best = loo;
        chosen = &smoother;
    }
    if (!chosen) return level_curve(y, rule);
    return {.model = DriftModel::spline, .degrees = chosen->degrees(), .spline = chosen->fit(y)};
}

double loess_at(const DriftCurve& curve, double place) {
    return loess(curve.x, curve.y, std::span(&place, 1), {curve.span, curve.degree}).front();
}

DriftCurve loess_curve(std::span<const double> x, std::span<const double> y, const CurveRule& rule) {
    DriftCurve curve{.model = DriftModel::loess,
                     .x = {x.begin(), x.end()},
                     .y = {y.begin(), y.end()},
                     .span = rule.loess_span,
                     .degree = rule.loess_degree};
    double loo = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double own = loess_weights(x, x[i], {curve.span, curve.degree})[i];
        const double left_out = (y[i] - loess_at(curve, x[i])) / (1.0 - own);
        loo += left_out * left_out / double(x.size());
        curve.degrees += own;
    }
    return loo < mean_loo(y) ? curve : level_curve(y, rule);
}

DriftCurve chosen(std::span<const double> x, std::span<const double> y, const CurveRule& rule,
                  const SplineShapes& shapes) {
    if (rule.most == DriftModel::level || x.size() < rule.min_line_qcs) return level_curve(y, rule);
    if (rule.most == DriftModel::line || x.size() < rule.min_curve_qcs) {
        FittedLine line = line_curve(x, y);
        return line.p_value <= rule.line_p ? std::move(line.curve) : level_curve(y, rule);
    }
    return rule.most == DriftModel::loess ? loess_curve(x, y, rule) : spline_curve(y, rule, shapes);
}

}  // namespace

CurveRule curve_rule(const CorrectParams& params) {
    CurveRule rule{.most = DriftModel::spline,
                   .median_level = params.drift == "median",
                   .min_line_qcs = std::size_t(params.min_line_qcs),
                   .min_curve_qcs = std::size_t(params.min_spline_qcs),
                   .max_df_share = params.max_df_share,
                   .line_p = params.line_p,
                   .loess_span = params.loess_span,
                   .loess_degree = params.loess_degree};
    if (params.drift == "median") rule.most = DriftModel::level;
    if (params.drift == "linear") rule.most = DriftModel::line;
    if (params.drift == "loess") rule.most = DriftModel::loess;
    return rule;
}

double DriftCurve::at(double place) const {
    const double inside = std::clamp(place, first, last);
    switch (model) {
        case DriftModel::spline:
            return spline.at(inside);
        case DriftModel::loess:
            return loess_at(*this, inside);
        default:
            return level + slope * (inside - middle);
    }
}

SplineShapes spline_shapes(std::span<const double> x, const CurveRule& rule) {
    SplineShapes shapes;
    if (rule.most != DriftModel::spline || x.size() < rule.min_curve_qcs) return shapes;
    const double most = std::max(2.5, rule.max_df_share * double(x.size()));
    const std::span<const double> lambdas = spline_lambdas();
    for (std::size_t k = lambdas.size(); k-- > 0;) {
        SplineSmoother smoother(x, lambdas[k]);
        if (smoother.degrees() > most) break;  // and all that are more supple
        shapes.push_back(std::move(smoother));
    }
    return shapes;
}

DriftCurve drift_curve(std::span<const double> x, std::span<const double> y, const CurveRule& rule,
                       const SplineShapes& shapes) {
    assert(!x.empty() && x.size() == y.size());
    DriftCurve curve = chosen(x, y, rule, shapes);
    curve.first = x.front();
    curve.last = x.back();
    return curve;
}

DriftCurve drift_curve(std::span<const double> x, std::span<const double> y, const CurveRule& rule) {
    return drift_curve(x, y, rule, spline_shapes(x, rule));
}

double qc_level(std::span<const double> y, bool plain_median) {
    if (plain_median) return median({y.begin(), y.end()});
    if (y.size() > most_paired) return mean(y);
    std::vector<double> means;
    for (std::size_t i = 0; i < y.size(); ++i)
        for (std::size_t j = i; j < y.size(); ++j) means.push_back(0.5 * (y[i] + y[j]));
    return median(std::move(means));
}

}  // namespace gassan
