#include "core/target/replaced_cells.hpp"

#include "core/base/error.hpp"
#include "core/match/measured_cell.hpp"
#include "core/quantify/curated.hpp"
#include "core/quantify/isotopologue.hpp"
#include "core/target/target_cells.hpp"

#include <algorithm>

namespace gassan {
namespace {

/// The column of a sample in a table.
std::optional<std::size_t> column_of(const FeatureTable& table, const std::string& sample_id) {
    const auto found = std::find_if(table.runs.begin(), table.runs.end(),
                                    [&](const TableRun& run) { return run.sample_id == sample_id; });
    if (found == table.runs.end()) return std::nullopt;
    return std::size_t(found - table.runs.begin());
}

std::optional<std::size_t> row_of(const FeatureTable& table, const std::string& feature_id) {
    const auto found = std::find_if(table.features.begin(), table.features.end(),
                                    [&](const ConsensusFeature& feature) { return feature.feature_id == feature_id; });
    if (found == table.features.end()) return std::nullopt;
    return std::size_t(found - table.features.begin());
}

/// Where a feature was measured in a run, or would have been.
double mz_in_run(const FeatureTable& table, std::size_t feature, std::size_t run) {
    if (const Cell& cell = table.cell(feature, run); cell.kind == CellKind::measured) return cell.mz;
    return table.features[feature].mz * (1.0 + table.runs[run].alignment.mz_shift_ppm * 1e-6);
}

/// A molecule and its ion, where both can be read.
struct Ion {
    Formula molecule;
    IonSpecies species;
};

std::optional<Ion> ion_of(const Compound& compound, const TargetPlace& target) {
    if (compound.formula.empty() || target.ion.empty()) return std::nullopt;
    try {
        return Ion{parse_formula(compound.formula), parse_ion(target.ion)};
    } catch (const Error&) {
        return std::nullopt;
    }
}

}  // namespace

CuratedPlace curated_place(const IntegrationLimits& limits, const StudyResult& result) {
    CuratedPlace place;
    bool is_known = false;
    const auto take = [&](std::size_t table, std::optional<std::size_t> feature, std::optional<std::size_t> target) {
        is_known = true;
        const auto run = column_of(result.tables[table], limits.sample_id);
        if (!run) return;
        place.table = table;
        place.run = *run;
        place.feature = feature;
        place.target = target;
        place.mz = feature ? mz_in_run(result.tables[table], *feature, *run)
                           : target_mz(result.annotation.targets[*target], result.tables[table].runs[*run].alignment);
    };
    for (std::size_t t = 0; t < result.tables.size() && !limits.feature_id.empty(); ++t)
        if (const auto row = row_of(result.tables[t], limits.feature_id)) take(t, row, std::nullopt);
    for (std::size_t i = 0; i < result.annotation.targets.size() && !limits.compound_id.empty(); ++i) {
        const TargetPlace& target = result.annotation.targets[i];
        if (result.compounds[target.compound].compound_id == limits.compound_id) take(target.table, target.feature, i);
    }
    if (!is_known)
        place.why_not = limits.feature_id.empty() ? "no run of the study can show " + limits.compound_id
                                                  : limits.feature_id + " is no feature of the study";
    else if (!(place.mz > 0.0))
        place.why_not = limits.sample_id + " has no cell of " + limits.feature_id + limits.compound_id +
                        ": it failed, or its " + "polarity does not show it";
    return place;
}

Cell curated_cell(const RunArchive& archive, const IntegrationLimits& limits, const CuratedPlace& place,
                  const FeatureTable& table, const TraceParams& trace_params, const PeakParams& peak_params) {
    Cell cell = integrate_between(archive, place.mz, {limits.begin_s, limits.end_s}, trace_params, peak_params);
    place_cell(table.runs[place.run].alignment, table.frame, cell);
    cell.flags |= FeatureFlag::curated;
    return cell;
}

std::vector<double> isotopologue_mz(const Compound& compound, const TargetPlace& target,
                                    const RunAlignment& alignment) {
    std::vector<double> all;
    const auto ion = ion_of(compound, target);
    for (int nucleons = 1; ion && nucleons <= most_nucleons; ++nucleons)
        if (const auto one = isotopologue_of(ion->molecule, ion->species, nucleons))
            all.push_back(target_mz(target, alignment) + one->mz_step);
    return all;
}

std::optional<Cell> cell_by_isotopologue(const RunArchive& archive, const Cell& saturated, const Compound& compound,
                                         const TargetPlace& target, const FeatureTable& table, std::size_t run,
                                         const TraceParams& trace_params, const PeakParams& peak_params,
                                         const MatchParams& match_params) {
    const auto ion = ion_of(compound, target);
    if (!ion) return std::nullopt;
    const RunAlignment& alignment = table.runs[run].alignment;
    const auto measured = unsaturated_isotopologue(archive, saturated, target_mz(target, alignment), ion->molecule,
                                                   ion->species, trace_params, peak_params, match_params);
    if (!measured) return std::nullopt;
    Cell cell = measured->cell;
    cell.kind = saturated.kind;  // what was found is the ion; the isotopologue only weighs it
    cell.mz = saturated.mz;
    cell.area = measured->mono_area();
    cell.area_se = measured->mono_area_se();
    cell.height /= measured->isotopologue.share;
    cell.flags |= FeatureFlag(std::uint32_t(saturated.flags) & std::uint32_t(FeatureFlag::curated));
    cell.isotope = measured->isotopologue.nucleons;
    place_cell(alignment, table.frame, cell);
    return cell;
}

}  // namespace gassan
