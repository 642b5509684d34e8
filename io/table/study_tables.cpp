#include "io/table/study_tables.hpp"

#include "core/base/robust.hpp"
#include "io/table/number_cell.hpp"
#include "io/table/study_places.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <map>

namespace gassan {
namespace {

using Sink = std::function<void(const StudyRow&)>;

std::size_t feature_count(const StudyResult& result) {
    std::size_t count = 0;
    for (const FeatureTable& table : result.tables) count += table.features.size();
    return count;
}

std::string whole(int value) {
    return value == 0 ? std::string() : std::to_string(value);
}

// ---- features ---------------------------------------------------------------------------------------------------

/// What the cells of one feature say together.
struct FeatureSummary {
    std::array<std::size_t, 5> count{};  ///< by CellKind
    FeatureFlag flags = FeatureFlag::none;

    [[nodiscard]] std::string of(CellKind kind) const { return std::to_string(count[std::size_t(kind)]); }
};

/// A feature has a flag where at least half of its measured peaks have it.
FeatureSummary summary_of(const FeatureTable& table, std::size_t feature, const std::vector<RunPlace>& places) {
    FeatureSummary summary;
    std::array<std::size_t, 32> with_flag{};
    for (const RunPlace& place : places) {
        if (place.kind != RunPlace::Kind::column) continue;
        const Cell& cell = table.cell(feature, place.column);
        ++summary.count[std::size_t(cell.kind)];
        if (cell.kind != CellKind::measured) continue;
        for (std::size_t bit = 0; bit < with_flag.size(); ++bit)
            with_flag[bit] += has(cell.flags, FeatureFlag(1u << bit)) ? 1 : 0;
    }
    for (std::size_t bit = 0; bit < with_flag.size(); ++bit)
        if (with_flag[bit] > 0 && 2 * with_flag[bit] >= summary.count[std::size_t(CellKind::measured)])
            summary.flags |= FeatureFlag(1u << bit);
    return summary;
}

void feature_rows(const Study& study, const StudyResult& result, const Sink& sink) {
    for (std::size_t t = 0; t < result.tables.size(); ++t) {
        const FeatureTable& table = result.tables[t];
        const auto* const names = t < result.annotation.tables.size() ? &result.annotation.tables[t].features : nullptr;
        const auto places = run_places(study, result, table);
        const auto runs = std::count_if(places.begin(), places.end(),
                                        [](const RunPlace& place) { return place.kind == RunPlace::Kind::column; });
        for (std::size_t feature = 0; feature < table.features.size(); ++feature) {
            const ConsensusFeature& f = table.features[feature];
            const FeatureSummary cells = summary_of(table, feature, places);
            const FeatureAnnotation name = names ? (*names)[feature] : FeatureAnnotation();
            sink({{f.feature_id,
                   decimals(f.mz, 6),
                   decimals(f.mobility_tu, 4),
                   decimals(f.mt_s, 3),
                   whole(f.charge),
                   text_cell(f.ion),
                   std::to_string(runs),
                   cells.of(CellKind::measured),
                   cells.of(CellKind::filled),
                   decimals(f.quality, 3),
                   text_cell(name.compound_id),
                   text_cell(name.compound),
                   name.level,
                   decimals(name.score, 4),
                   flag_names(cells.flags),
                   std::string(polarity_name(table.frame.polarity)),
                   cells.of(CellKind::below_limit),
                   cells.of(CellKind::not_measured),
                   decimals(f.fwhm_s, 3),
                   significant(f.place_sd)},
                  {}});
        }
    }
}

// ---- cells --------------------------------------------------------------------------------------------------------

std::string cell_flags(const Cell& cell, const RunPlace& place) {
    std::string names = flag_names(cell.flags);
    const auto add = [&](const char* name) { names.append(names.empty() ? "" : ";").append(name); };
    if (cell.extrapolated) add("extrapolated");
    if (place.kind == RunPlace::Kind::other_polarity) add("other_polarity");
    if (place.peak_list && cell.kind == CellKind::not_measured) add("peak_list");
    return names;
}

void cell_rows(const Study& study, const StudyResult& result, const Sink& sink) {
    StudyRow row;
    for (const FeatureTable& table : result.tables) {
        const auto places = run_places(study, result, table);
        for (std::size_t feature = 0; feature < table.features.size(); ++feature)
            for (std::size_t run = 0; run < places.size(); ++run) {
                const Cell cell = cell_at(table, feature, places[run]);
                row.cells = {table.features[feature].feature_id,
                             text_cell(study.samples[run].sample_id),
                             decimals(cell.mz, 6),
                             decimals(cell.mt_s, 3),
                             decimals(cell.mobility_tu, 4),
                             significant(area_of(cell)),
                             significant(cell.area_se),
                             significant(cell.height),
                             significant(cell.snr),
                             significant(cell.limit),
                             std::string(cell_kind_name(cell.kind)),
                             decimals(cell.begin_s, 3),
                             decimals(cell.end_s, 3),
                             decimals(cell.quality, 3),
                             cell_flags(cell, places[run])};
                sink(row);
            }
    }
}

// ---- areas --------------------------------------------------------------------------------------------------------

std::vector<StudyColumn> area_columns(const std::vector<std::string>& names) {
    std::vector<StudyColumn> columns{{"feature_id"}, {"mz", true}, {"mt_s", true}};
    for (const std::string& name : names) columns.push_back({text_cell(name), true});
    return columns;
}

StudyRow area_row_head(const ConsensusFeature& feature) {
    return {{feature.feature_id, decimals(feature.mz, 6), decimals(feature.mt_s, 3)}, {}};
}

void area_rows(const Study& study, const StudyResult& result, const Sink& sink) {
    for (const FeatureTable& table : result.tables) {
        const auto places = run_places(study, result, table);
        for (std::size_t feature = 0; feature < table.features.size(); ++feature) {
            StudyRow row = area_row_head(table.features[feature]);
            row.kinds.resize(row.cells.size());
            for (const RunPlace& place : places) {
                const Cell cell = cell_at(table, feature, place);
                row.cells.push_back(significant(area_of(cell)));
                row.kinds.push_back(place.kind == RunPlace::Kind::other_polarity ? std::nullopt
                                                                                 : std::optional(cell.kind));
            }
            sink(row);
        }
    }
}

void area_by_specimen_rows(const Study& study, const StudyResult& result, const Sink& sink) {
    const std::vector<std::string> specimens = specimens_of(study);
    std::map<std::string_view, std::size_t> number;
    for (std::size_t i = 0; i < specimens.size(); ++i) number.emplace(specimens[i], i);

    for (const FeatureTable& table : result.tables) {
        const auto places = run_places(study, result, table);
        for (std::size_t feature = 0; feature < table.features.size(); ++feature) {
            std::vector<std::vector<double>> areas(specimens.size());
            for (std::size_t run = 0; run < places.size(); ++run) {
                const double area = area_of(cell_at(table, feature, places[run]));
                if (std::isfinite(area)) areas[number.at(study.samples[run].specimen_id)].push_back(area);
            }
            StudyRow row = area_row_head(table.features[feature]);
            for (std::vector<double>& replicates : areas)
                row.cells.push_back(significant(median(std::move(replicates))));
            sink(row);
        }
    }
}

}  // namespace

std::vector<std::string> specimens_of(const Study& study) {
    std::vector<std::string> specimens;
    std::map<std::string_view, bool> seen;
    for (const Sample& sample : study.samples)
        if (seen.emplace(sample.specimen_id, true).second) specimens.push_back(sample.specimen_id);
    return specimens;
}

StudyTable study_features_table(const Study& study, const StudyResult& result) {
    return {.name = "features",
            .columns = {{"feature_id"},
                        {"mz", true},
                        {"mobility_tu", true},
                        {"mt_s", true},
                        {"charge", true},
                        {"ion"},
                        {"n_runs", true},
                        {"n_detected", true},
                        {"n_filled", true},
                        {"quality", true},
                        {"compound_id"},
                        {"compound"},
                        {"level"},
                        {"score", true},
                        {"flags"},
                        {"polarity"},
                        {"n_below_limit", true},
                        {"n_not_measured", true},
                        {"fwhm_s", true},
                        {"place_sd", true}},
            .rows = feature_count(result),
            .for_each_row = [&](const Sink& sink) { feature_rows(study, result, sink); }};
}

StudyTable cells_table(const Study& study, const StudyResult& result) {
    return {.name = "cells",
            .columns = {{"feature_id"},
                        {"sample_id"},
                        {"mz", true},
                        {"mt_s", true},
                        {"mobility_tu", true},
                        {"area", true},
                        {"area_se", true},
                        {"height", true},
                        {"snr", true},
                        {"limit", true},
                        {"kind"},
                        {"begin_s", true},
                        {"end_s", true},
                        {"quality", true},
                        {"flags"}},
            .rows = feature_count(result) * study.samples.size(),
            .for_each_row = [&](const Sink& sink) { cell_rows(study, result, sink); }};
}

StudyTable areas_table(const Study& study, const StudyResult& result) {
    std::vector<std::string> samples;
    for (const Sample& sample : study.samples) samples.push_back(sample.sample_id);
    return {.name = "areas",
            .columns = area_columns(samples),
            .rows = feature_count(result),
            .for_each_row = [&](const Sink& sink) { area_rows(study, result, sink); }};
}

StudyTable areas_by_specimen_table(const Study& study, const StudyResult& result) {
    return {.name = "areas_by_specimen",
            .columns = area_columns(specimens_of(study)),
            .rows = feature_count(result),
            .for_each_row = [&](const Sink& sink) { area_by_specimen_rows(study, result, sink); }};
}

}  // namespace gassan
