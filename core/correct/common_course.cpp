#include "core/correct/common_course.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace gassan {
namespace {

/// Fewer variables would be a course of their own and not one that all share.
constexpr std::size_t least_variables = 5;

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

/// Median over the variables of how far each lies from its own mean, at every QC that is seen.
DriftCurve course(const Shared& shared, const QcUnit& unit, const LeftOut& out, const CurveRule& rule) {
    std::vector<std::size_t> seen;
    for (std::size_t k = 0; k < shared.usable.size(); ++k)
        if (!out.holds(shared.usable[k])) seen.push_back(k);
    if (seen.empty()) return {.model = DriftModel::level};
    std::vector<std::vector<double>> off(seen.size(), std::vector<double>(shared.rows.size()));
    for (std::size_t v = 0; v < shared.rows.size(); ++v) {
        double mean = 0.0;
        for (const std::size_t k : seen) mean += shared.rows[v][k] / double(seen.size());
        for (std::size_t k = 0; k < seen.size(); ++k) off[k][v] = shared.rows[v][seen[k]] - mean;
    }
    std::vector<double> x, y;
    for (std::size_t k = 0; k < seen.size(); ++k) {
        x.push_back(unit.places[shared.usable[seen[k]]]);
        y.push_back(median(std::move(off[k])));
    }
    return drift_curve(x, y, rule);
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

CommonCourse common_course(const QcTable& table, const QcUnit& unit, const CurveRule& rule) {
    CommonCourse common{.qcs = unit.columns.size()};
    const std::size_t variables = table.columns() == 0 ? 0 : table.logs.size() / table.columns();
    Shared shared{usable_qcs(table, unit, variables), {}};
    if (shared.usable.size() < 2) return common;
    shared.rows = whole_rows(table, unit, shared.usable, variables);
    if (shared.rows.size() < least_variables) return common;
    common.all.push_back(course(shared, unit, {}, rule));
    common.whole.push_back(at_places(common.all.front(), unit, {}));
    common.offset = common.all.front().at(unit.places.front()) - common.whole.front().front();
    for (std::size_t i = 0; i < turns_of(common.qcs); ++i) {
        const LeftOut out = turn(common.qcs, i);
        common.left_out.push_back(at_places(course(shared, unit, out, rule), unit, out));
    }
    if (common.qcs > most_turns) return common;
    for (std::size_t second = 1; second < common.qcs; ++second)
        for (std::size_t first = 0; first < second; ++first) {
            const LeftOut out{.first = first, .second = second};
            common.pairs.push_back(at_places(course(shared, unit, out, rule), unit, out));
        }
    return common;
}

}  // namespace gassan
