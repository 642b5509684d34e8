#pragma once

/// \file
/// The values in a folder of results (`gassan run STUDY.toml -o OUT`).

#include "core/model/value_table.hpp"
#include "io/base/fault_book.hpp"
#include "io/base/note_book.hpp"
#include "io/values/read_values.hpp"

#include <filesystem>

namespace gassan {

/// Does a folder remember a study?
[[nodiscard]] bool is_result_folder(const std::filesystem::path& folder);

/// Samples are those of the study that the folder remembers; states are those of the cells; what failed is failed.
/// \throws EnvironmentError
[[nodiscard]] ValueTable result_values(const std::filesystem::path& folder, const ReadValuesRequest& request,
                                       FaultBook& faults, NoteBook& notes);

}  // namespace gassan
