#include "io/values/value_grid.hpp"

#include "core/base/counted.hpp"
#include "io/base/faults.hpp"
#include "io/table/raw_grid.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace gassan {
namespace {

constexpr std::uint64_t most_bytes = 3ull << 30;    // of a text: 30 million cells with all their digits are 0.5 GiB
constexpr std::size_t most_inflated = 1024u << 20;  // of a sheet: 16 million cells
constexpr std::size_t most_faults = 60;             // of the shape of one table: a book tells 50

using Views = std::vector<std::string_view>;

bool has_control_character(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

/// The first lines of a text, whole.
std::string_view head_of(std::string_view text, int lines) {
    std::size_t end = 0;
    while (lines-- > 0 && end < text.size()) {
        end = std::min(text.find_first_of("\r\n", end), text.size());
        end = std::min(text.find_first_not_of("\r\n", end), text.size());
    }
    return text.substr(0, end);
}

/// How many cells the header has, if the rows below it have as many (or one more: R) and no quote is broken; else 0.
std::size_t consistent_cells(const std::filesystem::path& path, std::string_view head, char separator) {
    FaultBook own;
    const auto rows = split_delimited(path, head, separator, own);
    if (rows.empty() || !own.empty()) return 0;
    const std::size_t cells = rows.front().cells.size();
    for (const RawRow& row : rows)
        if (row.cells.size() != cells && (row.cells.size() != cells + 1 || &row == &rows.front())) return 0;
    return cells < 2 ? 0 : cells;
}

/// Names of samples and variables may hold commas and semicolons: what parts the first rows alike parts the cells, a
/// tab before all others. Where nothing does, what parts the header the most.
char separator_of(const std::filesystem::path& path, std::string_view text) {
    const std::string_view head = head_of(text, 20), line = head_of(text, 1);
    char best = '\t';
    std::size_t most = 0;
    for (const char separator : {'\t', ';', ','}) {
        const std::size_t cells = consistent_cells(path, head, separator);
        if (cells > 0 && separator == '\t') return separator;
        if (cells <= most) continue;
        most = cells;
        best = separator;
    }
    for (const char separator : {'\t', ';', ','}) {
        const std::size_t cells = 1 + std::size_t(std::count(line.begin(), line.end(), separator));
        if (most > 0 && best != '\t') break;
        if (cells <= most || cells < 2) continue;
        most = cells;
        best = separator;
    }
    return best;
}

/// Takes rows as they come: the first is the header.
struct GridMaker {
    ValueGrid grid{};
    FaultBook& faults;
    Views cells{};
    bool has_header = false, has_rows = false;
    std::size_t told = 0;

    void refuse(const std::string& place, const std::string& cause, const std::string& remedy) {
        if (told++ < most_faults) faults.add(grid.path, place, cause, remedy);
    }

    void take_header(std::size_t line, const Views& row) {
        has_header = true;
        grid.header_line = line;
        grid.header.assign(row.begin(), row.end());
        while (!grid.header.empty() && grid.header.back().empty()) grid.header.pop_back();
        for (std::size_t i = 0; i < grid.header.size(); ++i)
            if (has_control_character(grid.header[i]))
                refuse(grid.header_place(i), "the name holds a line break or a control character",
                       "Write it in one line.");
    }

    void take_row(std::size_t line, const Views& row, bool sparse) {
        if (!has_header) return take_header(line, row);
        cells.assign(row.begin(), row.end());
        // R writes no name above the names of rows: its header is one short.
        if (!has_rows && !sparse && cells.size() == grid.header.size() + 1) grid.header.insert(grid.header.begin(), "");
        has_rows = true;
        while (cells.size() > grid.columns() && cells.back().empty()) cells.pop_back();
        if (cells.size() > grid.columns() || (!sparse && cells.size() < grid.columns())) {
            refuse((grid.format == UserTable::Format::xlsx ? "row " : "line ") + std::to_string(line),
                   counted(cells.size(), "cell", "cells") + ", and the header has " +
                       counted(grid.columns(), "column", "columns"),
                   cells.size() < grid.columns() ? "Add the missing cells (an empty cell needs its separator, too)."
                                                 : "Take the surplus away, or quote a cell that holds the separator.");
            cells.resize(grid.columns());
        }
        grid.add_row(line, cells);
        for (std::size_t i = 0; i < cells.size(); ++i)
            if (has_control_character(cells[i]))
                refuse(grid.place(grid.rows() - 1, i),
                       "the cell " + quoted_text(cells[i]) + " holds a line break, a tab or another control character",
                       "Write it in one line.");
    }
};

std::optional<ValueGrid> text_grid(const std::filesystem::path& path, const std::string& text, FaultBook& faults) {
    const char separator = separator_of(path, text);
    GridMaker maker{.faults = faults};
    maker.grid.path = path;
    maker.grid.format = separator == '\t'  ? UserTable::Format::tsv
                        : separator == ';' ? UserTable::Format::semicolon_csv
                                           : UserTable::Format::csv;
    maker.grid.reserve(text.size());
    for_each_delimited_row(path, text, separator, faults,
                           [&](std::size_t line, const Views& row) { maker.take_row(line, row, false); });
    if (maker.has_header) return std::move(maker.grid);
    faults.add(path, "", "an empty table", "Its first line must name the columns.");
    return std::nullopt;
}

std::optional<ValueGrid> sheet_grid(const std::filesystem::path& path, const std::string& bytes,
                                    const std::string& sheet, FaultBook& faults, NoteBook& notes) {
    GridMaker maker{.faults = faults};
    maker.grid.path = path;
    maker.grid.format = UserTable::Format::xlsx;
    maker.grid.sheet = sheet;
    Views views;
    const auto take = [&](const RawRow& row) {
        views.assign(row.cells.begin(), row.cells.end());
        maker.take_row(row.line, views, true);
    };
    if (!for_each_xlsx_row(path, bytes, faults, notes, sheet, most_inflated, take)) return std::nullopt;
    if (!maker.has_header) return std::nullopt;
    return std::move(maker.grid);
}

}  // namespace

std::string_view ValueGrid::cell(std::size_t row, std::size_t column) const {
    const std::size_t at = row * columns() + column;
    const std::size_t begin = at == 0 ? 0 : ends_[at - 1];
    return std::string_view(text_).substr(begin, ends_[at] - begin);
}

std::string ValueGrid::place(std::size_t row) const {
    if (format != UserTable::Format::xlsx) return "line " + std::to_string(lines_[row]);
    return "sheet " + quoted_text(sheet) + ", row " + std::to_string(lines_[row]);
}

std::string ValueGrid::place(std::size_t row, std::size_t column) const {
    const std::string of_column =
        ", column " + (header[column].empty() ? std::to_string(column + 1) : quoted_text(header[column]));
    if (format != UserTable::Format::xlsx) return place(row) + of_column;
    return "sheet " + quoted_text(sheet) + ", cell " + column_letters(column) + std::to_string(lines_[row]) + of_column;
}

std::string ValueGrid::header_place(std::size_t column) const {
    if (format != UserTable::Format::xlsx)
        return "line " + std::to_string(header_line) + ", column " + std::to_string(column + 1);
    return "sheet " + quoted_text(sheet) + ", cell " + column_letters(column) + std::to_string(header_line);
}

std::string ValueGrid::name() const {
    const std::string file = quoted_text(path.filename().string());
    return sheet.empty() ? file : file + ", sheet " + quoted_text(sheet);
}

void ValueGrid::add_row(std::size_t line, std::span<const std::string_view> cells) {
    lines_.push_back(line);
    for (std::size_t i = 0; i < columns(); ++i) {
        if (i < cells.size()) text_.append(cells[i]);
        if (text_.size() > std::numeric_limits<std::uint32_t>::max())
            throw InputError(path, "", "more than 4 GiB of cells", "Part the table.");
        ends_.push_back(std::uint32_t(text_.size()));
    }
}

std::vector<ValueGrid> read_grids(const std::filesystem::path& path, FaultBook& faults, NoteBook& notes) {
    const auto source = table_source(path, most_bytes, faults);
    std::vector<ValueGrid> grids;
    if (!source) return grids;
    if (!source->is_workbook) {
        if (auto grid = text_grid(path, source->bytes, faults)) grids.push_back(std::move(*grid));
        return grids;
    }
    const auto sheets = sheet_names(path, source->bytes, digits_sheet, faults);
    for (const std::string& sheet : sheets)
        if (auto grid = sheet_grid(path, source->bytes, sheet, faults, notes)) grids.push_back(std::move(*grid));
    if (grids.empty() && !sheets.empty())
        faults.add(path, "", "a workbook without a table", "The first line of a sheet must name the columns.");
    return grids;
}

std::optional<UserTable> user_table_of_grid(const ValueGrid& grid, FaultBook& faults) {
    std::vector<RawRow> rows{{grid.header_line, grid.header, true}};
    for (std::size_t r = 0; r < grid.rows(); ++r) {
        RawRow& row = rows.emplace_back(grid.line(r), std::vector<std::string>{}, true);
        for (std::size_t c = 0; c < grid.columns(); ++c) row.cells.emplace_back(grid.cell(r, c));
    }
    // The first cell of what R and spreadsheets write may be empty: names of rows stand below it.
    if (rows.front().cells.front().empty()) rows.front().cells.front() = "sample_id";
    return user_table_of_rows(grid.path, grid.format, std::move(rows), {}, faults);
}

}  // namespace gassan
