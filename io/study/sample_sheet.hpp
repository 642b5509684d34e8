#pragma once

#include "core/model/study.hpp"
#include "io/base/fault_book.hpp"
#include "io/base/note_book.hpp"
#include "io/table/user_table.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string_view>

namespace gassan {

/// Columns of samples.tsv with a meaning of their own; all others are covariates.
[[nodiscard]] std::span<const std::string_view> sample_columns();

/// The rows of a sample sheet, their runs looked for on disk (relative paths start at the sheet's folder). What is
/// wrong goes to the book, all of it; rows with a fault are in the result with what could be read.
[[nodiscard]] Study samples_of(const UserTable& table, FaultBook& faults, NoteBook& notes);

/// The same of the sheet beside a table of values, where no run is opened: a file need not be told, and sample_id may
/// be whatever has no control character. Where a column is not there under its own name, the names of other programs
/// are taken (sampleType, injectionOrder, class, subject, ...; the first column tells sample_id), and their words for
/// types (pool, QC, biological, ...).
[[nodiscard]] Study samples_of_values(const UserTable& table, FaultBook& faults, NoteBook& notes);

/// The column of such a sheet that holds one of sample_columns(), under its own or another program's name.
[[nodiscard]] std::optional<std::size_t> column_of_values(const UserTable& table, std::string_view name);

/// Is it a word for a type in such a sheet?
[[nodiscard]] bool is_type_word(std::string_view word);

/// What is wrong with the name of a sample or specimen: "" or the cause. Names stand in headers of tables, in
/// spreadsheets and in paths.
[[nodiscard]] std::string name_fault(std::string_view name);

}  // namespace gassan
