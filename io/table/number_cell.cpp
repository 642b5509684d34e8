#include "io/table/number_cell.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

namespace gassan {

std::string decimals(double value, int digits) {
    if (!std::isfinite(value)) return "";
    char buffer[400];
    std::string text(buffer,
                     std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, digits).ptr);
    if (text.front() == '-' && text.find_first_not_of("-0.") == std::string::npos) text.erase(0, 1);
    return text;
}

std::string significant(double value, int digits) {
    if (!std::isfinite(value)) return "";
    if (value == 0.0) return "0";
    char buffer[64];
    const std::string_view rounded(
        buffer,
        std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific, digits - 1).ptr - buffer);
    const auto mark = rounded.find('e');
    int exponent = 0;
    // from_chars knows no leading '+'.
    std::from_chars(rounded.data() + mark + (rounded[mark + 1] == '+' ? 2 : 1), rounded.data() + rounded.size(),
                    exponent);
    if (exponent < -6 || exponent >= 15) return std::string(rounded);

    // Round once, in decimal: printing the rounded digits again with `fixed` gives these digits and zeros.
    double kept = 0.0;
    std::from_chars(rounded.data(), rounded.data() + rounded.size(), kept);
    std::string text = decimals(kept, std::max(0, digits - 1 - exponent));
    if (text.find('.') == std::string::npos) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

}  // namespace gassan
