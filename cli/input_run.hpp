#pragma once

/// \file
/// From a file to a run as the search takes it: what `gassan detect` and the runs of a study share.

#include "core/model/lock_mass.hpp"
#include "core/model/study_result.hpp"
#include "core/params.hpp"
#include "io/read_run.hpp"

#include <filesystem>
#include <span>

namespace gassan {

/// A run with its profile spectra made centroids and its m/z axis set right by its lock masses.
struct InputRun {
    Run run;
    RunSummary summary;  ///< with the notes of the file and of the axis
    LockReport lock;
};

/// \param told lock masses of the user, over those that are built in
/// \throws as read_run
[[nodiscard]] InputRun input_run(const std::filesystem::path& path, const Params& params,
                                 std::span<const LockMass> told = {}, const ReadProgress& progress = {});

/// Writes down by which lock masses a run's axis was set right, and how far they were off; nothing where it was not.
void tell_lock_masses(const LockReport& report, RunRecord& record);

}  // namespace gassan
