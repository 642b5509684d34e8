#pragma once

#include "core/base/note.hpp"
#include "core/model/compound.hpp"
#include "core/model/study.hpp"
#include "io/base/fault_book.hpp"
#include "io/table/user_table.hpp"

#include <filesystem>
#include <vector>

namespace gassan {

enum class TableKind { samples, compounds, standards };

/// A table of the user by itself, outside a study.
struct CheckedTable {
    TableKind kind = TableKind::samples;
    UserTable::Format format = UserTable::Format::tsv;
    Study study;                        ///< of a sample sheet
    std::vector<Compound> compounds;    ///< of a compound table
    std::vector<StandardLevel> levels;  ///< of a standards table
    Notes notes;
};

/// Does a file look like a table of the user, whatever its name: a workbook, or text whose first line names two columns
/// of one kind of table? \throws InputError, EnvironmentError where it cannot be opened
[[nodiscard]] bool looks_like_user_table(const std::filesystem::path& path);

/// Reads a table whose kind its header tells: that of which it has most columns. Faults go to the book.
/// \throws EnvironmentError when the machine fails
[[nodiscard]] CheckedTable check_table(const std::filesystem::path& path, FaultBook& faults);

}  // namespace gassan
