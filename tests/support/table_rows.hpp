#pragma once

/// \file
/// A tab-separated table read as a user's script would read it: lines end with LF, cells with a tab, and the first line
/// names the columns.

#include <cmath>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace gassan::test {

/// Cells by the names of their columns.
using TableRow = std::map<std::string, std::string>;

inline std::vector<std::string> table_cells(const std::string& line) {
    std::vector<std::string> cells(1);
    for (const char c : line)
        if (c == '\t')
            cells.emplace_back();
        else if (c != '\r')
            cells.back() += c;
    return cells;
}

/// \throws std::runtime_error for a file that is not there, and for a row that has not as many cells as the header
inline std::vector<TableRow> table_rows(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string line;
    if (!std::getline(file, line)) throw std::runtime_error("no table in " + path.string());
    const auto names = table_cells(line);
    std::vector<TableRow> rows;
    while (std::getline(file, line)) {
        const auto cells = table_cells(line);
        if (cells.size() != names.size())
            throw std::runtime_error(path.string() + ": not the cells of the header: " + line);
        TableRow& row = rows.emplace_back();
        for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = cells[i];
    }
    return rows;
}

/// The row with these cells. \throws std::runtime_error where there is none, or more than one
inline TableRow row_with(const std::vector<TableRow>& rows, const TableRow& wanted) {
    const TableRow* found = nullptr;
    int count = 0;
    for (const TableRow& row : rows) {
        bool fits = true;
        for (const auto& [column, cell] : wanted) fits = fits && row.at(column) == cell;
        if (!fits) continue;
        found = &row;
        ++count;
    }
    std::string text;
    for (const auto& [column, cell] : wanted) text += column + " = " + cell + "; ";
    if (count != 1) throw std::runtime_error(std::to_string(count) + " rows with " + text);
    return *found;
}

/// NaN for an empty cell.
inline double number(const std::string& text) {
    return text.empty() ? std::nan("") : std::stod(text);
}

}  // namespace gassan::test
