#include "io/mzml/numbers.hpp"

#include "core/base/fields.hpp"

#include <charconv>
#include <cmath>
#include <limits>

namespace gassan {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view space = " \t\r\n";
    const auto begin = text.find_first_not_of(space);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

template <class Number>
std::optional<Number> whole(std::string_view text) {
    text = trimmed(text);
    if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
    Number value{};
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::optional<std::uint64_t> whole_count(std::string_view text) {
    return whole<std::uint64_t>(text);
}

std::optional<double> whole_number(std::string_view text) {
    const auto value = whole<double>(text);
    return value && std::isfinite(*value) ? value : std::nullopt;
}

double settled_seconds(double time_s) {
    const double nearest = std::round(time_s * 1e11) / 1e11;
    const double unit = std::nextafter(time_s, std::numeric_limits<double>::infinity()) - time_s;
    return std::abs(nearest - time_s) <= 2.0 * unit ? nearest : time_s;
}

std::string seconds_as_minutes_text(double time_s) {
    const double quotient = time_s / 60.0;
    double below = quotient, above = quotient;
    for (int step = 0; step < 3; ++step) {
        if (settled_seconds(above * 60.0) == time_s) return number_text(above);
        if (settled_seconds(below * 60.0) == time_s) return number_text(below);
        above = std::nextafter(above, std::numeric_limits<double>::infinity());
        below = std::nextafter(below, 0.0);
    }
    return number_text(quotient);
}

}  // namespace gassan
