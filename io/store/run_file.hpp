#pragma once

/// \file
/// The store's file of one run: HDF5, immutable, named by what it was made from.

#include "core/model/run_archive.hpp"
#include "core/model/study_result.hpp"
#include "core/params.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace gassan {

/// What a run leaves for its study.
struct StoredRun {
    RunRecord record;
    std::vector<Feature> features;
    Electropherogram total_ion;
    RunArchive archive;
};

/// Name of a run's file without ".h5": of the input's content, the parameters of the stages that look at one run (not
/// align, not match, not the separation), and the program's version; 32 hexadecimal digits.
[[nodiscard]] std::string run_hash(const std::string& input_sha256, const Params& params, const std::string& version);

/// Written beside its name, closed, reopened and compared, synced, renamed. The same bytes for the same run.
/// \return SHA-256 of the file. \throws EnvironmentError
std::string write_run_file(const std::filesystem::path& path, const StoredRun& run);

/// \throws InputError if it is no such file, or damaged.
[[nodiscard]] StoredRun read_run_file(const std::filesystem::path& path);
/// Everything but the centroids. \throws as read_run_file
[[nodiscard]] StoredRun read_run_without_centroids(const std::filesystem::path& path);
[[nodiscard]] RunArchive read_run_archive(const std::filesystem::path& path);

}  // namespace gassan
