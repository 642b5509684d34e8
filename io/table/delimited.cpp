#include "io/base/faults.hpp"
#include "io/base/text_encoding.hpp"
#include "io/table/raw_grid.hpp"

#include <algorithm>
#include <deque>

namespace gassan {
namespace {

using namespace std::string_view_literals;

constexpr const char* save_as_utf8 =
    "Save it again as UTF-8: in Excel \"CSV UTF-8\" or a workbook (.xlsx); by command: iconv -f CP932 -t UTF-8";

std::size_t line_of(std::string_view text, std::size_t at) {
    std::size_t line = 1;
    for (std::size_t i = 0; i < at; ++i)
        line += text[i] == '\n' || (text[i] == '\r' && !(i + 1 < text.size() && text[i + 1] == '\n'));
    return line;
}

bool is_utf16(std::string_view bytes) {
    if (bytes.starts_with("\xff\xfe"sv) || bytes.starts_with("\xfe\xff"sv)) return true;
    // Without a mark: every second byte of text in Latin letters is 0.
    const auto head = bytes.substr(0, 64);
    return head.size() >= 4 && std::size_t(std::count(head.begin(), head.end(), '\0')) >= head.size() / 3;
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t") == std::string_view::npos;
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

/// Walks through the text once, cell by cell.
struct Splitter {
    const std::filesystem::path& path;
    std::string_view text;
    char separator;
    FaultBook& faults;
    std::size_t at = 0, line = 1;
    bool broken = false;                 ///< an open quote has swallowed the rest
    std::deque<std::string> unquoted{};  ///< of the row at hand: cells that do not stand in the text as they are

    [[nodiscard]] bool done() const { return at >= text.size(); }
    [[nodiscard]] bool at_line_end() const { return done() || text[at] == '\n' || text[at] == '\r'; }

    /// Past a line end of any kind.
    void next_line() {
        if (done()) return;
        at += text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1;
        ++line;
    }

    std::string_view plain_cell() {
        const std::size_t begin = at;
        while (!at_line_end() && text[at] != separator) ++at;
        return trimmed(text.substr(begin, at - begin));
    }

    /// A doubled quote is a quote; line ends belong to the cell.
    std::string_view quoted_cell() {
        const std::size_t opened = line;
        std::string& cell = unquoted.emplace_back();
        for (++at; !done(); ++at) {
            if (text[at] == '"') {
                if (at + 1 >= text.size() || text[at + 1] != '"') break;
                ++at;
            }
            line += text[at] == '\n' || (text[at] == '\r' && !(at + 1 < text.size() && text[at + 1] == '\n'));
            cell += text[at];
        }
        if (done()) {
            faults.add(path, "line " + std::to_string(opened), "a cell begins with a quote that is never closed",
                       "Close it, or take the quote away.");
            broken = true;
            return cell;
        }
        ++at;
        const std::string_view rest = plain_cell();
        if (!rest.empty())
            faults.add(path, "line " + std::to_string(line),
                       "the text " + quoted_text(rest) + " stands behind the closing quote of a cell",
                       "A quote inside a quoted cell is written twice (\"\").");
        return cell;
    }

    std::string_view cell() {
        std::size_t first = at;
        while (first < text.size() && text[first] == ' ') ++first;
        if (first >= text.size() || text[first] != '"') return plain_cell();
        at = first;
        return quoted_cell();
    }

    /// \return the line it begins in
    std::size_t row(std::vector<std::string_view>& cells) {
        const std::size_t first = line;
        unquoted.clear();
        cells.assign(1, cell());
        while (!at_line_end()) {
            ++at;  // the separator
            cells.push_back(cell());
        }
        next_line();
        return first;
    }
};

}  // namespace

std::optional<std::string> table_text(const std::filesystem::path& path, std::string bytes, FaultBook& faults) {
    if (is_utf16(bytes)) {
        faults.add(path, "byte 0", "the text is UTF-16 (\"Unicode text\" of Excel), and tables are read as UTF-8",
                   "Save it again as \"CSV UTF-8\" or as a workbook (.xlsx); by command: iconv -f UTF-16 -t UTF-8");
        return std::nullopt;
    }
    if (bytes.starts_with("\xef\xbb\xbf")) bytes.erase(0, 3);
    const auto zero = bytes.find('\0');
    if (zero != std::string::npos) {
        faults.add(path, "line " + std::to_string(line_of(bytes, zero)), "a zero byte: this is no text",
                   "Give a table as TSV, CSV or XLSX.");
        return std::nullopt;
    }
    const auto bad = first_bad_utf8(bytes);
    if (bad == std::string_view::npos) return bytes;
    constexpr char hex[] = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(bytes[bad]);
    faults.add(path, "line " + std::to_string(line_of(bytes, bad)),
               std::string("byte 0x") + hex[byte >> 4] + hex[byte & 15] +
                   " is not UTF-8; the text was probably written as CP932 (Shift_JIS), as Japanese Excel saves CSV",
               save_as_utf8);
    return std::nullopt;
}

void for_each_delimited_row(const std::filesystem::path& path, std::string_view text, char separator, FaultBook& faults,
                            const DelimitedRowSink& sink) {
    Splitter splitter{path, text, separator, faults};
    std::vector<std::string_view> cells;
    while (!splitter.done()) {
        const std::size_t line = splitter.row(cells);
        if (!splitter.broken && !std::all_of(cells.begin(), cells.end(), is_blank)) sink(line, cells);
    }
}

std::vector<RawRow> split_delimited(const std::filesystem::path& path, std::string_view text, char separator,
                                    FaultBook& faults) {
    std::vector<RawRow> rows;
    for_each_delimited_row(path, text, separator, faults, [&](std::size_t line, const auto& cells) {
        rows.push_back({.line = line, .cells = {cells.begin(), cells.end()}, .sparse = false});
    });
    return rows;
}

}  // namespace gassan
