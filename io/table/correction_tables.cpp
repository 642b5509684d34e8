#include "io/table/correction_tables.hpp"

#include "io/table/number_cell.hpp"
#include "io/table/study_places.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace gassan {
namespace {

using Sink = std::function<void(const StudyRow&)>;

/// By sample of the sheet: its column among the corrected values of a polarity.
std::vector<std::optional<std::size_t>> columns_of(const StudyCorrection& correction, std::size_t samples) {
    std::vector<std::optional<std::size_t>> columns(samples);
    for (std::size_t column = 0; column < correction.samples.size(); ++column)
        columns[correction.samples[column]] = column;
    return columns;
}

void area_rows(const Study& study, const StudyResult& result, const Sink& sink) {
    for (std::size_t t = 0; t < result.tables.size(); ++t) {
        const FeatureTable& table = result.tables[t];
        const StudyCorrection& correction = result.corrections[t];
        const bool is_corrected = correction.reason.empty();
        const auto places = run_places(study, result, table);
        const auto columns = columns_of(correction, study.samples.size());
        for (std::size_t f = 0; f < table.features.size(); ++f) {
            const ConsensusFeature& feature = table.features[f];
            StudyRow row{{feature.feature_id, decimals(feature.mz, 6), decimals(feature.mt_s, 3)}, {}};
            row.kinds.resize(row.cells.size());
            for (std::size_t sample = 0; sample < places.size(); ++sample) {
                const Cell cell = cell_at(table, f, places[sample]);
                double area = area_of(cell);
                if (is_corrected && std::isfinite(area) && columns[sample])
                    area = correction.areas.table.row(f)[*columns[sample]];
                row.cells.push_back(significant(area));
                row.kinds.push_back(places[sample].kind == RunPlace::Kind::other_polarity ? std::nullopt
                                                                                          : std::optional(cell.kind));
            }
            sink(row);
        }
    }
}

std::string whole_or_empty(bool is_there, std::size_t value) {
    return is_there ? std::to_string(value) : std::string();
}

constexpr double least_found_share = 0.7;

/// How many QCs have a peak by itself, and how many did not fail.
std::pair<std::size_t, std::size_t> qcs_found(const Correction& correction, std::size_t variable) {
    std::size_t found = 0, all = 0;
    const auto kinds = correction.table.row_kinds(variable);
    for (std::size_t sample = 0; sample < kinds.size(); ++sample) {
        if (correction.table.study.samples[sample].type != SampleType::qc || kinds[sample] == CellKind::failed)
            continue;
        ++all;
        found += kinds[sample] == CellKind::measured;
    }
    return {found, all};
}

StudyRow account_row(const Correction& correction, std::size_t v, Polarity polarity, const char* what,
                     const std::string& feature_id, const std::string& compound_id, const std::string& divided_by) {
    StudyRow row{
        {what, feature_id, text_cell(compound_id), std::string(polarity_name(polarity)), text_cell(divided_by)}, {}};
    for (std::string& cell : correction_cells(correction, v)) row.cells.push_back(std::move(cell));
    return row;
}

void account_rows(const StudyResult& result, const Sink& sink) {
    for (const StudyCorrection& correction : result.corrections) {
        for (std::size_t v = 0; v < correction.areas.variables.size(); ++v)
            sink(account_row(correction.areas, v, correction.polarity, "area", correction.areas.table.variables[v].id,
                             "", ""));
        for (std::size_t v = 0; v < correction.responses.variables.size(); ++v)
            sink(account_row(correction.responses, v, correction.polarity, "response",
                             result.quantities.rows[correction.rows[v]].feature_id,
                             correction.responses.table.variables[v].id, correction.divided_by[v]));
    }
}

std::size_t account_size(const StudyResult& result) {
    std::size_t rows = 0;
    for (const StudyCorrection& correction : result.corrections)
        rows += correction.areas.variables.size() + correction.responses.variables.size();
    return rows;
}

}  // namespace

bool is_found_in_qcs(const Correction& correction, std::size_t variable) {
    const auto [found, all] = qcs_found(correction, variable);
    return all > 0 && double(found) >= least_found_share * double(all);
}

std::string models_text(const VariableCorrection& variable) {
    std::vector<std::pair<DriftModel, std::size_t>> counts;
    for (const UnitCurve& curve : variable.curves) {
        const auto found =
            std::find_if(counts.begin(), counts.end(), [&](const auto& count) { return count.first == curve.model; });
        if (found == counts.end())
            counts.emplace_back(curve.model, 1);
        else
            ++found->second;
    }
    std::sort(counts.begin(), counts.end());
    std::string text;
    for (const auto& [model, count] : counts) {
        text += (text.empty() ? "" : ", ") + std::string(drift_model_name(model));
        if (counts.size() > 1) text += " " + std::to_string(count);
    }
    return text;
}

StudyTable areas_corrected_table(const Study& study, const StudyResult& result) {
    StudyTable table = areas_table(study, result);
    table.name = "areas_corrected";
    table.for_each_row = [&](const Sink& sink) { area_rows(study, result, sink); };
    return table;
}

std::vector<StudyColumn> correction_columns() {
    return {{"corrected"},
            {"model"},
            {"n_units", true},
            {"n_qc", true},
            {"n_qc_measured", true},
            {"qc_cv_before", true},
            {"qc_cv_left_out", true},
            {"n_left_out", true},
            {"all_qc_cv_before", true},
            {"all_qc_cv_left_out", true},
            {"n_all_left_out", true},
            {"reference", true},
            {"reason"}};
}

std::vector<std::string> correction_cells(const Correction& correction, std::size_t variable) {
    const VariableCorrection& one = correction.variables[variable];
    return {one.corrected ? "yes" : "no",
            models_text(one),
            std::to_string(one.curves.size()),
            std::to_string(one.qcs),
            std::to_string(qcs_found(correction, variable).first),
            significant(one.inside.before_percent),
            significant(one.inside.after_percent),
            whole_or_empty(one.inside.qcs > 0, one.inside.qcs),
            significant(one.all.before_percent),
            significant(one.all.after_percent),
            whole_or_empty(one.all.qcs > 0, one.all.qcs),
            significant(one.reference),
            text_cell(one.reason)};
}

StudyTable corrections_table(const StudyResult& result) {
    std::vector<StudyColumn> columns{{"value"}, {"feature_id"}, {"compound_id"}, {"polarity"}, {"internal_standard"}};
    for (StudyColumn& column : correction_columns()) columns.push_back(std::move(column));
    return {.name = "corrections",
            .columns = std::move(columns),
            .rows = account_size(result),
            .for_each_row = [&](const Sink& sink) { account_rows(result, sink); }};
}

}  // namespace gassan
