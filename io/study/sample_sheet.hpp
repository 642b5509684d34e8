#pragma once

#include "core/model/study.hpp"
#include "io/base/fault_book.hpp"
#include "io/base/note_book.hpp"
#include "io/table/user_table.hpp"

#include <filesystem>
#include <span>
#include <string_view>

namespace gassan {

/// Columns of samples.tsv with a meaning of their own; all others are covariates.
[[nodiscard]] std::span<const std::string_view> sample_columns();

/// The rows of a sample sheet, their runs looked for on disk (relative paths start at the sheet's folder). What is
/// wrong goes to the book, all of it; rows with a fault are in the result with what could be read.
[[nodiscard]] Study samples_of(const UserTable& table, FaultBook& faults, NoteBook& notes);

/// What is wrong with the name of a sample or specimen: "" or the cause. Names stand in headers of tables, in
/// spreadsheets and in paths.
[[nodiscard]] std::string name_fault(std::string_view name);

}  // namespace gassan
