#include "io/library/msp.hpp"

#include "io/library/import_fields.hpp"
#include "io/table/user_table.hpp"

#include <charconv>

namespace gassan {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r"), last = text.find_last_not_of(" \t\r");
    return first == std::string_view::npos ? std::string_view() : text.substr(first, last - first + 1);
}

/// Peaks of a record stand in lines that begin with a number.
bool is_peak_line(std::string_view line) {
    return !line.empty() && (line.front() == '.' || (line.front() >= '0' && line.front() <= '9'));
}

struct KeyLine {
    std::string key;  ///< small letters
    std::string_view value;
};

std::optional<KeyLine> key_line(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || is_peak_line(line)) return std::nullopt;
    return KeyLine{small_letters(trimmed(line.substr(0, colon))), trimmed(line.substr(colon + 1))};
}

void take(MspRecord& record, const KeyLine& line) {
    // Times of MS-DIAL are minutes; "Precursor_type" and "AdductIonName" are the ion.
    if (const auto header = guess_header(line.key)) record.texts.push_back({*header, std::string(line.value)});
}

}  // namespace

bool looks_like_msp(std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    text = text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    return small_letters(text.substr(0, 5)) == "name:";
}

std::vector<MspRecord> msp_records(std::string_view text) {
    std::vector<MspRecord> records;
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    std::size_t line_number = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = key_line(trimmed(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
        ++line_number;
        if (!line) continue;
        if (line->key == "name") records.push_back({line_number, {}});
        if (!records.empty()) take(records.back(), *line);
    }
    return records;
}

}  // namespace gassan
