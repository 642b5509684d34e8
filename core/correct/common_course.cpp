#include "core/correct/common_course.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace gassan {
namespace {

/// Fewer variables would be a course of their own and not one that all share.
constexpr std::size_t least_variables = 5;

/// Fewer units do not tell what slopes usually are.
constexpr std::ptrdiff_t least_units = 3;

/// Slopes of units differ no more than by chance: all have one.
constexpr double most_weight = 1e12;

std::size_t pair_index(std::size_t first, std::size_t second) {
    return second * (second - 1) / 2 + first;  // first < second
}

/// QCs of the unit in which most of the variables were measured that were measured in it at all: a failed injection
/// tells nothing.
std::vector<std::size_t> usable_qcs(const QcTable& table, const QcUnit& unit, std::size_t variables) {
    std::vector<std::size_t> counts(unit.columns.size(), 0), usable;
    std::size_t seen = 0;
    for (std::size_t v = 0; v < variables; ++v) {
        bool any = false;
        for (std::size_t k = 0; k < unit.columns.size(); ++k) {
            const bool there = std::isfinite(table.row(v)[unit.columns[k]]);
            counts[k] += there;
            any = any || there;
        }
        seen += any;
    }
    for (std::size_t k = 0; k < counts.size(); ++k)
        if (seen > 0 && 2 * counts[k] >= seen) usable.push_back(k);
    return usable;
}

/// Logs of the variables that were measured in all usable QCs: variables x usable.
std::vector<std::vector<double>> whole_rows(const QcTable& table, const QcUnit& unit,
                                            const std::vector<std::size_t>& usable, std::size_t variables) {
    std::vector<std::vector<double>> rows;
    for (std::size_t v = 0; v < variables; ++v) {
        std::vector<double> row;
        for (const std::size_t k : usable) row.push_back(table.row(v)[unit.columns[k]]);
        if (std::all_of(row.begin(), row.end(), [](double value) { return std::isfinite(value); }))
            rows.push_back(std::move(row));
    }
    return rows;
}

struct Shared {
    std::vector<std::size_t> usable;  ///< positions in the unit
    std::vector<std::vector<double>> rows;
};

struct Points {
    std::vector<double> x, y;
};

/// Median over the variables of how far each lies from its own mean, at every QC that is seen.
Points course_points(const Shared& shared, const QcUnit& unit, const LeftOut& out) {
    std::vector<std::size_t> seen;
    for (std::size_t k = 0; k < shared.usable.size(); ++k)
        if (!out.holds(shared.usable[k])) seen.push_back(k);
    std::vector<std::vector<double>> off(seen.size(), std::vector<double>(shared.rows.size()));
    for (std::size_t v = 0; v < shared.rows.size(); ++v) {
        double mean = 0.0;
        for (const std::size_t k : seen) mean += shared.rows[v][k] / double(seen.size());
        for (std::size_t k = 0; k < seen.size(); ++k) off[k][v] = shared.rows[v][seen[k]] - mean;
    }
    Points points;
    for (std::size_t k = 0; k < seen.size(); ++k) {
        points.x.push_back(unit.places[shared.usable[seen[k]]]);
        points.y.push_back(median(std::move(off[k])));
    }
    return points;
}

/// Sums about the means: what a slope is made of.
struct Slope {
    double product = 0.0, squares = 0.0, rest = 0.0;  ///< rest: sum of squares about the line
};

Slope slope_of(const Points& points) {
    const double n = double(points.x.size());
    double mean_x = 0.0, mean_y = 0.0, spread = 0.0;
    for (std::size_t k = 0; k < points.x.size(); ++k) {
        mean_x += points.x[k] / n;
        mean_y += points.y[k] / n;
    }
    Slope slope;
    for (std::size_t k = 0; k < points.x.size(); ++k) {
        slope.product += (points.x[k] - mean_x) * (points.y[k] - mean_y);
        slope.squares += (points.x[k] - mean_x) * (points.x[k] - mean_x);
        spread += (points.y[k] - mean_y) * (points.y[k] - mean_y);
    }
    if (slope.squares > 0.0) slope.rest = std::max(0.0, spread - slope.product * slope.product / slope.squares);
    return slope;
}

/// A line whose slope is drawn to what slopes usually are: with few QCs it is that, with many their own.
DriftCurve drawn_line(const Points& points, const UsualSlope& usual) {
    const Slope own = slope_of(points);
    DriftCurve curve{.model = DriftModel::line, .degrees = 2.0};
    curve.slope = (own.product + usual.weight * usual.slope) / (own.squares + usual.weight);
    curve.first = points.x.front();
    curve.last = points.x.back();
    return curve;
}

DriftCurve course(const Shared& shared, const QcUnit& unit, const LeftOut& out, const CurveRule& rule,
                  const UsualSlope& usual) {
    const Points points = course_points(shared, unit, out);
    if (points.x.empty()) return {.model = DriftModel::level};
    if (usual.weight > 0.0 && shared.usable.size() < rule.min_curve_qcs) return drawn_line(points, usual);
    return drift_curve(points.x, points.y, rule);
}

Shared shared_rows(const QcTable& table, const QcUnit& unit) {
    const std::size_t variables = table.columns() == 0 ? 0 : table.logs.size() / table.columns();
    Shared shared{usable_qcs(table, unit, variables), {}};
    if (shared.usable.size() >= 2) shared.rows = whole_rows(table, unit, shared.usable, variables);
    if (shared.rows.size() < least_variables) shared = {};
    return shared;
}

std::vector<double> at_places(const DriftCurve& curve, const QcUnit& unit, const LeftOut& out) {
    std::vector<double> values;
    double sum = 0.0;
    std::size_t seen = 0;
    for (std::size_t k = 0; k < unit.places.size(); ++k) {
        values.push_back(curve.at(unit.places[k]));
        if (out.holds(k)) continue;
        sum += values.back();
        ++seen;
    }
    for (double& value : values) value -= sum / double(std::max<std::size_t>(seen, 1));
    return values;
}

}  // namespace

