#pragma once

/// \file
/// One run laid onto the frame of a study, by its own strong ions.
///
/// No compound need be known: ions that the run shares with the frame are told by m/z, and which of them are truly
/// the same by the warp that most of them agree on. Runs are aligned one by one, each against the frame alone, so that
/// a run's place never depends on its company. docs/methods/alignment.md

#include "core/align/align_params.hpp"
#include "core/align/fit_warp.hpp"
#include "core/model/feature.hpp"
#include "core/model/mobility.hpp"

#include <optional>
#include <span>
#include <vector>

namespace gassan {

/// Below this no scatter of times is believed: matched standards in good hands repeat to 0.05-0.18 % of their time.
constexpr double least_relative_sd = 5e-4;

/// How well one compound's time repeats: a share of the time, and a quarter of a scan, to which an apex is known.
/// Alignment, matching and filling go by this one rule.
[[nodiscard]] double time_sd_s(double time_s, double relative_sd, double spacing_s);

/// A strong ion of a run.
struct RunIon {
    double mz = 0.0, time_s = 0.0, height = 0.0;
    double sd_s = 0.0;  ///< how well time_s tells its centre, by its shape alone
    double vote = 1.0;  ///< one for all that come at one time: a compound's adducts and fragments err together
};

/// The highest features that are no echo of another and have their apex for themselves. By m/z, then time.
[[nodiscard]] std::vector<RunIon> strong_ions(std::span<const Feature> features, const AlignParams& params);

/// What physics says of the warp of any run onto this frame; what the run's own markers say stands for the frame's
/// clock where there is a scale.
[[nodiscard]] WarpPrior warp_prior(const Frame& frame, const std::optional<MobilityScale>& scale,
                                   const AlignParams& params);

/// Never fails: a run that shares too few ions with the frame comes back with aligned = false, a reason, and the
/// prior's centre as its warp.
/// \param spacing_s usual time between scans: no apex is known better than a part of it.
[[nodiscard]] RunAlignment align_run(std::span<const RunIon> ions, const Frame& frame, const WarpPrior& prior,
                                     double spacing_s, const AlignParams& params);

/// Says of every run whose anchors scatter too much that it does: judged against the study's median.
void judge_alignments(std::span<RunAlignment> alignments, const AlignParams& params);

}  // namespace gassan
