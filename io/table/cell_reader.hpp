#pragma once

/// \file
/// From the text of a cell to its value. A number is read as a whole or not at all, in the one notation that cannot be
/// misread ('.' decimals, nothing before or behind); the locale plays no part.

#include "core/base/fields.hpp"
#include "io/table/user_table.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gassan {

/// The whole text as a finite number, or nothing.
[[nodiscard]] std::optional<double> whole_number_text(std::string_view text);

/// What to write instead of a cell that is no number: "Write 0.5 (a point, not a comma)."
[[nodiscard]] std::string number_remedy(std::string_view text);

/// Reads the cells of a table by column; what does not fit goes to the book with its place, and comes back as if the
/// cell were empty.
struct CellReader {
    using Column = std::optional<std::size_t>;  ///< nothing: the table has no such column

    const UserTable& table;
    FaultBook& faults;

    /// "" where the table has no such column.
    [[nodiscard]] std::string text(const UserTable::Row& row, Column column) const;
    /// NaN for an empty cell.
    [[nodiscard]] double number(const UserTable::Row& row, Column column, const FieldNote& allowed) const;
    [[nodiscard]] std::optional<long> whole(const UserTable::Row& row, Column column, const FieldNote& allowed) const;
    /// Index of the cell among words, in any case; nothing for an empty cell.
    [[nodiscard]] std::optional<std::size_t> word(const UserTable::Row& row, Column column,
                                                  std::span<const std::string_view> words) const;
    void refuse(const UserTable::Row& row, Column column, const std::string& cause, const std::string& remedy) const;
};

/// A column that must be there. A fault names the nearest name that is there instead.
[[nodiscard]] CellReader::Column needed_column(const UserTable& table, std::string_view name, FaultBook& faults);

/// Columns that the caller does not know. One within two letters of a known name gets a note: it may be a slip.
[[nodiscard]] std::vector<std::size_t> further_columns(const UserTable& table, std::span<const std::string_view> known,
                                                       NoteBook& notes);

}  // namespace gassan
