#include "io/table/user_table.hpp"

#include "core/base/counted.hpp"
#include "io/base/faults.hpp"
#include "io/base/regular_file.hpp"
#include "io/base/sniff.hpp"
#include "io/table/raw_grid.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace gassan {
namespace {

constexpr std::uint64_t most_bytes = 64u << 20;  // a raw file given by mistake is refused before it fills the memory
constexpr std::size_t header_search = 20;        // rows: titles above a header are rarely longer
constexpr const char* give_table = "Give a table as TSV, CSV or XLSX.";

std::string bytes_of(const std::filesystem::path& path, std::uint64_t most) {
    const RegularFile file(path);
    if (file.size() > most)
        throw InputError(path, "", std::to_string(file.size()) + " bytes are too many for a table", give_table);
    std::string bytes(std::size_t(file.size()), '\0');
    bytes.resize(file.read_at(0, bytes.data(), bytes.size()));
    file.check_unchanged();
    return bytes;
}

std::size_t known_cells(const RawRow& row, std::span<const std::string_view> known) {
    return std::size_t(std::count_if(row.cells.begin(), row.cells.end(), [&](const std::string& cell) {
        return std::find(known.begin(), known.end(), small_letters(cell)) != known.end();
    }));
}

/// How much a parting into cells makes of the header: names that we know, then cells at all.
std::pair<std::size_t, std::size_t> worth(const std::vector<RawRow>& rows, std::span<const std::string_view> known) {
    std::size_t names = 0;
    for (std::size_t i = 0; i < std::min(rows.size(), header_search); ++i)
        names = std::max(names, known_cells(rows[i], known));
    return {names, rows.empty() ? 0 : rows.front().cells.size()};
}

/// The separator that shows the most known names wins; a tab over a semicolon over a comma where they are equal.
std::vector<RawRow> text_rows(const std::filesystem::path& path, const std::string& text,
                              std::span<const std::string_view> known, UserTable::Format& format, FaultBook& faults) {
    using Format = UserTable::Format;
    constexpr std::array choices{std::pair{'\t', Format::tsv}, std::pair{';', Format::semicolon_csv},
                                 std::pair{',', Format::csv}};
    std::vector<RawRow> best;
    FaultBook best_faults;
    for (const auto& [separator, kind] : choices) {
        FaultBook own;
        std::vector<RawRow> rows = split_delimited(path, text, separator, own);
        if (separator != '\t' && worth(rows, known) <= worth(best, known)) continue;
        best = std::move(rows);
        best_faults = own;
        format = kind;
    }
    faults.add_all(best_faults);
    return best;
}

/// What the first bytes say where they are no text that a table could be; else empty.
std::string foreign(std::string_view bytes) {
    if (bytes.starts_with("\x1f\x8b")) return "a gzip file";
    const Looks looks = look_at(bytes.substr(0, 4096), "");
    if (looks.kind == FileKind::xml) return "XML";
    for (const char* text : {"a text file", "a file of white space", "a binary file", "an empty file"})
        if (looks.like.starts_with(text)) return {};
    return looks.like;
}

/// What the bytes are the table of; nothing, and a fault, if of none.
std::optional<TableSource> judged(const std::filesystem::path& path, std::string bytes, FaultBook& faults) {
    if (bytes.starts_with("PK\x03\x04")) return TableSource{std::move(bytes), true};
    if (bytes.starts_with("\xd0\xcf\x11\xe0")) {
        faults.add(path, "", "looks like an old Excel file (.xls) or a workbook with a password",
                   "Save it as a workbook (.xlsx) without a password.");
        return std::nullopt;
    }
    if (const std::string like = foreign(bytes); !like.empty()) {
        faults.add(path, "", "looks like " + like + ", not like a table", give_table);
        return std::nullopt;
    }
    auto text = table_text(path, std::move(bytes), faults);
    if (!text) return std::nullopt;
    return TableSource{std::move(*text), false};
}

/// Rows of whatever the bytes are; nothing, and a fault, if they are no table.
std::optional<std::vector<RawRow>> rows_of(const std::filesystem::path& path, std::string bytes,
                                           std::span<const std::string_view> known, UserTable::Format& format,
                                           FaultBook& faults, NoteBook& notes) {
    const auto source = judged(path, std::move(bytes), faults);
    if (!source) return std::nullopt;
    if (!source->is_workbook) return text_rows(path, source->bytes, known, format, faults);
    format = UserTable::Format::xlsx;
    return xlsx_rows(path, source->bytes, faults, notes);
}

bool has_control_character(const std::string& text) {
    return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

/// Names of columns, without the empty ones at the end.
std::vector<std::string> header_of(const UserTable& table, const RawRow& row, FaultBook& faults) {
    std::vector<std::string> header = row.cells;
    while (!header.empty() && header.back().empty()) header.pop_back();
    std::set<std::string> seen;
    for (std::size_t i = 0; i < header.size(); ++i) {
        const std::string place = table.place({row.line, {}}) + ", column " + std::to_string(i + 1);
        if (has_control_character(header[i]))
            faults.add(table.path, place,
                       "the name " + quoted_text(header[i]) + " holds a line break or a control character",
                       "Write it in one line.");
        if (header[i].empty())
            faults.add(table.path, place, "has no name, and columns with names follow",
                       "Name it or take the column away.");
        else if (!seen.insert(small_letters(header[i])).second)
            faults.add(table.path, place, "a second column " + quoted_text(header[i]),
                       "Names of columns stand once: rename one or take it away.");
    }
    return header;
}

/// Is what stands in row `first` the header? Known names further down say that it is a title.
std::size_t header_index(const UserTable& table, const std::vector<RawRow>& rows,
                         std::span<const std::string_view> known, FaultBook& faults) {
    if (known_cells(rows.front(), known) > 0) return 0;
    for (std::size_t i = 1; i < std::min(rows.size(), header_search); ++i) {
        if (known_cells(rows[i], known) < 2) continue;
        faults.add(table.path, table.place({rows.front().line, {}}),
                   "holds no name of a column; the header seems to be " + table.place({rows[i].line, {}}),
                   "Take away what stands above the header.");
        return i;
    }
    return 0;
}

void refuse_control_characters(const UserTable& table, UserTable::Row& row, FaultBook& faults) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        std::string& cell = row.cells[i];
        if (!has_control_character(cell)) continue;
        faults.add(table.path, table.place(row, i),
                   "the cell " + quoted_text(cell) + " holds a line break, a tab or another control character",
                   "Write it in one line.");
        cell.clear();
    }
}

