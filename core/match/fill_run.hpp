#pragma once

/// \file
/// All cells of one run: what was matched, and what is to be filled.

#include "core/match/blends.hpp"
#include "core/match/fill_gap.hpp"
#include "core/match/look_again.hpp"
#include "core/match/match_features.hpp"
#include "core/model/run_archive.hpp"
#include "core/peak/peak_params.hpp"
#include "core/trace/trace_params.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace gassan {

/// A stretch of a run that a peak of some m/z occupies.
struct OccupiedSpan {
    double mz = 0.0;  ///< on the run's drift-free axis
    TimeSpan span{};
};

/// Cells of a run for some of the features, in their order: what one took, matched or filled, is not there for the
/// next, and neither are echoes of other ions.
/// \param matched parallel to features: index into run.features, or Assignment::nobody.
/// \param outlines parallel to features.
/// \param wanted which features. \return parallel to wanted.
/// \param occupied what cells that stand already were filled from.
/// \param resolving what another ion has within it, nobody else can have.
/// \param archive called only where there is something to fill.
[[nodiscard]] std::vector<Cell> cells_of_run(const MatchRun& run, std::span<const ConsensusFeature> features,
                                             std::span<const IonOutline> outlines, std::span<const std::size_t> matched,
                                             std::span<const std::size_t> wanted, std::vector<OccupiedSpan> occupied,
                                             const Frame& frame, const ResolvingDistance& resolving,
                                             const std::function<const RunArchive&()>& archive,
                                             const TraceParams& trace_params, const PeakParams& peak_params,
                                             const MatchParams& params);

}  // namespace gassan
