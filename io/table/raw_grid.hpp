#pragma once

/// \file
/// What the readers of text and of XLSX hand to read_user_table: cells as they stand, nothing judged yet.

#include "io/base/fault_book.hpp"
#include "io/base/note_book.hpp"
#include "io/table/user_table.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
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

/// The same row by row; cells are only there during the call.
using DelimitedRowSink = std::function<void(std::size_t line, const std::vector<std::string_view>& cells)>;
void for_each_delimited_row(const std::filesystem::path& path, std::string_view text, char separator, FaultBook& faults,
                            const DelimitedRowSink& sink);

/// The bytes of a file that may be a table: a workbook's, or text without its byte order mark.
struct TableSource {
    std::string bytes;
    bool is_workbook = false;
};
/// Nothing, and a fault, for what is neither, and for more bytes than most_bytes.
[[nodiscard]] std::optional<TableSource> table_source(const std::filesystem::path& path, std::uint64_t most_bytes,
                                                      FaultBook& faults);

/// Header and rows of what was parted into cells: see read_user_table.
[[nodiscard]] std::optional<UserTable> user_table_of_rows(const std::filesystem::path& path, UserTable::Format format,
                                                          std::vector<RawRow> rows,
                                                          std::span<const std::string_view> known, FaultBook& faults);

/// All sheets of a workbook that are not hidden, and those of `also` that are, in its order; empty, and a fault, for
/// what is no workbook.
[[nodiscard]] std::vector<std::string> sheet_names(const std::filesystem::path& path, const std::string& bytes,
                                                   std::string_view also, FaultBook& faults);

/// The first visible sheet of an Office Open XML workbook (ISO/IEC 29500): shared and inline strings, numbers, results
/// of formulas, dates as ISO 8601 text. Cells with an error are faults. Nothing, and a fault, for what is no workbook.
[[nodiscard]] std::optional<std::vector<RawRow>> xlsx_rows(const std::filesystem::path& path, const std::string& bytes,
                                                           FaultBook& faults, NoteBook& notes);

/// The same row by row. \param sheet another one, by its name; empty: the first visible one
/// \param most_inflated bytes of a part \return false, and a fault, for what is no workbook
using RawRowSink = std::function<void(RawRow)>;
bool for_each_xlsx_row(const std::filesystem::path& path, const std::string& bytes, FaultBook& faults, NoteBook& notes,
                       const std::string& sheet, std::size_t most_inflated, const RawRowSink& sink);

}  // namespace gassan
