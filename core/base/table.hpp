#pragma once

/// \file
/// The tables that are built into the program: tab-separated, one header line, LF, no quoting.

#include <string_view>
#include <vector>

namespace gassan {

/// Cells of a table, row by row, without its header line; they point into text.
struct TextTable {
    std::vector<std::string_view> header;
    std::vector<std::vector<std::string_view>> rows;  ///< each as long as the header
};

/// \throws Error naming the line if a row has another number of cells than the header.
[[nodiscard]] TextTable split_table(std::string_view text);

/// The cell of a row under a column's name. \throws Error if there is no such column.
[[nodiscard]] std::string_view cell(const TextTable& table, std::size_t row, std::string_view column);

/// \throws Error naming the text if it is not wholly one number.
[[nodiscard]] double to_number(std::string_view text);

/// Parts between separators; nothing for an empty text.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace gassan
