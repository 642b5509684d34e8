#pragma once

/// \file
/// Where a run shows one peak and the study knows two ions: the run is asked again.
///
/// docs/methods/filling.md

#include "core/match/match_features.hpp"
#include "core/model/run_archive.hpp"
#include "core/peak/peak_params.hpp"
#include "core/trace/trace_params.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace gassan {

/// How an ion of the study usually looks.
struct IonOutline {
    double fwhm_s = 0.0;  ///< on the frame's clock
    double asymmetry = 1.0;
    double presence = 0.5;  ///< share of the aligned runs that have a peak of it
};

/// From the peaks that each feature has in its runs, those first that stand by themselves; a peak that two ions share
/// is wide, so widths are taken a little below the middle.
/// \param matches a run, each parallel to features: index into the run's features, or Assignment::nobody.
[[nodiscard]] std::vector<IonOutline> usual_outlines(std::span<const ConsensusFeature> features,
                                                     std::span<const MatchRun> runs,
                                                     std::span<const std::vector<std::size_t>> matches,
                                                     const Frame& frame);

/// Cells of pairs of features of which the run has one peak where both may be: both measured, where the counts say that
/// two ions are there. Parallel to features; nothing where the run's own peaks stand.
/// \param wanted parallel to features: may its cell be changed?
[[nodiscard]] std::vector<std::optional<Cell>> parted_cells(
    const MatchRun& run, std::span<const ConsensusFeature> features, std::span<const IonOutline> outlines,
    std::span<const std::size_t> matched, const std::vector<bool>& wanted, const Frame& frame,
    const std::function<const RunArchive&()>& archive, const TraceParams& trace_params, const PeakParams& peak_params,
    const MatchParams& params);

}  // namespace gassan
