#include "io/table/cell_reader.hpp"

#include "core/model/spectrum.hpp"
#include "io/base/faults.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace gassan {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// U+FF10 to U+FF19 and their signs, as a Japanese keyboard writes them, in plain ASCII; other text as it is.
std::string half_width(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        // U+FF01..U+FF5E are UTF-8 EF BC 81 .. EF BD 9E and stand 0xFEE0 above ASCII.
        if (i + 2 < text.size() && text[i] == '\xef' && (text[i + 1] == '\xbc' || text[i + 1] == '\xbd')) {
            const int low = static_cast<unsigned char>(text[i + 2]) - 0x80;
            plain += static_cast<char>((text[i + 1] == '\xbc' ? 0x20 : 0x60) + low);
            i += 2;
        } else {
            plain += text[i];
        }
    }
    return plain;
}

/// "1,024": a thousand and some, or a bit more than one?
bool is_grouped(std::string_view text) {
    const auto comma = text.find(',');
    return comma != std::string_view::npos && comma >= 1 && comma <= 3 && text[0] != '0' &&
           (text.size() - comma) % 4 == 0;
}

bool is_comma_number(std::string_view text) {
    return std::count(text.begin(), text.end(), ',') >= 1 && std::all_of(text.begin(), text.end(), [](char c) {
               return is_digit(c) || c == ',' || c == '.' || c == '-';
           });
}

bool is_no_number_word(std::string_view text) {
    const std::string small = small_letters(text);
    for (const char* word : {"nan", "na", "n/a", "inf", "-inf", "infinity", "null", "none", "-", "--", "nd", "n.d."})
        if (small == word) return true;
    return false;
}

bool is_date(std::string_view text) {
    if (text.find(':') != std::string_view::npos) return true;
    const auto dash = text.find_first_of("-/", 1);
    if (dash == std::string_view::npos || !is_digit(text[0])) return false;
    // A dash behind an e is an exponent.
    return text[dash - 1] != 'e' && text[dash - 1] != 'E';
}

/// "must be a number from 0 to 5 s", with what stands there.
std::string demanded(const std::string& text, const FieldNote& allowed, bool whole) {
    return quoted_text(text) + ": " + demand(allowed, whole);
}

}  // namespace

std::optional<double> whole_number_text(std::string_view text) {
    double value = 0.0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::string number_remedy(std::string_view text) {
    const std::string plain = half_width(text);
    if (text.starts_with("#")) return "This is an error of the spreadsheet: mend its formula, or leave the cell empty.";
    if (plain != text)
        return "These are full-width characters: write " +
               (whole_number_text(plain) ? quoted_text(plain) : std::string("half-width digits")) + ".";
    if (is_comma_number(text)) {
        if (is_grouped(text)) return "The comma can mean thousands or decimals: write the number without a comma.";
        std::string pointed(text);
        std::replace(pointed.begin(), pointed.end(), ',', '.');
        if (whole_number_text(pointed)) return "Write " + pointed + " (a point, not a comma).";
        return "Write it without commas, with a point before the decimals.";
    }
    if (is_no_number_word(text)) return "Leave the cell empty where there is no value.";
    if (is_date(text))
        return "This is a date or a time, as a spreadsheet makes of what it takes for one: type the number again into "
               "a "
               "cell formatted as text.";
    if (text.starts_with("0x") || text.starts_with("0X")) return "Write it in decimal digits.";
    if (text.starts_with("+") && whole_number_text(text.substr(1)))
        return "Write " + std::string(text.substr(1)) + " without the plus.";
    double value = 0.0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::result_out_of_range) return "It is too large or too small for any quantity.";
    if (error == std::errc{} && stop != text.data())
        return "Write the number alone, without unit or sign behind it: " + std::string(text.data(), stop) + ".";
    return "Write a number with a point before the decimals, or leave the cell empty.";
}

std::string CellReader::text(const UserTable::Row& row, Column column) const {
    return column ? row.cells[*column] : std::string();
}

double CellReader::number(const UserTable::Row& row, Column column, const FieldNote& allowed) const {
    const std::string cell = text(row, column);
    if (cell.empty()) return no_value;
    const auto value = whole_number_text(cell);
    if (!value) {
        refuse(row, column, "\"" + quoted_text(cell) + "\" is not a number", number_remedy(cell));
        return no_value;
    }
    if (fault_of(*value, allowed).empty()) return *value;
    refuse(row, column, demanded(cell, allowed, false), "");
    return no_value;
}

std::optional<long> CellReader::whole(const UserTable::Row& row, Column column, const FieldNote& allowed) const {
    const double value = number(row, column, allowed);
    if (std::isnan(value)) return std::nullopt;
    if (value == std::floor(value) && std::abs(value) < 9e15) return long(value);
    refuse(row, column, demanded(text(row, column), allowed, true), "");
    return std::nullopt;
}

std::optional<std::size_t> CellReader::word(const UserTable::Row& row, Column column,
                                            std::span<const std::string_view> words) const {
    const std::string cell = text(row, column);
    if (cell.empty()) return std::nullopt;
    const auto found = std::find(words.begin(), words.end(), small_letters(cell));
    if (found != words.end()) return std::size_t(found - words.begin());
    std::string list;
    for (const auto word : words) list += (list.empty() ? "" : ", ") + std::string(word);
    refuse(row, column, "\"" + quoted_text(cell) + "\" is not known",
           "It must be one of: " + list + did_you_mean(small_letters(cell), {words.begin(), words.end()}) + ".");
    return std::nullopt;
}

void CellReader::refuse(const UserTable::Row& row, Column column, const std::string& cause,
                        const std::string& remedy) const {
    faults.add(table.path, column ? table.place(row, *column) : table.place(row), cause, remedy);
}

CellReader::Column needed_column(const UserTable& table, std::string_view name, FaultBook& faults) {
    const auto column = table.column(name);
    if (column) return column;
    std::vector<std::string> names;
    for (const std::string& there : table.header) names.push_back(quoted_text(there));
    faults.add(table.path, table.place({table.header_line, {}}),
               "the header has no column " + std::string(name) + did_you_mean(name, names),
               "Add it: every row needs it.");
    return std::nullopt;
}

std::vector<std::size_t> further_columns(const UserTable& table, std::span<const std::string_view> known,
                                         NoteBook& notes) {
    std::vector<std::size_t> further;
    for (std::size_t i = 0; i < table.header.size(); ++i) {
        const std::string name = small_letters(table.header[i]);
        if (name.empty() || std::find(known.begin(), known.end(), name) != known.end()) continue;
        further.push_back(i);
        for (const auto word : known) {
            // Two slips in a word of four letters make any other word: "time" is not a slip of "type".
            const std::size_t most = std::min(name.size(), word.size()) <= 4 ? 1 : 2;
            if (table.column(word) || letter_edits(name, word) > most) continue;
            notes.add("column-name", table.place({table.header_line, {}}),
                      "the column " + quoted_text(table.header[i]) + " is kept as it is; if " + std::string(word) +
                          " was meant, rename it");
            break;
        }
    }
    return further;
}

}  // namespace gassan