/// The cells of a row, as many as there are columns; nothing, and a fault, if it has others.
std::optional<UserTable::Row> fitted(const UserTable& table, RawRow raw, FaultBook& faults) {
    UserTable::Row row{raw.line, std::move(raw.cells)};
    const std::size_t columns = table.header.size();
    const auto surplus = std::find_if(row.cells.begin() + std::ptrdiff_t(std::min(columns, row.cells.size())),
                                      row.cells.end(), [](const std::string& cell) { return !cell.empty(); });
    const bool short_row = !raw.sparse && row.cells.size() < columns;
    if (short_row || surplus != row.cells.end()) {
        const std::size_t cells = short_row ? row.cells.size() : std::size_t(surplus - row.cells.begin()) + 1;
        faults.add(table.path, table.place(row),
                   counted(cells, "cell", "cells") + ", and the header has " + counted(columns, "column", "columns"),
                   short_row ? "Add the missing cells (an empty cell needs its separator, too)."
                             : "Take the surplus away, or quote a cell that holds the separator.");
        return std::nullopt;
    }
    row.cells.resize(columns);
    return row;
}

bool is_header_again(const UserTable& table, const UserTable::Row& row) {
    for (std::size_t i = 0; i < row.cells.size(); ++i)
        if (small_letters(row.cells[i]) != small_letters(table.header[i])) return false;
    return true;
}

}  // namespace

