#include "io/mzml/xml_references.hpp"

#include "io/base/faults.hpp"
#include "io/base/text_encoding.hpp"

#include <charconv>
#include <system_error>

namespace gassan {
namespace {

char32_t referenced_character(std::string_view digits, std::uint64_t byte) {
    const bool hex = digits.substr(0, 1) == "x";
    if (hex) digits.remove_prefix(1);
    std::uint32_t value = 0;
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
    const bool number = !digits.empty() && error == std::errc() && stop == digits.data() + digits.size();
    const bool legal = value == 9 || value == 10 || value == 13 || (value >= 0x20 && value < 0xd800) ||
                       (value >= 0xe000 && value <= 0x10ffff && value != 0xfffe && value != 0xffff);
    if (!number || !legal)
        throw Fault{.byte = byte, .cause = "character reference &#" + quoted_text(digits) + "; is not allowed in XML"};
    return value;
}

}  // namespace

std::string resolve_references(std::string_view text, std::uint64_t byte) {
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto amp = text.find('&', at);
        out += text.substr(at, amp - at);
        if (amp == std::string_view::npos) break;
        const auto semicolon = text.find(';', amp);
        const auto name = text.substr(amp + 1, semicolon == std::string_view::npos ? 20 : semicolon - amp - 1);
        if (semicolon == std::string_view::npos)
            throw Fault{.byte = byte + amp, .cause = "'&' without an entity (it must be written &amp;)"};
        if (name == "amp")
            out += '&';
        else if (name == "lt")
            out += '<';
        else if (name == "gt")
            out += '>';
        else if (name == "quot")
            out += '"';
        else if (name == "apos")
            out += '\'';
        else if (name.substr(0, 1) == "#")
            append_utf8(out, referenced_character(name.substr(1), byte + amp));
        else
            throw Fault{.byte = byte + amp,
                        .cause = "entity &" + quoted_text(name) + "; is not allowed (no DTD, no entities)"};
        at = semicolon + 1;
    }
    return out;
}

}  // namespace gassan
