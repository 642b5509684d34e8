#pragma once

/// \file
/// What the readers of text and of XLSX hand to read_user_table: cells as they stand, nothing judged yet.

#include "io/base/fault_book.hpp"
#include "io/base/note_book.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

struct RawRow {
    std::size_t line = 0;            ///< from 1
    std::vector<std::string> cells;  ///< of this row alone
    bool sparse = false;             ///< cells at its end that are not there are empty ones (XLSX)
};

/// "A", "Z", "AA": the name of a column of a spreadsheet, from 0.
[[nodiscard]] std::string column_letters(std::size_t column);

/// The text of a table as UTF-8 without its byte order mark. Nothing, and a fault, for another encoding.
[[nodiscard]] std::optional<std::string> table_text(const std::filesystem::path& path, std::string bytes,
                                                    FaultBook& faults);

/// Parts a text at a separator and at line ends (LF, CRLF, CR); cells in double quotes after RFC 4180. Lines without a
/// cell are left out. Broken quotes are faults.
[[nodiscard]] std::vector<RawRow> split_delimited(const std::filesystem::path& path, std::string_view text,
                                                  char separator, FaultBook& faults);

/// The first visible sheet of an Office Open XML workbook (ISO/IEC 29500): shared and inline strings, numbers, results
/// of formulas, dates as ISO 8601 text. Cells with an error are faults. Nothing, and a fault, for what is no workbook.
[[nodiscard]] std::optional<std::vector<RawRow>> xlsx_rows(const std::filesystem::path& path, const std::string& bytes,
                                                           FaultBook& faults, NoteBook& notes);

}  // namespace gassan
