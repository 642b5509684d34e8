#include "tests/oracle/oracle_case.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>

namespace gassan {

namespace {

std::vector<std::string> cells_of(std::string line) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::vector<std::string> cells(1);
    for (const char c : line)
        if (c == '\t')
            cells.emplace_back();
        else
            cells.back() += c;
    return cells;
}

double number_of(const std::string& cell, std::string_view place) {
    const auto number = oracle_value(cell);
    if (!number) throw Error(std::string(place) + ": not a number: " + cell);
    return *number;
}

}  // namespace

std::optional<double> oracle_value(std::string_view cell) {
    while (!cell.empty() && cell.front() == ' ') cell.remove_prefix(1);
    while (!cell.empty() && cell.back() == ' ') cell.remove_suffix(1);
    if (cell.empty() || cell == "NA" || cell == "NaN") return std::nan("");
    if (cell == "Inf") return std::numeric_limits<double>::infinity();
    if (cell == "-Inf") return -std::numeric_limits<double>::infinity();
    double value = 0.0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc{} || end != cell.data() + cell.size()) return std::nullopt;
    return value;
}

std::string oracle_number(double value) {
    if (std::isnan(value)) return "NA";
    if (std::isinf(value)) return value > 0.0 ? "Inf" : "-Inf";
    char text[32];
    const auto [end, error] = std::to_chars(text, text + sizeof text, value, std::chars_format::general, 17);
    return error == std::errc{} ? std::string(text, end) : "NA";
}

OracleTable read_oracle_table(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw Error(path.filename().string() + " is not there");
    OracleTable table;
    std::string line;
    if (!std::getline(file, line)) return table;
    if (line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
    table.header = cells_of(line);
    while (std::getline(file, line)) {
        if (line.empty() || line == "\r") continue;
        table.rows.push_back(cells_of(line));
        if (table.rows.back().size() != table.header.size())
            throw Error(path.filename().string() + ": row " + std::to_string(table.rows.size()) +
                        " has not as many cells as the header");
    }
    return table;
}

std::size_t OracleTable::column(std::string_view name) const {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end()) throw Error("there is no column " + std::string(name));
    return std::size_t(found - header.begin());
}

std::vector<std::string> OracleTable::texts(std::string_view name) const {
    const std::size_t at = column(name);
    std::vector<std::string> texts;
    for (const auto& row : rows) texts.push_back(row[at]);
    return texts;
}

std::vector<double> OracleTable::numbers(std::string_view name) const {
    std::vector<double> numbers;
    for (const std::string& cell : texts(name)) numbers.push_back(number_of(cell, name));
    return numbers;
}

bool OracleCase::has(std::string_view file) const {
    return std::filesystem::exists(folder / file);
}

OracleTable OracleCase::table(std::string_view file) const {
    return read_oracle_table(folder / file);
}

OracleMatrix OracleCase::matrix(std::string_view file) const {
    const OracleTable cells = table(file);
    OracleMatrix matrix;
    if (cells.header.empty()) throw Error(std::string(file) + " is empty");
    matrix.columns.assign(cells.header.begin() + 1, cells.header.end());
    for (const auto& row : cells.rows) {
        matrix.rows.push_back(row[0]);
        for (std::size_t i = 1; i < row.size(); ++i)
            matrix.values.push_back(number_of(row[i], std::string(file) + ": " + row[0]));
    }
    return matrix;
}

std::string OracleCase::setting(std::string_view key) const {
    const OracleTable settings = table("in_config.tsv");
    for (const auto& row : settings.rows)
        if (row[settings.column("key")] == key) return row[settings.column("value")];
    throw Error("in_config.tsv: there is no setting " + std::string(key));
}

std::string OracleCase::setting(std::string_view key, std::string_view fallback) const {
    if (!has("in_config.tsv")) return std::string(fallback);
    const OracleTable settings = table("in_config.tsv");
    for (const auto& row : settings.rows)
        if (row[settings.column("key")] == key) return row[settings.column("value")];
    return std::string(fallback);
}

OracleAnswer answer_of(std::string file, const OracleMatrix& matrix, std::string_view corner, Tolerance tolerance) {
    OracleAnswer answer;
    answer.file = std::move(file);
    answer.tolerance = tolerance;
    answer.header.emplace_back(corner);
    answer.header.insert(answer.header.end(), matrix.columns.begin(), matrix.columns.end());
    for (std::size_t r = 0; r < matrix.rows.size(); ++r) {
        auto& row = answer.rows.emplace_back(1, matrix.rows[r]);
        for (std::size_t c = 0; c < matrix.columns.size(); ++c)
            row.push_back(oracle_number(matrix.values[r * matrix.columns.size() + c]));
    }
    return answer;
}

}  // namespace gassan
