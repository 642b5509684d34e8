#pragma once

/// \file
/// study.h5: the frozen frame of a study with its features, alignments and cells.

#include "core/model/feature_table.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace gassan {

/// \return SHA-256 of the file. \throws EnvironmentError
std::string write_study_file(const std::filesystem::path& path, const std::vector<FeatureTable>& tables);

/// \throws InputError if it is no such file, or damaged.
[[nodiscard]] std::vector<FeatureTable> read_study_file(const std::filesystem::path& path);

}  // namespace gassan
