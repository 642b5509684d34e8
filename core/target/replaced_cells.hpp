#pragma once

/// \file
/// Cells that stand in for what detection found: between limits that a person set, and of a saturated ion by an
/// isotopologue.

#include "core/match/match_params.hpp"
#include "core/model/compound.hpp"
#include "core/model/integration_limits.hpp"
#include "core/model/run_archive.hpp"
#include "core/model/study_result.hpp"
#include "core/peak/peak_params.hpp"
#include "core/trace/trace_params.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace gassan {

/// Which cell a row of limits means.
struct CuratedPlace {
    std::size_t table = 0, run = 0;      ///< column of StudyResult::tables[table]
    std::optional<std::size_t> feature;  ///< row of that table; none: a compound that no feature is
    std::optional<std::size_t> target;   ///< of StudyAnnotation::targets, where the row names a compound
    double mz = no_value;                ///< of the ion in that run
    std::string why_not;                 ///< why the study has no such cell; "" where it has one
};

/// Looks the cell up by name. A run that failed has none, and neither has a peak list one that could be integrated.
[[nodiscard]] CuratedPlace curated_place(const IntegrationLimits& limits, const StudyResult& result);

/// The cell between the limits (core/quantify/curated), with the flag curated.
[[nodiscard]] Cell curated_cell(const RunArchive& archive, const IntegrationLimits& limits, const CuratedPlace& place,
                                const FeatureTable& table, const TraceParams& trace_params,
                                const PeakParams& peak_params);

/// m/z of M+1, M+2 and M+3 of a compound in a run: what must be known of its archive. Empty where no formula or ion
/// tells them.
[[nodiscard]] std::vector<double> isotopologue_mz(const Compound& compound, const TargetPlace& target,
                                                  const RunAlignment& alignment);

/// A saturated cell as its isotopologue tells it (core/quantify/isotopologue): area, error and height as the ion itself
/// would have had them, the isotopologue's bounds and flags, and Cell::isotope. Nothing where none of the three stays
/// far from the ceiling, and where formula or ion are not known.
[[nodiscard]] std::optional<Cell> cell_by_isotopologue(const RunArchive& archive, const Cell& saturated,
                                                       const Compound& compound, const TargetPlace& target,
                                                       const FeatureTable& table, std::size_t run,
                                                       const TraceParams& trace_params, const PeakParams& peak_params,
                                                       const MatchParams& match_params);

}  // namespace gassan
