#pragma once

/// \file
/// A tab-separated table read as a user's script would read it: lines end with LF, cells with a tab, and the first line
/// names the columns.

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

}  // namespace gassan::test
