#include "io/report/markup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace gassan::report {
namespace {

struct CodePoint {
    char32_t value = 0;
    std::size_t bytes = 1;
    bool valid = false;
};

/// The code point that begins at text[at]; overlong forms, surrogates and cut sequences are not valid (RFC 3629).
CodePoint code_point(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byte(at);
    if (lead < 0x80) return {lead, 1, true};
    const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || at + bytes > text.size()) return {};
    char32_t value = lead & (0xFFu >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(at + i) & 0xC0u) != 0x80u) return {};
        value = (value << 6) | (byte(at + i) & 0x3Fu);
    }
    constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (value < smallest[bytes] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {};
    return {value, bytes, true};
}

/// Would this code point change how the text around it looks, or is it forbidden in XML?
bool is_hidden(char32_t value) {
    if (value < 0x20 || (value >= 0x7F && value < 0xA0)) return true;
    if ((value & 0xFFFE) == 0xFFFE || value == 0xFEFF || value == 0x061C || value == 0x00AD) return true;
    return (value >= 0x200B && value <= 0x200F) || (value >= 0x2028 && value <= 0x202E) ||
           (value >= 0x2060 && value <= 0x206F);
}

std::string hidden_text(char32_t value) {
    switch (value) {
        case '\n':
            return "\\n";
        case '\r':
            return "\\r";
        case '\t':
            return "\\t";
        default:
            return value < 0x80 ? fmt::format("\\x{:02x}", std::uint32_t(value))
                                : fmt::format("\\u{:04x}", std::uint32_t(value));
    }
}

std::string without_minus_zero(std::string text) {
    const bool zero = text.find_first_of("123456789") == std::string::npos;
    return zero && text.starts_with('-') ? text.substr(1) : text;
}

std::string number(double value, std::chars_format format, int precision) {
    if (!std::isfinite(value)) return {};
    char buffer[400];  // 1e308 in fixed notation with its decimals
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, format, precision).ptr;
    return without_minus_zero({buffer, end});
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto point = code_point(text, at);
        const auto piece = text.substr(at, point.bytes);
        at += point.bytes;
        if (!point.valid)
            out += fmt::format("\\x{:02X}", static_cast<unsigned char>(piece.front()));
        else if (is_hidden(point.value))
            out += hidden_text(point.value);
        else if (piece == "&")
            out += "&amp;";
        else if (piece == "<")
            out += "&lt;";
        else if (piece == ">")
            out += "&gt;";
        else if (piece == "\"")
            out += "&quot;";
        else if (piece == "'")
            out += "&#39;";
        else
            out += piece;
    }
    return out;
}

std::string fixed(double value, int decimals) {
    return number(value, std::chars_format::fixed, decimals);
}

std::string significant(double value) {
    constexpr int digits = 6;
    const std::string rounded = number(value, std::chars_format::scientific, digits - 1);
    if (rounded.empty()) return {};
    const auto mark = rounded.find('e');
    int exponent = 0;  // from_chars knows no leading '+'
    std::from_chars(rounded.data() + mark + (rounded[mark + 1] == '+' ? 2 : 1), rounded.data() + rounded.size(),
                    exponent);
    if (exponent < -6 || exponent >= 15) return rounded;

    // Round once, in decimal: the six digits printed again in fixed notation stay these digits.
    double kept = 0.0;
    std::from_chars(rounded.data(), rounded.data() + rounded.size(), kept);
    std::string text = fixed(kept, std::max(0, digits - 1 - exponent));
    if (text.find('.') == std::string::npos) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string four_digits(double value) {
    if (!std::isfinite(value) || value == 0.0) return significant(value);
    const auto text = fmt::format("{:.3e}", value);  // rounded once, so that 9.9996 is 10
    const auto at = text.find('e');
    int exponent = 0;
    std::from_chars(text.data() + at + 2, text.data() + text.size(), exponent);
    if (text[at + 1] == '-') exponent = -exponent;
    std::string digits = text.substr(0, at);
    if (exponent < -3 || exponent >= 6) {
        digits.erase(digits.find_last_not_of('0') + 1);
        if (digits.back() == '.') digits.pop_back();
        return digits + "·" + power_of_ten(exponent);
    }
    return significant(std::round(value * std::pow(10.0, 3 - exponent)) / std::pow(10.0, 3 - exponent));
}

std::string grouped(std::uint64_t count) {
    std::string text = std::to_string(count);
    for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
    return text;
}

std::string power_of_ten(int exponent) {
    constexpr std::string_view raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    if (exponent == 0) return {};
    std::string text = exponent < 0 ? "10⁻" : "10";
    for (const char digit : std::to_string(std::abs(exponent))) text += raised[digit - '0'];
    return text;
}

std::string with_error(double value, double standard_error) {
    if (!std::isfinite(value)) return {};
    const auto exponent_of = [](double x) { return x == 0.0 ? 0 : int(std::floor(std::log10(std::abs(x)))); };
    const bool has_error = std::isfinite(standard_error) && standard_error > 0.0;
    const int leading = std::max(exponent_of(value), has_error ? exponent_of(standard_error) : exponent_of(value));
    const int exponent = leading >= 3 || leading <= -3 ? leading : 0;
    const double unit = std::pow(10.0, exponent);
    const int last_place = has_error ? exponent_of(standard_error) - 1 : exponent_of(value) - 3;
    const int decimals = std::clamp(exponent - last_place, 0, 6);
    std::string text = fixed(value / unit, decimals);
    if (has_error) text += " ± " + fixed(standard_error / unit, decimals);
    if (exponent == 0) return text;
    return (has_error ? "(" + text + ")" : text) + "×" + power_of_ten(exponent);
}

}  // namespace gassan::report
