#include "io/mzml/tag_pattern.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace gassan {
namespace {

constexpr std::size_t longest_value = 255;  // bytes
constexpr char mark = '\x01';               // before a number: no XML document can hold it

constexpr std::array<std::string_view, 6> open_attributes = {
    "id", "index", "value", "defaultArrayLength", "arrayLength", "encodedLength"};

constexpr std::array<bool, 256> plain_table() {
    std::array<bool, 256> plain{};
    for (std::size_t c = 0x20; c < 0x7f; ++c) plain[c] = c != '"' && c != '<' && c != '>' && c != '&';
    return plain;
}
constexpr auto plain_characters = plain_table();

bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

// The characters that may stand in an open value, from the begin of text on.
std::size_t plain_length(std::string_view text) {
    const std::size_t most = std::min(text.size(), longest_value);
    std::size_t size = 0;
    while (size < most && plain_characters[static_cast<unsigned char>(text[size])]) ++size;
    return size;
}

// The name of the attribute whose opening quote follows before.
bool is_open_attribute(std::string_view before) {
    if (before.empty() || before.back() != '=') return false;
    before.remove_suffix(1);
    std::size_t begin = before.size();
    while (begin > 0 && !is_space(before[begin - 1])) --begin;
    return std::find(open_attributes.begin(), open_attributes.end(), before.substr(begin)) != open_attributes.end();
}

bool can_be_compared(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (is_space(c) || (c >= 0x20 && c < 0x7f)) && c != '\'' && c != '&'; });
}

}  // namespace

std::optional<TagPattern> TagPattern::learn(std::string_view text) {
    if (!can_be_compared(text)) return std::nullopt;
    TagPattern pattern;
    std::string fixed;
    bool in_tag = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        fixed += c;
        if (!in_tag) {
            if (is_space(c)) continue;
            if (c != '<' || i + 1 == text.size() || text[i + 1] == '!' || text[i + 1] == '?') return std::nullopt;
            in_tag = true;
        }
        pattern.numbered_tags_ += c;
        if (c == '>') in_tag = false;
        if (c != '"') continue;
        const std::size_t end = text.find('"', i + 1);
        if (end == std::string_view::npos) return std::nullopt;
        const auto value = text.substr(i + 1, end - i - 1);
        if (is_open_attribute(text.substr(0, i)) && plain_length(value) == value.size()) {
            pattern.numbered_tags_ += mark + std::to_string(pattern.fixed_.size());
            pattern.fixed_.push_back(std::move(fixed));
            fixed.clear();
        } else {
            pattern.numbered_tags_ += value;
            fixed += value;
        }
        pattern.numbered_tags_ += '"';
        fixed += '"';
        i = end;
    }
    if (in_tag) return std::nullopt;
    pattern.fixed_.push_back(std::move(fixed));
    return pattern;
}

std::optional<std::size_t> TagPattern::number_of(std::string_view value) {
    if (value.empty() || value.front() != mark) return std::nullopt;
    std::size_t number = 0;
    std::from_chars(value.data() + 1, value.data() + value.size(), number);
    return number;
}

std::size_t TagPattern::match(std::string_view text, std::vector<std::string_view>& values) const {
    values.resize(fixed_.size() - 1);
    std::size_t at = 0;
    for (std::size_t i = 0; i < fixed_.size(); ++i) {
        const std::string& fixed = fixed_[i];
        if (text.size() - at < fixed.size() || std::memcmp(text.data() + at, fixed.data(), fixed.size()) != 0) return 0;
        at += fixed.size();
        if (i == values.size()) break;
        const auto value = text.substr(at, plain_length(text.substr(at)));
        values[i] = value;
        at += value.size();  // a value that is too long or not plain does not end at the quote that follows
    }
    return at;
}

}  // namespace gassan
