#pragma once

/// \file
/// From one file to its features and their files: what `gassan detect` and `gassan demo` share.

#include "cli/param_flags.hpp"
#include "cli/progress.hpp"
#include "core/model/lock_mass.hpp"
#include "core/pipeline.hpp"
#include "io/read_run.hpp"

#include <filesystem>
#include <string>

namespace gassan {

/// One run looked at.
struct DetectedRun {
    RunSummary summary;
    LockReport lock;
    RunResult result;
    std::size_t scans = 0, centroids = 0;
    double seconds = 0.0;

    /// What the file and the search have to say, together.
    [[nodiscard]] Notes notes() const;
};

/// Reads a run and finds its features; prints its notes.
/// \param electropherograms for how many of the strongest features to keep them, for a report.
/// \throws InputError, EnvironmentError as the reader; InputError if the search cannot work on this run.
[[nodiscard]] DetectedRun detect_run(const Session& session, const std::filesystem::path& input,
                                     const EffectiveParams& params, std::size_t electropherograms = 0);

/// "run1.mzML: 982 scans, 13,564 centroids, 25 features, 0.1 s"
[[nodiscard]] std::string summary_line(Language language, const std::filesystem::path& input, const DetectedRun& run);

/// Where the provenance of features.tsv lies: features.provenance.json beside it.
[[nodiscard]] std::filesystem::path provenance_path(const std::filesystem::path& features);

/// Writes the features and, beside them, their provenance; both whole or not at all.
/// \return the text of the provenance
std::string write_results(const Session& session, const std::filesystem::path& input, const EffectiveParams& params,
                          const DetectedRun& run, const std::filesystem::path& output);

}  // namespace gassan
