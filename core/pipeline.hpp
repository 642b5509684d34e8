#pragma once

/// \file
/// The roads of one run and of a study, written down once: calls only, and the only place in core with threads.

#include "core/model/mobility.hpp"
#include "core/model/run.hpp"
#include "core/model/run_result.hpp"
#include "core/model/study_result.hpp"
#include "core/params.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gassan {

struct RunRequest {
    int threads = 1;
    std::size_t electropherograms = 0;                  ///< for how many features to keep them
    std::optional<SeparationSettings> separation = {};  ///< where it is known, features get mobilities
    bool archive = false;                               ///< fill RunResult::archive
    bool evidence = false;                              ///< fill RunResult::evidence
    bool for_study = false;  ///< keep doubtful peaks too (peak.study_quality, peak.study_mz_se_ppm), flagged
};

/// Features of one run. The same bytes for any number of threads.
/// \throws Error if the run has too few scans to be looked at; ParameterError for parameters out of their domain.
[[nodiscard]] RunResult process_run(const Run& run, const Params& params, const RunRequest& request = {});

/// A run as the study's road takes it: what process_run gave, and whose it is.
struct StudyRun {
    std::string sample_id;
    std::string run_hash;  ///< tells whether an earlier study already holds it
    SampleType type = SampleType::sample;
    std::string group;
    std::vector<Feature> features;                                  ///< mobility_tu is not looked at
    double first_time_s = 0.0, last_time_s = 0.0, spacing_s = 1.0;  ///< of its scans
    bool has_archive = true;  ///< false for a peak list: its gaps cannot be filled, they are not_measured
    int segment = 0;         ///< of a run of several samples which it is, from 1: a run of its own, on the file's clock
    double segment_s = 0.0;  ///< its ions come so much later than those of the first segment
    std::vector<Feature> others = {};  ///< peaks of its file that belong to other segments, too or alone
    std::string reason = {};           ///< why it is warned of before it is aligned; "" if it is not
};

/// Is it the run that this column was made of?
[[nodiscard]] bool is_same_run(const TableRun& column, const StudyRun& run);

struct StudyRequest {
    int threads = 1;
    std::optional<SeparationSettings> separation = {};  ///< where its markers are found, the frame is in TU
    std::optional<Frame> frame = {};                    ///< of another study: runs are placed on it
    const FeatureTable* earlier = nullptr;  ///< what was frozen: its frame, features and cells stay as they are
    /// Loads what gaps of a run that has an archive are filled from; called from several threads, for one run at a time
    /// each.
    std::function<RunArchive(std::size_t run)> archive;
    std::function<void(std::size_t done, std::size_t all)> progress =
        {};  ///< called after each run; from several threads
};

/// Runs of one polarity aligned, matched and filled. The same bytes for any number of threads and any order of runs
/// (the order of FeatureTable::runs apart). Runs that \p earlier holds under the same sample_id and hash keep their
/// alignment and cells; runs that are gone from the study lose their column; features stay.
[[nodiscard]] FeatureTable process_study(std::span<const StudyRun> runs, Polarity polarity, const Params& params,
                                         const StudyRequest& request);

}  // namespace gassan
