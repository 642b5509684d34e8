#pragma once

/// \file
/// study.h5: the frozen frame of a study with its features, alignments and cells (docs/formats.md).

#include "core/model/feature_table.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace gassan {

/// What a study keeps from one start to the next.
struct StoredStudy {
    std::vector<FeatureTable> tables;
    std::string founded_with;  ///< parameters and separation as text: with others the frame must be founded anew
};

/// Written beside its name, closed, reopened and compared, synced, renamed. The same bytes for the same tables.
/// \param about_to_appear called with the SHA-256 before the file gets its name; may throw.
/// \return SHA-256 of the file. \throws EnvironmentError
std::string write_study_file(const std::filesystem::path& path, const StoredStudy& study,
                             const std::function<void(const std::string& sha256)>& about_to_appear = {});

/// \param sha256 what the manifest says of the file (see read_run_file). Empty: the file is trusted.
/// \throws InputError if it is no such file, or damaged; EnvironmentError if it cannot be read.
[[nodiscard]] StoredStudy read_study_file(const std::filesystem::path& path, const std::string& sha256 = {});

}  // namespace gassan
