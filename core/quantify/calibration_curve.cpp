#include "core/quantify/calibration_curve.hpp"

#include "core/base/robust.hpp"
#include "core/base/student_t.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>

namespace gassan {
namespace {

/// Concentration -> the points there that can be used.
using Levels = std::map<double, std::vector<std::size_t>>;

/// A curve over some of the levels.
struct Trial {
    CurveModel model = CurveModel::linear;
    CurveWeight weight = CurveWeight::one_over_x;
    std::vector<std::size_t> used{};
    WeightedFit fit{};
    double lowest = 0.0, highest = 0.0;
    int levels = 0, right = 0;
    bool good = false;
    double left_out_error = 1.0;  ///< mean |error| of levels, each back-calculated by the curve of the others
};

constexpr double least_outlier = 0.08;  ///< robust sd of ln(response / level) that no curve falls below
constexpr double worst_error = 1.0;     ///< one hopeless level does not outweigh all others
constexpr double much_better = 0.8, at_least_better = 0.002;
constexpr int levels_of_ich = 6;
/// Without weights an error of 1 % at the top is one of 30 % at the bottom of such a range; beyond it luck alone is
/// right.
constexpr double narrow_range = 30.0;

std::string percent(double share) {
    const double value = std::round(share * 1000.0) / 10.0;
    return number_text(value == 0.0 ? 0.0 : value) + " %";
}

Levels levels_of(const std::vector<CurvePoint>& points) {
    Levels levels;
    for (std::size_t i = 0; i < points.size(); ++i)
        if (points[i].why_not.empty()) levels[points[i].concentration].push_back(i);
    return levels;
}

void refuse_unusable(std::vector<CurvePoint>& points) {
    for (CurvePoint& point : points) {
        if (!point.why_not.empty()) continue;
        if (!(point.concentration >= 0.0))
            point.why_not = "no level told";
        else if (point.concentration == 0.0)
            point.why_not = "level zero";
        else if (!(point.response > 0.0))
            point.why_not = "no response";
    }
}

// ---- outliers -------------------------------------------------------------------------------------------------

/// A level as outliers are judged: where it lies, and the median of its points.
struct Factor {
    double ln_level = 0.0, ln_factor = 0.0;  ///< ln_factor: ln(response / level)
};

double ln_factor(const CurvePoint& point) {
    return std::log(point.response / point.concentration);
}

std::vector<Factor> factors_of(const std::vector<CurvePoint>& points, const Levels& levels) {
    std::vector<Factor> factors;
    for (const auto& [concentration, level] : levels) {
        std::vector<double> own;
        for (const std::size_t i : level) own.push_back(ln_factor(points[i]));
        factors.push_back({std::log(concentration), median(own)});
    }
    return factors;
}

/// ln(response / level) of a point less what the lines through two levels let expect: those on both sides, the two
/// below, the two above; the least of these, since a neighbour may be the one that is wrong. The ends are the range's
/// matter.
double off_neighbours(const std::vector<Factor>& factors, std::size_t at, double own) {
    if (at == 0 || at + 1 == factors.size()) return 0.0;
    const auto off = [&](const Factor& a, const Factor& b) {
        const double share = (factors[at].ln_level - a.ln_level) / (b.ln_level - a.ln_level);
        return own - (1.0 - share) * a.ln_factor - share * b.ln_factor;
    };
    double least = off(factors[at - 1], factors[at + 1]);
    const auto weigh = [&](double other) { least = std::abs(other) < std::abs(least) ? other : least; };
    if (at >= 2) weigh(off(factors[at - 2], factors[at - 1]));
    if (at + 2 < factors.size()) weigh(off(factors[at + 1], factors[at + 2]));
    return least;
}

/// The worst first: it makes its neighbours look bad. A quarter of the standards at most.
void refuse_outliers(std::vector<CurvePoint>& points, const QuantifyParams& params) {
    const std::size_t most = points.size() / 4;
    for (std::size_t refused = 0; refused < most; ++refused) {
        const Levels levels = levels_of(points);
        if (int(levels.size()) < params.min_levels) return;
        const std::vector<Factor> factors = factors_of(points, levels);
        std::vector<double> all;
        double worst = 0.0;
        std::size_t which = 0, at = 0;
        for (auto level = levels.begin(); level != levels.end(); ++level, ++at)
            for (const std::size_t i : level->second) {
                all.push_back(off_neighbours(factors, at, ln_factor(points[i])));
                if (std::abs(all.back()) > std::abs(worst)) {
                    worst = all.back();
                    which = i;
                }
            }
        if (std::abs(worst) < params.outlier_sd * std::max(robust_sd(all), least_outlier)) return;
        points[which].why_not = "outlier: " + percent(std::expm1(worst)) + " off its neighbours";
    }
}

// ---- one curve ------------------------------------------------------------------------------------------------

std::optional<WeightedFit> fit_points(const std::vector<CurvePoint>& points, const std::vector<std::size_t>& used,
                                      CurveModel model, CurveWeight weight) {
    std::vector<double> x, y;
    for (const std::size_t i : used) {
        x.push_back(points[i].concentration);
        y.push_back(points[i].response);
    }
    return fit_weighted(x, y, model, weight);
}

/// Mean back-calculated concentration of a level over the level, less 1.
double level_error(const std::vector<CurvePoint>& points, Levels::const_iterator level, const CurveShape& shape) {
    double sum = 0.0;
    for (const std::size_t i : level->second) sum += shape.inverse(points[i].response) / level->first;
    return sum / double(level->second.size()) - 1.0;
}

/// Each level by the curve of the others: a parabola that bends through every point gains nothing by it.
double left_out_error(const std::vector<CurvePoint>& points, Levels::const_iterator first, Levels::const_iterator last,
                      const Trial& trial) {
    double sum = 0.0;
    for (auto out = first; out != last; ++out) {
        std::vector<std::size_t> others;
        for (auto level = first; level != last; ++level)
            if (level != out) others.insert(others.end(), level->second.begin(), level->second.end());
        const auto fit = fit_points(points, others, trial.model, trial.weight);
        const double error = fit ? std::abs(level_error(points, out, fit->shape)) : worst_error;
        sum += std::isfinite(error) ? std::min(error, worst_error) : worst_error;
    }
    return sum / double(std::distance(first, last));
}

bool rises(const CurveShape& shape) {
    return shape.slope(shape.bend_low) > 0.0 && shape.slope(shape.bend_high) > 0.0;
}

std::optional<Trial> try_range(const std::vector<CurvePoint>& points, Levels::const_iterator first,
                               Levels::const_iterator last, CurveModel model, CurveWeight weight,
                               const QuantifyParams& params) {
    Trial trial{.model = model, .weight = weight};
    for (auto level = first; level != last; ++level)
        trial.used.insert(trial.used.end(), level->second.begin(), level->second.end());
    const auto fit = fit_points(points, trial.used, model, weight);
    if (!fit || !rises(fit->shape)) return std::nullopt;
    trial.fit = *fit;
    trial.lowest = first->first;
    trial.highest = std::prev(last)->first;
    bool ends = true;
    for (auto level = first; level != last; ++level) {
        const double bound = level == first ? params.max_lloq_error_percent : params.max_error_percent;
        const bool right = 100.0 * std::abs(level_error(points, level, fit->shape)) <= bound;
        if (level == first || std::next(level) == last) ends = ends && right;
        trial.right += right ? 1 : 0;
        ++trial.levels;
    }
    trial.good = ends && trial.right >= params.min_level_share * trial.levels;
    return trial;
}

/// The widest range of levels that is good; of equally wide ones that of the smaller error.
std::optional<Trial> widest(const std::vector<CurvePoint>& points, const Levels& levels, CurveModel model,
                            CurveWeight weight, const QuantifyParams& params) {
    const int all = int(levels.size());
    for (int count = all; count >= params.min_levels; --count) {
        std::optional<Trial> best;
        for (int begin = 0; begin + count <= all; ++begin) {
            const auto first = std::next(levels.begin(), begin), last = std::next(first, count);
            auto trial = try_range(points, first, last, model, weight, params);
            if (!trial || !trial->good) continue;
            trial->left_out_error = left_out_error(points, first, last, *trial);
            if (!best || trial->left_out_error < best->left_out_error) best = std::move(trial);
        }
        if (best) return best;
    }
    return std::nullopt;
}

// ---- the choice -----------------------------------------------------------------------------------------------

/// Is the curvature of all levels proven (p < 0.01)?
bool bends(const std::vector<CurvePoint>& points, const Levels& levels, CurveWeight weight) {
    std::vector<std::size_t> used;
    for (const auto& [x, level] : levels) used.insert(used.end(), level.begin(), level.end());
    const auto fit = fit_points(points, used, CurveModel::quadratic, weight);
    if (!fit || !(fit->residual_sd >= 0.0)) return false;
    double variance = 0.0;
    for (std::size_t i = 0; i < used.size(); ++i) {
        const double sd = fit->share[2][i] * fit->residual_sd;
        variance += sd * sd / curve_weight(weight, points[used[i]].concentration);
    }
    return std::abs(fit->shape.b[2]) > student_t_quantile(0.995, double(used.size()) - 3.0) * std::sqrt(variance);
}

std::vector<CurveWeight> weights_asked(const QuantifyParams& params) {
    std::vector<CurveWeight> asked;
    for (const CurveWeight weight : {CurveWeight::one_over_x, CurveWeight::one_over_x2, CurveWeight::none})
        if (params.weight == "auto" || params.weight == curve_weight_name(weight)) asked.push_back(weight);
    return asked;
}

std::vector<std::pair<CurveModel, CurveWeight>> candidates(const std::vector<CurvePoint>& points, const Levels& levels,
                                                           const QuantifyParams& params) {
    std::vector<std::pair<CurveModel, CurveWeight>> all;
    // Where errors grow with the level, unweighted residuals prove curvatures that are not there.
    const auto may_bend = [&](CurveWeight weight) {
        return levels.size() >= 5 && (weight != CurveWeight::none || params.weight != "auto") &&
               bends(points, levels, weight);
    };
    const bool narrow = levels.rbegin()->first <= narrow_range * levels.begin()->first;
    for (const CurveModel model : {CurveModel::linear, CurveModel::quadratic, CurveModel::through_zero})
        for (const CurveWeight weight : weights_asked(params)) {
            const bool by_itself =
                (model == CurveModel::linear && (weight != CurveWeight::none || narrow || params.weight != "auto")) ||
                (model == CurveModel::quadratic && may_bend(weight));
            if (params.model == "auto" ? by_itself : params.model == curve_model_name(model))
                all.emplace_back(model, weight);
        }
    return all;
}

std::string curve_name(const Trial& trial) {
    return std::string(curve_model_name(trial.model)) + ", " + std::string(curve_weight_name(trial.weight));
}

std::string judgement(const Trial& trial, int all, const QuantifyParams& params) {
    std::string text = curve_name(trial) + ": " + std::to_string(trial.right) + " of " + std::to_string(trial.levels) +
                       " levels within " + number_text(params.max_error_percent) + " % (lowest " +
                       number_text(params.max_lloq_error_percent) + " %)";
    if (trial.levels < all) text += ", " + std::to_string(all - trial.levels) + " beyond its ends";
    return text + ", error left out one by one " + percent(trial.left_out_error);
}

/// By range, then error; the default stays unless another is much better.
Trial choose(const std::vector<CurvePoint>& points, const Levels& levels, const QuantifyParams& params,
             std::string& choice) {
    const auto asked = candidates(points, levels, params);
    std::optional<Trial> best;
    for (const auto& [model, weight] : asked) {
        auto trial = widest(points, levels, model, weight, params);
        if (!trial) continue;
        const bool better = !best || trial->levels > best->levels ||
                            (trial->levels == best->levels &&
                             trial->left_out_error < much_better * best->left_out_error - at_least_better);
        if (better) best = std::move(trial);
    }
    if (best) {
        choice = judgement(*best, int(levels.size()), params);
        if (asked.size() > 1) choice += "; best of " + std::to_string(asked.size()) + " curves";
        if (best->levels < levels_of_ich) choice += "; ICH M10 asks for " + std::to_string(levels_of_ich) + " levels";
        return *best;
    }
    // Nothing is right: the first that can be fitted, said to be bad.
    for (const auto& [model, weight] : asked)
        if (auto trial = try_range(points, levels.begin(), levels.end(), model, weight, params)) {
            trial->left_out_error = left_out_error(points, levels.begin(), levels.end(), *trial);
            choice = "no curve is right: " + judgement(*trial, int(levels.size()), params);
            return *trial;
        }
    choice = "no curve rises with the level";
    return {};
}

/// A factor between response and level, by the levels there are; or by the highest alone.
Trial by_factor(const std::vector<CurvePoint>& points, const Levels& levels, const QuantifyParams& params,
                std::string& choice) {
    const bool single = params.model == "single_point" || levels.size() == 1;
    const auto first = single ? std::prev(levels.end()) : levels.begin();
    const CurveModel model = single ? CurveModel::single_point : CurveModel::through_zero;
    const CurveWeight weight = params.weight == "auto" ? CurveWeight::one_over_x2 : weights_asked(params).front();
    auto trial = try_range(points, first, levels.end(), model, weight, params);
    if (!trial) return {};
    if (single) {
        trial->lowest = 0.0;
        choice = "single_point: the factor of level " + number_text(first->first);
    } else {
        trial->left_out_error = left_out_error(points, first, levels.end(), *trial);
        choice = judgement(*trial, int(levels.size()), params) + "; too few levels for an intercept";
    }
    return *trial;
}

// ---- the points -----------------------------------------------------------------------------------------------

/// What the curve makes of every standard, and why some are not on it.
void judge_points(Calibration& calibration) {
    const bool single = calibration.curve.model == CurveModel::single_point;
    for (const std::size_t i : calibration.used) calibration.curve.points[i].used = true;
    for (std::size_t i = 0; i < calibration.curve.points.size(); ++i) {
        CurvePoint& point = calibration.curve.points[i];
        if (!std::isfinite(point.response)) continue;
        point.back_calculated = calibration.fit.shape.inverse(point.response);
        if (!(point.concentration > 0.0)) continue;
        point.error_percent = 100.0 * (point.back_calculated / point.concentration - 1.0);
        if (point.used || !point.why_not.empty()) continue;
        const std::string error = percent(point.error_percent / 100.0);
        if (!single && point.concentration < calibration.lowest) calibration.cut_below.push_back(i);
        point.why_not = single                                      ? "another level is the single point"
                        : point.concentration > calibration.highest ? "above the ULOQ: " + error
                                                                    : "below the LLOQ: " + error;
    }
}

}  // namespace

Calibration calibrate(std::vector<CurvePoint> points, const QuantifyParams& params) {
    Calibration calibration;
    refuse_unusable(points);
    refuse_outliers(points, params);
    const Levels levels = levels_of(points);
    calibration.curve.points = std::move(points);
    if (levels.empty()) {
        calibration.curve.choice = "no standard can be used";
        return calibration;
    }
    const bool few = int(levels.size()) < params.min_levels || params.model == "single_point";
    std::string& choice = calibration.curve.choice;
    Trial trial = few ? by_factor(calibration.curve.points, levels, params, choice)
                      : choose(calibration.curve.points, levels, params, choice);
    if (trial.used.empty()) return calibration;

    calibration.curve.model = trial.model;
    calibration.curve.weight = trial.weight;
    calibration.curve.b0 = trial.fit.shape.b[0];
    calibration.curve.b1 = trial.fit.shape.b[1];
    calibration.curve.b2 = trial.fit.shape.b[2];
    calibration.curve.residual_sd = trial.fit.residual_sd;
    calibration.curve.uloq = trial.highest;
    calibration.lowest = trial.lowest;
    calibration.highest = trial.highest;
    calibration.good = trial.good;
    calibration.used = std::move(trial.used);
    calibration.fit = std::move(trial.fit);
    judge_points(calibration);
    return calibration;
}

}  // namespace gassan
