#pragma once

/// \file
/// Tables that the program wrote, row by row.

#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace gassan::test {

/// Cells by the names of their columns.
using TableRow = std::map<std::string, std::string>;

inline std::vector<TableRow> table_rows(const std::filesystem::path& file) {
    std::istringstream lines(text_of(file));
    const auto cells_of = [](const std::string& line) {
        std::vector<std::string> cells(1);
        for (const char c : line)
            if (c == '\t')
                cells.emplace_back();
            else
                cells.back() += c;
        return cells;
    };
    std::string line;
    std::getline(lines, line);
    const auto names = cells_of(line);
    std::vector<TableRow> rows;
    while (std::getline(lines, line)) {
        const auto cells = cells_of(line);
        REQUIRE(cells.size() == names.size());
        TableRow& row = rows.emplace_back();
        for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = cells[i];
    }
    return rows;
}

/// The row with these cells; the test ends where there is none, or more than one.
inline TableRow row_with(const std::vector<TableRow>& rows, const TableRow& wanted) {
    std::vector<TableRow> found;
    for (const TableRow& row : rows) {
        bool fits = true;
        for (const auto& [column, cell] : wanted) fits = fits && row.at(column) == cell;
        if (fits) found.push_back(row);
    }
    for (const auto& [column, cell] : wanted) UNSCOPED_INFO(column << " = " << cell);
    REQUIRE(found.size() == 1);
    return found.front();
}

/// NaN for an empty cell.
inline double number(const std::string& text) {
    return text.empty() ? std::nan("") : std::stod(text);
}

}  // namespace gassan::test
