#include "core/quality/quality.hpp"

#include "core/base/parallel.hpp"
#include "core/quality/design.hpp"
#include "core/quality/detection.hpp"
#include "core/quality/duplicates.hpp"
#include "core/quality/grades.hpp"
#include "core/quality/outlying_runs.hpp"
#include "core/quality/qc_trend.hpp"
#include "core/quality/quality_table.hpp"
#include "core/quality/quality_view.hpp"
#include "core/quality/run_map.hpp"
#include "core/quality/spread.hpp"
#include "core/stats/moments.hpp"

#include <algorithm>
#include <cassert>

namespace gassan {
namespace {

/// Takes the mean of each unit from its values. \return how many units have any
std::size_t center_units(std::vector<std::vector<double>>& units) {
    std::size_t levels = 0;
    for (auto& values : units) {
        const double middle = mean(values);
        for (double& value : values) value -= middle;
        levels += values.empty() ? 0 : 1;
    }
    return levels;
}

std::vector<double> joined(const std::vector<std::vector<double>>& units) {
    std::vector<double> out;
    for (const auto& values : units) out.insert(out.end(), values.begin(), values.end());
    return out;
}

/// Of each unit by itself, and over all: one line, or where orders begin anew the slope that units share.
void judge_trends(const QualityView& view, const StudyQuality& study, std::size_t variable, VariableQuality& out) {
    const Numbers qcs = numbers_of(view, variable, view.qcs);
    std::vector<std::vector<double>> orders(study.units.size()), logarithms(study.units.size());
    for (std::size_t i = 0; i < qcs.logarithms.size(); ++i) {
        const auto order = view.table.study.samples[qcs.samples[i]].injection_order;
        if (!order) continue;
        const std::size_t unit = study.unit_of_run[qcs.samples[i]];
        orders[unit].push_back(double(*order));
        logarithms[unit].push_back(qcs.logarithms[i]);
    }
    for (std::size_t u = 0; u < study.units.size(); ++u) out.unit_trends.push_back(qc_trend(orders[u], logarithms[u]));
    std::size_t levels = 1;
    if (study.orders_restart) {
        levels = std::max<std::size_t>(1, center_units(orders));
        center_units(logarithms);
    }
    out.trend = qc_trend(joined(orders), joined(logarithms), levels);
}

VariableQuality judge_variable(const QualityView& view, const StudyQuality& study, std::size_t variable) {
    VariableQuality out;
    judge_detection(view, variable, out);
    judge_spread(view, variable, out);
    judge_grade(view, out);
    judge_blanks(view, variable, out);
    judge_duplicates(view, variable, out);
    judge_trends(view, study, variable, out);
    judge_flags(view, out);
    return out;
}

}  // namespace

StudyQuality study_quality(const ValueTable& table, const QualityParams& params, int threads) {
    assert(table.scale == ValueScale::linear);
    validate("quality", params);
    require(params.grade_a_percent <= params.grade_b_percent && params.grade_b_percent <= params.grade_c_percent,
            "[quality] grade_a_percent, grade_b_percent, grade_c_percent: must not fall");
    const QualityView view = quality_view(table, params);
    StudyQuality out;
    out.params = params;
    out.groups = view.groups;
    out.batches = view.batches;
    out.pool = view.pool;
    out.orders_restart = orders_restart(table.study);
    map_units(view, out);
    out.variables.resize(table.variables.size());
    parallel_for(out.variables.size(), threads,
                 [&](std::size_t v) { out.variables[v] = judge_variable(view, out, v); });
    summarise_runs(view, out);
    find_design_faults(view, out);
    find_outlying_runs(view, out);
    return out;
}

}  // namespace gassan
