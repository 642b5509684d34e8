#include "core/base/counted.hpp"
#include "io/base/faults.hpp"
#include "io/base/text_encoding.hpp"
#include "io/table/raw_grid.hpp"
#include "io/table/xlsx_parts.hpp"

#include "core/base/fields.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <set>
#include <utility>

namespace gassan {
namespace {

constexpr std::size_t most_columns = 16384;  // of the format: XFD

/// Local name of an element: writers differ in their prefixes.
bool is(const pugi::xml_node& node, const char* name) {
    const char* colon = std::strchr(node.name(), ':');
    return std::strcmp(colon ? colon + 1 : node.name(), name) == 0;
}

/// "_x0041_" is "A" (ECMA-376 part 1, 22.9.2.19); single code units only, as writers escape controls and underscores.
std::string unescaped(std::string text) {
    for (std::size_t at = text.find("_x"); at != std::string::npos; at = text.find("_x", at + 1)) {
        unsigned code = 0;
        const char* const digits = text.data() + at + 2;
        if (at + 7 > text.size() || text[at + 6] != '_') continue;
        const auto [stop, error] = std::from_chars(digits, digits + 4, code, 16);
        if (error != std::errc{} || stop != digits + 4 || (code >= 0xd800 && code < 0xe000)) continue;
        std::string character;
        append_utf8(character, char32_t(code));
        text.replace(at, 7, character);
    }
    return text;
}

/// The text of a string, rich or plain, without its phonetic guides (furigana).
std::string string_text(const pugi::xml_node& item) {
    std::string text;
    for (const auto& child : item.children()) {
        if (is(child, "t")) text += child.text().get();
        if (!is(child, "r")) continue;
        for (const auto& part : child.children())
            if (is(part, "t")) text += part.text().get();
    }
    return unescaped(std::move(text));
}

std::string trimmed(const std::string& text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

/// Does a number format show a date or time? Words in quotes and brackets, and escaped letters, are no codes.
bool is_date_format(std::string_view code) {
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (code[i] == '"')
            i = std::min(code.find('"', i + 1), code.size());
        else if (code[i] == '[')
            i = std::min(code.find(']', i), code.size());
        else if (code[i] == '\\' || code[i] == '_' || code[i] == '*')
            ++i;
        else if (std::strchr("dDmMyYhHsS", code[i]))
            return true;
    }
    return false;
}

/// Whether each cell style (xf) shows a date. Formats 14 to 22 and 45 to 47 are dates by the standard, 27 to 36 and 50
/// to 58 in East Asian versions of Excel (ISO/IEC 29500-1, 18.8.30).
std::vector<bool> date_styles(const pugi::xml_document& styles) {
    const auto is_built_in = [](int id) {
        return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
    };
    std::set<int> own;
    std::vector<bool> dates;
    for (const auto& group : styles.document_element().children()) {
        if (is(group, "numFmts"))
            for (const auto& format : group.children())
                if (is_date_format(format.attribute("formatCode").value()))
                    own.insert(format.attribute("numFmtId").as_int());
        if (is(group, "cellXfs"))
            for (const auto& style : group.children()) {
                const int id = style.attribute("numFmtId").as_int();
                dates.push_back(is_built_in(id) || own.contains(id));
            }
    }
    return dates;
}

std::string two(int number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

/// Days since 1970-01-01 as "2024-03-05" (Hinnant, "chrono-compatible low-level date algorithms").
std::string day_text(long days) {
    days += 719468;
    const long era = (days >= 0 ? days : days - 146096) / 146097, day_of_era = days - era * 146097;
    const long year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const long day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const long shifted = (5 * day_of_year + 2) / 153, month = shifted < 10 ? shifted + 3 : shifted - 9;
    return std::to_string(year_of_era + era * 400 + (month <= 2)) + "-" + two(int(month)) + "-" +
           two(int(day_of_year - (153 * shifted + 2) / 5 + 1));
}

/// A serial number of Excel as ISO 8601 text: a day, a time of day, or both.
std::string date_text(double serial, bool from_1904) {
    const double rounded = std::round(serial * 86400.0) / 86400.0, day = std::floor(rounded + 1e-9);
    const long seconds = std::lround((rounded - day) * 86400.0);
    const std::string time =
        two(int(seconds / 3600)) + ":" + two(int(seconds / 60 % 60)) + ":" + two(int(seconds % 60));
    if (serial < 1.0) return time;
    // Excel counts a 29 February 1900 that never was; from 1 March 1900 on day 0 is 1899-12-30.
    const long epoch = from_1904 ? -24107 : serial < 60 ? -25568 : -25569;
    const std::string date = day_text(epoch + long(day));
    return seconds == 0 ? date : date + " " + time;
}

/// Index of the column in "AB12"; nothing for what is no reference.
std::optional<std::size_t> column_of(std::string_view reference) {
    std::size_t column = 0, letters = 0;
    while (letters < reference.size() && reference[letters] >= 'A' && reference[letters] <= 'Z' && letters < 3)
        column = column * 26 + std::size_t(reference[letters++] - 'A') + 1;
    if (letters == 0 || column > most_columns) return std::nullopt;
    return column - 1;
}

struct SheetReader {
    const std::filesystem::path& path;
    const std::vector<std::string>& strings;
    const std::vector<bool>& dates;
    bool from_1904;
    FaultBook& faults;

    void refuse(std::size_t line, std::size_t column, const std::string& cause, const std::string& remedy) const {
        faults.add(path, "cell " + column_letters(column) + std::to_string(line), cause, remedy);
    }

    /// A number as it would be typed: the shortest that reads back to the stored one.
    [[nodiscard]] std::string number_cell(const pugi::xml_node& cell, const std::string& value) const {
        double number = 0.0;
        const char* end = value.data() + value.size();
        const auto [stop, error] = std::from_chars(value.data(), end, number);
        if (error != std::errc{} || stop != end) return value;
        const auto style = cell.attribute("s").as_uint();
        if (style < dates.size() && dates[style] && number >= 0.0 && number < 3e6) return date_text(number, from_1904);
        return number_text(number);
    }

    [[nodiscard]] std::string cell_text(const pugi::xml_node& cell, std::size_t line, std::size_t column) const {
        const std::string type = cell.attribute("t").value();
        std::string value;
        bool has_formula = false, has_value = false;
        for (const auto& child : cell.children()) {
            if (is(child, "is")) return string_text(child);
            has_formula |= is(child, "f");
            if (!is(child, "v")) continue;
            value = child.text().get();
            has_value = true;
        }
        if (type == "e") {
            refuse(line, column, "holds the error " + quoted_text(value), "Mend its formula, or leave the cell empty.");
            return {};
        }
        if (has_formula && !has_value) {
            refuse(line, column, "holds a formula without a value",
                   "Open the workbook in a spreadsheet, calculate it and save it, or paste the values.");
            return {};
        }
        if (type == "s") {
            std::size_t index = 0;
            const auto [stop, error] = std::from_chars(value.data(), value.data() + value.size(), index);
            if (error == std::errc{} && *stop == '\0' && index < strings.size()) return strings[index];
            refuse(line, column, "refers to a text that the workbook does not hold", "Save the workbook again.");
            return {};
        }
        if (type == "b") return value == "1" ? "TRUE" : "FALSE";
        return type.empty() || type == "n" ? number_cell(cell, trimmed(value)) : value;
    }

    [[nodiscard]] RawRow row(const pugi::xml_node& node, std::size_t line) const {
        RawRow row{.line = line, .cells = {}, .sparse = true};
        std::size_t next = 0;
        for (const auto& cell : node.children()) {
            if (!is(cell, "c")) continue;
            const auto reference = cell.attribute("r");
            const auto column = reference ? column_of(reference.value()) : std::optional(next);
            if (!column || *column >= most_columns) {
                faults.add(path, "row " + std::to_string(line), "a cell without a place", "Save the workbook again.");
                continue;
            }
            next = *column + 1;
            std::string text = trimmed(cell_text(cell, line, *column));
            if (text.empty()) continue;
            if (row.cells.size() <= *column) row.cells.resize(*column + 1);
            row.cells[*column] = std::move(text);
        }
        return row;
    }
};

/// Takes the elements of rows in their order.
struct RowTaker {
    const SheetReader& reader;
    const RawRowSink& sink;
    std::size_t line = 0, hidden = 0;

    void take(const pugi::xml_node& node) {
        const auto told = node.attribute("r").as_ullong();
        line = told > 0 ? std::size_t(told) : line + 1;
        RawRow row = reader.row(node, line);
        if (row.cells.empty()) return;
        hidden += node.attribute("hidden").as_bool();
        sink(std::move(row));
    }
};

void sheet_rows(const SheetReader& reader, const XlsxParts& parts, NoteBook& notes, const RawRowSink& sink) {
    RowTaker taker{reader, sink};
    for (const auto& data : parts.sheet.document_element().children()) {
        if (!is(data, "sheetData")) continue;
        for (const auto& node : data.children())
            if (is(node, "row")) taker.take(node);
    }
    pugi::xml_document one;
    for_each_row_text(parts.sheet_text, [&](std::string_view text) {
        const auto parsed =
            one.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata_single);
        if (!parsed)
            throw Fault{.cause = "the row after row " + std::to_string(taker.line) + ": " + parsed.description(),
                        .remedy = "Save the workbook again."};
        taker.take(one.document_element());
    });
    if (taker.hidden > 0)
        notes.add("hidden-rows", "",
                  counted(taker.hidden, "hidden row of the sheet is", "hidden rows of the sheet are") +
                      " read as the others are");
}

}  // namespace

std::string column_letters(std::size_t column) {
    std::string letters;
    for (std::size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
    return letters;
}

std::vector<std::string> sheet_names(const std::filesystem::path& path, const std::string& bytes, std::string_view also,
                                     FaultBook& faults) {
    std::vector<std::string> names;
    try {
        for (const XlsxSheet& sheet : xlsx_sheets(bytes))
            if (!sheet.hidden || sheet.name == also) names.push_back(sheet.name);
    } catch (const Fault& fault) {
        faults.add(path, "", fault.cause, fault.remedy);
    }
    return names;
}

bool for_each_xlsx_row(const std::filesystem::path& path, const std::string& bytes, FaultBook& faults, NoteBook& notes,
                       const std::string& sheet, std::size_t most_inflated, const RawRowSink& sink) {
    try {
        const XlsxParts parts = read_xlsx_parts(bytes, most_inflated, sheet);
        std::vector<std::string> strings;
        for (const auto& item : parts.strings.document_element().children())
            if (is(item, "si")) strings.push_back(string_text(item));
        if (parts.other_sheets > 0)
            notes.add("other-sheets", "",
                      "the sheet \"" + quoted_text(parts.sheet_name) + "\" is read; " +
                          std::to_string(parts.other_sheets) + " others of the workbook are not");
        const auto dates = date_styles(parts.styles);
        sheet_rows({path, strings, dates, parts.from_1904, faults}, parts, notes, sink);
        return true;
    } catch (const Fault& fault) {
        faults.add(path, "", fault.cause, fault.remedy);
        return false;
    }
}

std::optional<std::vector<RawRow>> xlsx_rows(const std::filesystem::path& path, const std::string& bytes,
                                             FaultBook& faults, NoteBook& notes) {
    constexpr std::size_t most_inflated = 32u << 20;
    std::vector<RawRow> rows;
    const bool is_whole = for_each_xlsx_row(path, bytes, faults, notes, {}, most_inflated,
                                            [&](RawRow row) { rows.push_back(std::move(row)); });
    return is_whole ? std::optional(std::move(rows)) : std::nullopt;
}

}  // namespace gassan
