#pragma once

/// \file
/// OUT/.study.json: the study as the last start read it, so that its stages can be redone from the folder of results
/// alone.

#include "io/study/read_study.hpp"

#include <filesystem>
#include <string>

namespace gassan {

/// The text of the file. Paths are made absolute. The rows of all tables are in it.
[[nodiscard]] std::string study_memory_json(const StudyFile& study);

/// \throws InputError if it is no such file, or was damaged
[[nodiscard]] StudyFile read_study_memory(const std::filesystem::path& path);

}  // namespace gassan
