#include "io/table/quantity_tables.hpp"

#include "io/table/number_cell.hpp"
#include "io/table/study_places.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace gassan {
namespace {

using Sink = std::function<void(const StudyRow&)>;

std::vector<StudyColumn> text_and_numbers(std::initializer_list<const char*> names,
                                          std::initializer_list<const char*> numbers) {
    std::vector<StudyColumn> columns;
    for (const char* name : names)
        columns.push_back({name, std::find_if(numbers.begin(), numbers.end(), [&](const char* number) {
                                     return std::string_view(number) == name;
                                 }) != numbers.end()});
    return columns;
}

// ---- candidates -------------------------------------------------------------------------------------------------

void candidate_rows(const StudyResult& result, const Sink& sink) {
    for (std::size_t t = 0; t < result.annotation.tables.size(); ++t)
        for (std::size_t f = 0; f < result.annotation.tables[t].features.size(); ++f)
            for (const Candidate& one : result.annotation.tables[t].features[f].candidates)
                sink({{result.tables[t].features[f].feature_id, text_cell(one.compound_id), text_cell(one.name),
                       text_cell(one.ion), decimals(one.mz_error_ppm, 2), decimals(one.place_error_sd, 2),
                       std::string(place_evidence_name(one.evidence)), decimals(one.isotope_score, 3),
                       decimals(one.probability, 4), one.of_user ? "user" : "library"},
                      {}});
}

std::size_t candidate_count(const StudyResult& result) {
    std::size_t count = 0;
    for (const StudyAnnotation::Table& table : result.annotation.tables)
        for (const FeatureAnnotation& feature : table.features) count += feature.candidates.size();
    return count;
}

// ---- targets ----------------------------------------------------------------------------------------------------

/// Where a compound is looked for, by compound and polarity.
const TargetPlace* place_of(const StudyResult& result, const CompoundRow& row) {
    for (const TargetPlace& target : result.annotation.targets)
        if (target.compound == row.compound && result.tables[target.table].frame.polarity == row.polarity)
            return &target;
    return nullptr;
}

std::string target_flags(const Cell& cell) {
    const std::string names = flag_names(cell.flags), isotope = isotope_flag(cell);
    return names + (names.empty() || isotope.empty() ? "" : ";") + isotope;
}

std::string set_text(const std::vector<std::string>& ids) {
    std::string text;
    for (const std::string& id : ids) text.append(text.empty() ? "" : "|").append(id);
    return text;
}

void target_rows(const Study& study, const StudyResult& result, const Sink& sink) {
    for (const CompoundRow& row : result.quantities.rows) {
        const TargetPlace* const place = place_of(result, row);
        for (std::size_t sample = 0; sample < row.cells.size(); ++sample) {
            const Cell& cell = row.cells[sample];
            sink({{text_cell(result.compounds[row.compound].compound_id), text_cell(study.samples[sample].sample_id),
                   row.feature_id, place ? text_cell(place->ion) : "", decimals(cell.mz, 6), decimals(cell.mt_s, 3),
                   decimals(cell.mobility_tu, 4), significant(cell.area), significant(cell.area_se),
                   significant(cell.height), significant(cell.snr), significant(cell.limit),
                   std::string(cell_kind_name(cell.kind)), std::string(polarity_name(row.polarity)),
                   place ? std::string(place_evidence_name(place->evidence)) : "", target_flags(cell),
                   place ? text_cell(set_text(place->isomers)) : ""},
                  {}});
        }
    }
}

// ---- concentrations ---------------------------------------------------------------------------------------------

void wide_rows(const StudyResult& result, const Sink& sink) {
    const SpecimenConcentrations& wide = result.specimens;
    for (std::size_t i = 0; i < wide.compounds.size(); ++i) {
        const Compound& compound = result.compounds[wide.compounds[i]];
        StudyRow row{{text_cell(compound.compound_id), text_cell(compound.name), wide.units[i]}, {}};
        row.kinds.resize(3);
        for (std::size_t s = 0; s < wide.specimens.size(); ++s) {
            const SpecimenValue& value = wide.values[i * wide.specimens.size() + s];
            row.cells.push_back(significant(value.value));
            row.kinds.push_back(value.kind);
        }
        sink(row);
    }
}

void long_rows(const Study& study, const StudyResult& result, const Sink& sink) {
    for (const Concentration& one : result.quantities.concentrations) {
        const CompoundRow& row = result.quantities.rows[one.row];
        sink({{text_cell(result.compounds[row.compound].compound_id), text_cell(study.samples[one.sample].sample_id),
               significant(one.value), one.unit, significant(one.low95), significant(one.high95), significant(one.lod),
               significant(one.loq), text_cell(one.internal_standard), std::string(cell_kind_name(one.kind)),
               text_cell(one.flags), significant(one.se), std::string(polarity_name(row.polarity)), row.feature_id},
              {}});
    }
}

void curve_rows(const StudyResult& result, const Sink& sink) {
    for (const CalibrationCurve& curve : result.quantities.curves)
        for (const CurvePoint& point : curve.points)
            sink({{text_cell(result.compounds[curve.compound].compound_id),
                   std::string(polarity_name(curve.polarity)),
                   text_cell(point.sample_id),
                   significant(point.concentration),
                   curve.unit,
                   significant(point.response),
                   significant(point.response_se),
                   significant(point.back_calculated),
                   decimals(point.error_percent, 2),
                   point.used ? "yes" : "no",
                   text_cell(point.why_not),
                   std::string(curve_model_name(curve.model)),
                   std::string(curve_weight_name(curve.weight)),
                   significant(curve.b0),
                   significant(curve.b1),
                   significant(curve.b2),
                   significant(curve.lod),
                   significant(curve.loq),
                   significant(curve.uloq),
                   text_cell(curve.internal_standard),
                   text_cell(curve.choice),
                   text_cell(curve.standard_choice),
                   text_cell(curve.limits)},
                  {}});
}

std::size_t point_count(const StudyResult& result) {
    std::size_t count = 0;
    for (const CalibrationCurve& curve : result.quantities.curves) count += curve.points.size();
    return count;
}

}  // namespace

