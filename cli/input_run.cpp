#include "cli/input_run.hpp"

#include "cli/current_notes.hpp"
#include "core/library/lock_masses.hpp"
#include "core/signal/centroid_profile.hpp"
#include "core/signal/lock_mass.hpp"

#include <fmt/core.h>

#include <utility>

namespace gassan {
namespace {

/// The run's profile spectra as centroids, and a note where their peaks never told how wide they are.
ReadRun read_centroids(const std::filesystem::path& path, const Params& params, const ReadProgress& progress) {
    ProfileWidth width;
    ReadRun read = read_run(path, params.read, progress,
                            [&](Spectrum& spectrum) { centroid_profile(spectrum, params.profile, width); });
    if (read.summary.profile > 0 && read.summary.points > 0 && !width.known())
        read.summary.notes.push_back(
            {"profile-width-unknown", "",
             "no peak of the profile spectra was clear enough to tell how wide mass peaks are: they were taken to be 4 "
             "samples wide, so near neighbours may be one centroid, and one peak two; compare with the maker's "
             "centroids"});
    return read;
}

}  // namespace

InputRun input_run(const std::filesystem::path& path, const Params& params, std::span<const LockMass> told,
                   const ReadProgress& progress) {
    ReadRun read = read_centroids(path, params, progress);
    for (Note& note : current_notes(read.summary)) read.summary.notes.push_back(std::move(note));
    LockReport lock = recalibrate(read.run, lock_masses_with(told), params.lock, read.summary.notes);
    return {std::move(read.run), std::move(read.summary), std::move(lock)};
}

void tell_lock_masses(const LockReport& report, RunRecord& record) {
    for (const LockSighting& ion : report.ions) {
        if (ion.verdict != LockVerdict::used) continue;
        const char* const join = record.lock_masses.empty() ? "" : ";";
        record.lock_masses += fmt::format("{}{:.4f}", join, ion.lock.mz);
        record.lock_ppm += fmt::format("{}{:.2f}", join, ion.deviation_ppm);
    }
}

}  // namespace gassan
