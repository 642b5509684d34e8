#include "core/correct/study_values.hpp"

#include "core/quantify/response.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace gassan {
namespace {

/// The samples as a study of their own, all of one polarity.
Study part_of(const Study& study, Polarity polarity, std::span<const std::size_t> samples) {
    Study part{.name = study.name, .covariates = study.covariates, .samples = {}};
    for (const std::size_t sample : samples) {
        part.samples.push_back(study.samples[sample]);
        part.samples.back().polarity = polarity;
    }
    return part;
}

void put(const Cell& cell, double divisor, ValueTable& table, std::size_t at) {
    table.kinds[at] = cell.kind;
    if (has_measurement(cell.kind)) {
        table.values[at] = cell.area / divisor;
        // A peak without an area is none.
        if (!std::isfinite(table.values[at])) table.kinds[at] = CellKind::not_measured;
    }
    table.limits[at] = cell.limit / divisor;
}

/// Why an internal standard cannot divide, by its row and sample.
std::set<std::pair<std::size_t, std::size_t>> failures(std::span<const StandardTrend> trends) {
    std::set<std::pair<std::size_t, std::size_t>> failed;
    for (const StandardTrend& trend : trends)
        if (trend.failed) failed.emplace(trend.row, trend.sample);
    return failed;
}

bool is_outside(const CorrectionUnit& unit, std::size_t position) {
    if (unit.qcs.empty()) return true;
    const auto at = [&](std::size_t sample) {
        return std::find(unit.samples.begin(), unit.samples.end(), sample) - unit.samples.begin();
    };
    const auto here = std::ptrdiff_t(position);
    return here < at(unit.qcs.front()) || here > at(unit.qcs.back());
}

}  // namespace

double correction_factor(const Correction& correction, const ValueTable& before, std::size_t variable,
                         std::size_t sample) {
    if (!correction.variables[variable].corrected) return 1.0;
    const std::size_t at = variable * before.samples() + sample;
    const double measured = before.values[at], corrected = correction.table.values[at];
    if (std::isfinite(measured) && std::isfinite(corrected) && measured != 0.0) return corrected / measured;
    const double curve = correction.curves[at];
    return std::isfinite(curve) && curve > 0.0 ? correction.variables[variable].reference / curve : 1.0;
}

ValueTable area_values(const Study& study, const FeatureTable& table, std::span<const std::size_t> samples) {
    std::vector<Variable> variables;
    for (const ConsensusFeature& feature : table.features) variables.push_back({feature.feature_id, "", "", {}});
    ValueTable values = empty_values(part_of(study, table.frame.polarity, samples), std::move(variables));

    std::map<std::string_view, std::size_t> columns;
    for (std::size_t run = 0; run < table.runs.size(); ++run) columns.emplace(table.runs[run].sample_id, run);
    for (std::size_t s = 0; s < samples.size(); ++s) {
        const auto column = columns.find(study.samples[samples[s]].sample_id);
        for (std::size_t f = 0; f < table.features.size(); ++f)
            put(column == columns.end() ? Cell{.kind = CellKind::failed} : table.cell(f, column->second), 1.0, values,
                f * samples.size() + s);
    }
    return values;
}

ResponseValues response_values(const Study& study, std::span<const Compound> compounds,
                               std::span<const CompoundRow> rows, Polarity polarity,
                               std::span<const std::size_t> samples, const QuantifyParams& params) {
    const std::vector<StandardTrend> trends = standard_trends(study, compounds, rows, params);
    const std::vector<StandardChoice> choices = choose_standards(study, compounds, rows, trends);
    const auto failed = failures(trends);

    ResponseValues found;
    std::vector<Variable> variables;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const Compound& compound = compounds[rows[r].compound];
        if (rows[r].polarity != polarity || compound.role != CompoundRole::analyte) continue;
        variables.push_back({compound.compound_id, compound.name, "", {}});
        found.rows.push_back(r);
        found.divided_by.push_back(
            choices[r].ranking.empty() ? "" : compounds[rows[choices[r].ranking.front()].compound].compound_id);
    }
    found.table = empty_values(part_of(study, polarity, samples), std::move(variables));
    for (std::size_t v = 0; v < found.rows.size(); ++v) {
        const CompoundRow& row = rows[found.rows[v]];
        const StandardChoice& choice = choices[found.rows[v]];
        for (std::size_t s = 0; s < samples.size(); ++s) {
            const std::size_t sample = samples[s], at = v * samples.size() + s;
            const Cell& cell = row.cells[sample];
            if (choice.ranking.empty()) {
                put(cell, 1.0, found.table, at);
            } else if (const std::size_t standard = choice.ranking.front(); !failed.contains({standard, sample})) {
                put(cell, rows[standard].cells[sample].area, found.table, at);
            } else if (cell.kind == CellKind::failed) {
                found.table.kinds[at] = CellKind::failed;
            }
        }
    }
    return found;
}

void apply_correction(const StudyCorrection& correction, const ResponseValues& before, std::vector<CompoundRow>& rows) {
    assert(correction.responses.variables.size() == before.rows.size());
    for (std::size_t v = 0; v < before.rows.size(); ++v) {
        if (!correction.responses.variables[v].corrected) continue;
        CompoundRow& row = rows[before.rows[v]];
        for (std::size_t s = 0; s < correction.samples.size(); ++s) {
            const double factor = correction_factor(correction.responses, before.table, v, s);
            Cell& cell = row.cells[correction.samples[s]];
            for (double* number : {&cell.area, &cell.area_se, &cell.limit}) *number *= factor;
        }
    }
}

void flag_outside(const StudyCorrection& correction, std::vector<Concentration>& concentrations) {
    std::set<std::size_t> corrected, outside;
    for (std::size_t v = 0; v < correction.rows.size(); ++v)
        if (correction.responses.variables[v].corrected) corrected.insert(correction.rows[v]);
    for (const CorrectionUnit& unit : correction.responses.units)
        for (std::size_t position = 0; position < unit.samples.size(); ++position)
            if (is_outside(unit, position)) outside.insert(correction.samples[unit.samples[position]]);
    for (Concentration& one : concentrations)
        if (corrected.contains(one.row) && outside.contains(one.sample) && std::isfinite(one.value))
            one.flags += one.flags.empty() ? "outside_qcs" : ";outside_qcs";
}

}  // namespace gassan