std::vector<std::string> first_cells(std::string_view head) {
    if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
    std::vector<std::string> cells(1);
    for (const char c : head.substr(0, head.find_first_of("\r\n"))) {
        if (c == '\t' || c == ';' || c == ',')
            cells.emplace_back();
        else if (c != '"' && c != ' ')
            cells.back() += c;
    }
    for (std::string& cell : cells) cell = small_letters(cell);
    return cells;
}

std::string small_letters(std::string_view text) {
    std::string small(text);
    for (char& c : small)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return small;
}

std::string_view format_name(UserTable::Format format) {
    switch (format) {
        case UserTable::Format::tsv:
            return "TSV";
        case UserTable::Format::csv:
            return "CSV";
        case UserTable::Format::semicolon_csv:
            return "CSV with semicolons";
        case UserTable::Format::xlsx:
            return "XLSX";
    }
    return {};
}

std::optional<std::size_t> UserTable::column(std::string_view name) const {
    for (std::size_t i = 0; i < header.size(); ++i)
        if (small_letters(header[i]) == name) return i;
    return std::nullopt;
}

std::string UserTable::place(const Row& row) const {
    return (format == Format::xlsx ? "row " : "line ") + std::to_string(row.line);
}

std::string UserTable::place(const Row& row, std::size_t column) const {
    const std::string name = column < header.size() ? quoted_text(header[column]) : std::to_string(column + 1);
    if (format != Format::xlsx) return place(row) + ", column " + name;
    return "cell " + column_letters(column) + std::to_string(row.line) + ", column " + name;
}

std::optional<UserTable> read_user_table(const std::filesystem::path& path, std::span<const std::string_view> known,
                                         FaultBook& faults, NoteBook& notes) {
    std::string bytes;
    try {
        bytes = bytes_of(path, most_bytes);
    } catch (const InputError& error) {
        faults.add_line(error.what());
        return std::nullopt;
    }
    return user_table_of(path, std::move(bytes), known, faults, notes);
}

std::optional<TableSource> table_source(const std::filesystem::path& path, std::uint64_t most, FaultBook& faults) {
    try {
        return judged(path, bytes_of(path, most), faults);
    } catch (const InputError& error) {
        faults.add_line(error.what());
        return std::nullopt;
    }
}

std::optional<UserTable> user_table_of(const std::filesystem::path& path, std::string bytes,
                                       std::span<const std::string_view> known, FaultBook& faults, NoteBook& notes) {
    UserTable::Format format = UserTable::Format::tsv;
    std::optional<std::vector<RawRow>> rows;
    try {
        rows = rows_of(path, std::move(bytes), known, format, faults, notes);
    } catch (const InputError& error) {
        faults.add_line(error.what());
    }
    if (!rows) return std::nullopt;
    return user_table_of_rows(path, format, std::move(*rows), known, faults);
}

std::optional<UserTable> user_table_of_rows(const std::filesystem::path& path, UserTable::Format format,
                                            std::vector<RawRow> rows, std::span<const std::string_view> known,
                                            FaultBook& faults) {
    UserTable table;
    table.path = path;
    table.format = format;
    if (rows.empty()) {
        faults.add(path, "", "an empty table", "Its first line must name the columns.");
        return std::nullopt;
    }
    const std::size_t top = header_index(table, rows, known, faults);
    table.header_line = rows[top].line;
    table.header = header_of(table, rows[top], faults);
    for (std::size_t i = top + 1; i < rows.size(); ++i) {
        auto row = fitted(table, std::move(rows[i]), faults);
        if (!row) continue;
        if (is_header_again(table, *row)) {
            faults.add(path, table.place(*row), "the header again", "One table has one header: take this line away.");
            continue;
        }
        refuse_control_characters(table, *row, faults);
        table.rows.push_back(std::move(*row));
    }
    return table;
}

}  // namespace gassan
