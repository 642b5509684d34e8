#pragma once

/// \file
/// A table of any size as text cells, before it is known what it is: columns may be samples or variables, and a header
/// may name things twice.

#include "io/base/fault_book.hpp"
#include "io/base/note_book.hpp"
#include "io/table/user_table.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// Cells lie one behind the other in one text: 30 million of them take little more than the file.
class ValueGrid {
public:
    std::filesystem::path path;
    UserTable::Format format = UserTable::Format::tsv;
    std::string sheet;  ///< of a workbook
    std::size_t header_line = 0;
    std::vector<std::string> header;

    [[nodiscard]] std::size_t rows() const { return lines_.size(); }
    [[nodiscard]] std::size_t columns() const { return header.size(); }
    [[nodiscard]] std::string_view cell(std::size_t row, std::size_t column) const;
    [[nodiscard]] std::size_t line(std::size_t row) const { return lines_[row]; }  ///< from 1
    /// "line 3, column b"; of a workbook "sheet values, cell B3, column b".
    [[nodiscard]] std::string place(std::size_t row, std::size_t column) const;
    [[nodiscard]] std::string place(std::size_t row) const;
    [[nodiscard]] std::string header_place(std::size_t column) const;
    /// The file's name, and the sheet's where there is one.
    [[nodiscard]] std::string name() const;

    /// Cells beyond the header are left out, missing ones are empty.
    void add_row(std::size_t line, std::span<const std::string_view> cells);
    void reserve(std::size_t bytes) { text_.reserve(bytes); }

private:
    std::string text_;
    std::vector<std::uint32_t> ends_;
    std::vector<std::size_t> lines_;
};

/// The sheet that holds the last digits of numbers (write_values), hidden from people.
constexpr const char* digits_sheet = "digits";

/// Reads a file: one table of text, or one a sheet of a workbook that has any. Faults go to the book; then tables may
/// be missing. \throws EnvironmentError
[[nodiscard]] std::vector<ValueGrid> read_grids(const std::filesystem::path& path, FaultBook& faults, NoteBook& notes);

/// The same cells as the readers of sheets take them; what they demand of a header is judged here.
[[nodiscard]] std::optional<UserTable> user_table_of_grid(const ValueGrid& grid, FaultBook& faults);

}  // namespace gassan
