#pragma once

/// \file
/// The cells of a user's compound that no feature of the study is: the targeted road, where contract work starts.

#include "core/match/fill_gap.hpp"
#include "core/model/annotation.hpp"
#include "core/model/feature_table.hpp"
#include "core/model/run_archive.hpp"

#include <cstddef>

namespace gassan {

/// Can a run be asked for it at all? Only where the study's standards or the user say when it comes: a time computed
/// from pKa and size misses by several widths, and a peak found there would be anybody's.
[[nodiscard]] bool has_known_place(const TargetPlace& target);

/// The m/z at which it is looked for in a run.
[[nodiscard]] double target_mz(const TargetPlace& target, const RunAlignment& alignment);

/// One compound in one run, looked for by its place as the gaps of features are: filled, below_limit with the area
/// that would have been found, or not_measured (no known place, a run that lies nowhere on the frame, a clock that
/// ends before). What cells of the table hold near its m/z belongs to them and is not touched.
/// \param run column of the table. \pre target.feature is empty
[[nodiscard]] Cell target_cell(const RunArchive& archive, const TargetPlace& target, const FeatureTable& table,
                               std::size_t run, const TraceParams& trace_params, const PeakParams& peak_params,
                               const MatchParams& match_params);

}  // namespace gassan
