#include "core/base/table.hpp"

#include "core/base/counted.hpp"
#include "core/base/error.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace gassan {

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    if (text.empty()) return parts;
    while (true) {
        const auto end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

TextTable split_table(std::string_view text) {
    TextTable table;
    std::size_t line_number = 0;
    for (const auto line : split(text, '\n')) {
        ++line_number;
        if (line.empty()) continue;
        auto cells = split(line, '\t');
        if (table.header.empty()) {
            table.header = std::move(cells);
            continue;
        }
        if (cells.size() != table.header.size())
            throw Error("line " + std::to_string(line_number) + " has " + counted(cells.size(), "cell", "cells") +
                        ", the header has " + std::to_string(table.header.size()));
        table.rows.push_back(std::move(cells));
    }
    return table;
}

std::string_view cell(const TextTable& table, std::size_t row, std::string_view column) {
    const auto found = std::find(table.header.begin(), table.header.end(), column);
    if (found == table.header.end()) throw Error("no column " + std::string(column));
    return table.rows[row][std::size_t(found - table.header.begin())];
}

double to_number(std::string_view text) {
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        throw Error("'" + std::string(text) + "' is not a number");
    return value;
}

}  // namespace gassan
