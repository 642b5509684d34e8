#pragma once

/// \file
/// The store's file of one run: HDF5, immutable, named by what it was made from (docs/formats.md).

#include "core/model/lock_mass.hpp"
#include "core/model/run_archive.hpp"
#include "core/model/study_result.hpp"
#include "core/params.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace gassan {

/// What a run leaves for its study. What the sheet says of it (record.sample_id) is not kept: the same run under
/// another name is the same file.
struct StoredRun {
    RunRecord record;
    std::vector<Feature> features;
    Electropherogram total_ion;  ///< on the clock of the archive
    RunArchive archive;
    std::string provenance;  ///< JSON: program, input, parameters; see run_file_provenance
};

/// Name of a run's file without ".h5": of the input's content, the parameters of the stages that look at one run (not
/// align, not match, not the separation), and the program's version; 32 hexadecimal digits.
/// \param told lock masses of the user, by which its axis may have been set right
[[nodiscard]] std::string run_hash(const std::string& input_sha256, const Params& params, const std::string& version,
                                   std::span<const LockMass> told = {});

/// The parameters of those stages as text, "peak.min_snr = 5", one a line.
[[nodiscard]] std::string run_params_text(const Params& params);

/// What a run's file says of where it comes from: the things its name is made of, as JSON.
[[nodiscard]] std::string run_file_provenance(const std::string& input_sha256, std::uint64_t input_bytes,
                                              const Params& params, const std::string& version);

/// Written beside its name, closed, reopened and compared, synced, renamed. The same bytes for the same run.
/// \return SHA-256 of the file. \throws EnvironmentError
std::string write_run_file(const std::filesystem::path& path, const StoredRun& run);

/// \param sha256 what the manifest says of the file: another content is refused before the HDF5 library sees it, which
/// a damaged file may crash. Empty: the file is trusted. \throws InputError if it is no such file, or damaged;
/// EnvironmentError if it cannot be read.
[[nodiscard]] StoredRun read_run_file(const std::filesystem::path& path, const std::string& sha256 = {});
/// Everything but the centroids. \throws as read_run_file
[[nodiscard]] StoredRun read_run_without_centroids(const std::filesystem::path& path, const std::string& sha256 = {});
[[nodiscard]] RunArchive read_run_archive(const std::filesystem::path& path, const std::string& sha256 = {});
/// The same with the centroids of some keys, and no more than a few others beside them: what a few ions need is a
/// thousandth of the run. The file is trusted. \throws InputError
[[nodiscard]] RunArchive read_run_archive_part(const std::filesystem::path& path, std::span<const KeySpan> keys);

}  // namespace gassan