StudyTable candidates_table(const StudyResult& result) {
    return {.name = "candidates",
            .columns = text_and_numbers({"feature_id", "compound_id", "name", "ion", "mz_error_ppm", "place_error_sd",
                                         "evidence", "isotope_score", "probability", "source"},
                                        {"mz_error_ppm", "place_error_sd", "isotope_score", "probability"}),
            .rows = candidate_count(result),
            .for_each_row = [&](const Sink& sink) { candidate_rows(result, sink); }};
}

StudyTable targets_table(const Study& study, const StudyResult& result) {
    return {.name = "targets",
            .columns = text_and_numbers(
                {"compound_id", "sample_id", "feature_id", "ion", "mz", "mt_s", "mobility_tu", "area", "area_se",
                 "height", "snr", "limit", "kind", "polarity", "evidence", "flags", "isomers"},
                {"mz", "mt_s", "mobility_tu", "area", "area_se", "height", "snr", "limit"}),
            .rows = result.quantities.rows.size() * study.samples.size(),
            .for_each_row = [&](const Sink& sink) { target_rows(study, result, sink); }};
}

StudyTable concentrations_table(const StudyResult& result) {
    std::vector<StudyColumn> columns{{"compound_id"}, {"compound"}, {"unit"}};
    for (const std::string& specimen : result.specimens.specimens) columns.push_back({text_cell(specimen), true});
    return {.name = "concentrations",
            .columns = std::move(columns),
            .rows = result.specimens.compounds.size(),
            .for_each_row = [&](const Sink& sink) { wide_rows(result, sink); }};
}

StudyTable concentrations_long_table(const Study& study, const StudyResult& result) {
    return {.name = "concentrations_long",
            .columns = text_and_numbers({"compound_id", "sample_id", "value", "unit", "low95", "high95", "lod", "loq",
                                         "internal_standard", "kind", "flags", "se", "polarity", "feature_id"},
                                        {"value", "low95", "high95", "lod", "loq", "se"}),
            .rows = result.quantities.concentrations.size(),
            .for_each_row = [&](const Sink& sink) { long_rows(study, result, sink); }};
}

StudyTable curves_table(const StudyResult& result) {
    return {.name = "curves",
            .columns = text_and_numbers({"compound_id",
                                         "polarity",
                                         "sample_id",
                                         "concentration",
                                         "unit",
                                         "response",
                                         "response_se",
                                         "back_calculated",
                                         "error_percent",
                                         "used",
                                         "why_not",
                                         "model",
                                         "weight",
                                         "b0",
                                         "b1",
                                         "b2",
                                         "lod",
                                         "loq",
                                         "uloq",
                                         "internal_standard",
                                         "choice",
                                         "standard_choice",
                                         "limits"},
                                        {"concentration", "response", "response_se", "back_calculated", "error_percent",
                                         "b0", "b1", "b2", "lod", "loq", "uloq"}),
            .rows = point_count(result),
            .for_each_row = [&](const Sink& sink) { curve_rows(result, sink); }};
}

}  // namespace gassan