const std::vector<double>& CommonCourse::at_qcs(const LeftOut& out) const {
    if (out.first == LeftOut::none) return whole.front();
    if (out.second == LeftOut::none) return left_out[out.first];
    return pairs[pair_index(std::min(out.first, out.second), std::max(out.first, out.second))];
}

std::size_t turns_of(std::size_t qcs) {
    return std::min(qcs, most_turns);
}

LeftOut turn(std::size_t qcs, std::size_t index) {
    return {.first = index, .stride = qcs > most_turns ? most_turns : 0};
}

std::vector<UsualSlope> usual_slopes(const QcTable& table, const CurveRule& rule) {
    std::vector<UsualSlope> usual(table.units.size());
    std::vector<Slope> slopes;
    double rest = 0.0, degrees = 0.0;
    for (const QcUnit& unit : table.units) {
        const Shared shared = shared_rows(table, unit);
        Slope slope;
        if (!shared.rows.empty() && shared.usable.size() < rule.min_curve_qcs)
            slope = slope_of(course_points(shared, unit, {}));
        if (slope.squares > 0.0) degrees += double(shared.usable.size()) - 2.0;
        rest += slope.rest;
        slopes.push_back(slope);
    }
    const auto count = std::count_if(slopes.begin(), slopes.end(), [](const Slope& one) { return one.squares > 0.0; });
    if (count < least_units || !(degrees > 0.0) || !(rest > 0.0)) return usual;
    const double variance = rest / degrees;
    Slope all;
    for (const Slope& one : slopes) {
        all.product += one.product;
        all.squares += one.squares;
    }
    // Moments: squares (b - b_all)^2 has the mean variance + squares var(b), about.
    double scatter = 0.0;
    for (const Slope& one : slopes)
        if (one.squares > 0.0) {
            const double off = one.product / one.squares - all.product / all.squares;
            scatter += one.squares * off * off;
        }
    const double of_slopes = (scatter - variance * double(count - 1)) / all.squares;
    const double weight = of_slopes > 0.0 ? std::min(most_weight, variance / of_slopes) : most_weight;
    for (std::size_t u = 0; u < slopes.size(); ++u) {
        const double squares = all.squares - slopes[u].squares;
        if (squares > 0.0) usual[u] = {(all.product - slopes[u].product) / squares, weight};
    }
    return usual;
}

CommonCourse common_course(const QcTable& table, const QcUnit& unit, const CurveRule& rule, const UsualSlope& usual) {
    CommonCourse common{.qcs = unit.columns.size()};
    const Shared shared = shared_rows(table, unit);
    if (shared.rows.empty()) return common;
    common.all.push_back(course(shared, unit, {}, rule, usual));
    common.whole.push_back(at_places(common.all.front(), unit, {}));
    common.offset = common.all.front().at(unit.places.front()) - common.whole.front().front();
    for (std::size_t i = 0; i < turns_of(common.qcs); ++i) {
        const LeftOut out = turn(common.qcs, i);
        common.left_out.push_back(at_places(course(shared, unit, out, rule, usual), unit, out));
    }
    if (common.qcs > most_paired_qcs) return common;
    for (std::size_t second = 1; second < common.qcs; ++second)
        for (std::size_t first = 0; first < second; ++first) {
            const LeftOut out{.first = first, .second = second};
            common.pairs.push_back(at_places(course(shared, unit, out, rule, usual), unit, out));
        }
    return common;
}

}  // namespace gassan
