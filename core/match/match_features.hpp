#pragma once

/// \file
/// From the features of many runs to the features of the study.
///
/// docs/methods/matching.md

#include "core/align/align_params.hpp"
#include "core/match/assign_in_order.hpp"
#include "core/match/match_params.hpp"
#include "core/model/feature_table.hpp"
#include "core/model/study.hpp"

#include <span>
#include <string>
#include <vector>

namespace gassan {

/// A run as the matching sees it.
struct MatchRun {
    std::span<const Feature> features;
    const RunAlignment* alignment = nullptr;
    SampleType type = SampleType::sample;
    std::string group;
    double spacing_s = 1.0;
    bool may_found = true;                 ///< false for a run whose peaks were judged when it came
    bool has_archive = true;               ///< false for a peak list: nothing is known of where it has no peak
    std::span<const Feature> others = {};  ///< peaks of other segments of its file: nothing of this run's
};

/// The peaks of one run on the frame, by m/z then time; those that the frame has no place for are left out.
/// \param run its number.
[[nodiscard]] std::vector<PlacedPeak> placed_peaks(const MatchRun& run, std::size_t number, const Frame& frame);

[[nodiscard]] AssignRule assign_rule(const Frame& frame, const MatchParams& params);

/// New features out of peaks that belong to none yet, without ids: clusters with enough runs behind them, that are not
/// mostly echoes (isotopes, ringing) in the eyes of their own runs. By m/z, then time. Only aligned runs found, and
/// only with a peak of a run that may found.
[[nodiscard]] std::vector<ConsensusFeature> found_features(const std::vector<PlacedPeak>& peaks,
                                                           std::span<const MatchRun> runs, const Frame& frame,
                                                           const MatchParams& params);

/// Which feature of the run, by its index, stands for each consensus feature; Assignment::nobody for none.
/// \param presence share of runs in which each feature is found, parallel to features. \return parallel to features.
[[nodiscard]] std::vector<std::size_t> matched_features(const std::vector<PlacedPeak>& peaks,
                                                        std::span<const ConsensusFeature> features,
                                                        std::span<const double> presence, const AssignRule& rule);

}  // namespace gassan
