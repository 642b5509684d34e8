#include "io/base/text_encoding.hpp"

#include "io/base/faults.hpp"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

namespace gassan {
namespace {

constexpr std::size_t chunk = 64 * 1024;

bool starts_with(std::string_view text, std::string_view prefix) {
    return text.substr(0, prefix.size()) == prefix;
}

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return out;
}

// The value of encoding="..." in an XML declaration; "" if there is none.
std::string declared_name(std::string_view head) {
    const auto open = head.find("<?xml");
    if (open == std::string_view::npos || head.find_first_not_of(" \t\r\n") != open) return "";
    const auto close = head.find("?>", open);
    const auto declaration = head.substr(open, close == std::string_view::npos ? close : close - open);
    auto at = declaration.find("encoding");
    if (at == std::string_view::npos) return "";
    at = declaration.find_first_not_of(" \t\r\n=", at + 8);
    if (at == std::string_view::npos || (declaration[at] != '"' && declaration[at] != '\'')) return "";
    const auto end = declaration.find(declaration[at], at + 1);
    if (end == std::string_view::npos) return "";
    return std::string(declaration.substr(at + 1, end - at - 1));
}

char hex_digit(unsigned value) {
    return "0123456789abcdef"[value & 15];
}

// State of one transcoding: what is read and not yet given, on both sides.
struct Transcoder {
    Pull bytes;
    EncodingFound from;
    std::uint64_t position = 0;  // in bytes of the source, of in[0]
    std::string in;
    std::string out;
    std::size_t given = 0;
    bool at_end = false;

    [[nodiscard]] unsigned unit(std::size_t i) const {
        const auto low = static_cast<unsigned char>(in[i]), high = static_cast<unsigned char>(in[i + 1]);
        return from.encoding == TextEncoding::utf16_le ? unsigned(high) << 8 | low : unsigned(low) << 8 | high;
    }

    [[noreturn]] void refuse(std::size_t at, const std::string& cause) const {
        throw Fault{.byte = position + at, .cause = cause, .remedy = "", .container = true};
    }

    void single_bytes() {
        for (std::size_t i = 0; i < in.size(); ++i) {
            const auto byte = static_cast<unsigned char>(in[i]);
            if (byte >= 0x80 && from.encoding == TextEncoding::ascii)
                throw_encoding_fault(byte, position + i, from.name, true);
            append_utf8(out, byte);
        }
        position += in.size();
        in.clear();
    }

    void double_bytes() {
        std::size_t i = 0;
        for (; i + 2 <= in.size(); i += 2) {
            const unsigned first = unit(i);
            if (first < 0xd800 || first > 0xdfff) {
                append_utf8(out, first);
                continue;
            }
            if (first >= 0xdc00) refuse(i, "second half of a UTF-16 surrogate pair without the first");
            if (i + 4 > in.size()) break;  // its second half is in the next chunk
            const unsigned second = unit(i + 2);
            if (second < 0xdc00 || second > 0xdfff)
                refuse(i, "first half of a UTF-16 surrogate pair without the second");
            append_utf8(out, 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
            i += 2;
        }
        position += i;
        in.erase(0, i);
        // Half a character at the end says no more than that the file is cut; the parser says where.
    }

    std::size_t give(char* to, std::size_t count) {
        while (given == out.size() && !at_end) {
            out.clear();
            given = 0;
            const auto old = in.size();
            in.resize(old + chunk);
            const auto got = bytes(in.data() + old, chunk);
            in.resize(old + got);
            at_end = got == 0;
            const bool wide = from.encoding == TextEncoding::utf16_le || from.encoding == TextEncoding::utf16_be;
            if (wide)
                double_bytes();
            else
                single_bytes();
        }
        const auto n = std::min(count, out.size() - given);
        std::memcpy(to, out.data() + given, n);
        given += n;
        return n;
    }
};

}  // namespace

EncodingFound find_encoding(std::string_view head) {
    using namespace std::string_view_literals;
    if (starts_with(head, "\0\0\xfe\xff"sv) || starts_with(head, "\xff\xfe\0\0"sv))
        throw Fault{.byte = 0,
                    .cause = "the text is UTF-32, which is not read",
                    .remedy = "Convert it to UTF-8.",
                    .container = true};
    if (starts_with(head, "\xef\xbb\xbf")) return {TextEncoding::utf8, 3, "UTF-8"};
    if (starts_with(head, "\xff\xfe")) return {TextEncoding::utf16_le, 2, "UTF-16"};
    if (starts_with(head, "\xfe\xff")) return {TextEncoding::utf16_be, 2, "UTF-16"};
    if (starts_with(head, "<\0"sv)) return {TextEncoding::utf16_le, 0, "UTF-16"};
    if (starts_with(head, "\0<"sv)) return {TextEncoding::utf16_be, 0, "UTF-16"};

    const std::string name = declared_name(head);
    const std::string known = upper(name);
    if (known.empty()) return {};
    if (known == "UTF-8" || known == "UTF8") return {TextEncoding::utf8, 0, name};
    if (known == "US-ASCII" || known == "ASCII") return {TextEncoding::ascii, 0, name};
    if (known == "ISO-8859-1" || known == "ISO8859-1" || known == "ISO_8859-1" || known == "LATIN1" ||
        known == "LATIN-1")
        return {TextEncoding::latin1, 0, name};
    const bool wide = starts_with(known, "UTF-16");
    throw Fault{.byte = 0,
                .cause = wide ? "the file declares the encoding " + quoted_text(name) + " but its bytes are not UTF-16"
                              : "the encoding '" + quoted_text(name) + "' is not known here",
                .remedy =
                    "Known are UTF-8, UTF-16, ISO-8859-1 and US-ASCII: convert the file to UTF-8 (and say so in "
                    "its first line).",
                .container = true};
}

Pull transcoded(Pull bytes, EncodingFound from) {
    auto state = std::make_shared<Transcoder>();
    state->bytes = std::move(bytes);
    state->position = from.mark_size;
    state->from = std::move(from);
    return [state](char* to, std::size_t count) { return state->give(to, count); };
}

std::size_t first_bad_utf8(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xc0) == 0x80; };
    for (std::size_t i = 0; i < text.size();) {
        const unsigned first = byte(i);
        if (first < 0x80) {
            ++i;
        } else if (first >= 0xc2 && first <= 0xdf && follows(i + 1)) {
            i += 2;
        } else if (first >= 0xe0 && first <= 0xef && follows(i + 1) && follows(i + 2) &&
                   !(first == 0xe0 && byte(i + 1) < 0xa0) && !(first == 0xed && byte(i + 1) >= 0xa0)) {
            i += 3;
        } else if (first >= 0xf0 && first <= 0xf4 && follows(i + 1) && follows(i + 2) && follows(i + 3) &&
                   !(first == 0xf0 && byte(i + 1) < 0x90) && !(first == 0xf4 && byte(i + 1) >= 0x90)) {
            i += 4;
        } else {
            return i;
        }
    }
    return std::string_view::npos;
}

void throw_encoding_fault(unsigned char byte, std::uint64_t at, const std::string& encoding_name, bool container) {
    throw Fault{.byte = at,
                .cause = std::string("byte 0x") + hex_digit(byte >> 4) + hex_digit(byte) +
                         " does not belong to the declared encoding " + quoted_text(encoding_name),
                .remedy =
                    "The text was probably written in Shift_JIS (CP932) or another local encoding: convert the "
                    "file to UTF-8, or declare the encoding that it has.",
                .container = container};
}

void append_utf8(std::string& text, char32_t c) {
    const auto put = [&](char32_t byte) { text += static_cast<char>(byte); };
    const auto tail = [&](int shift) { put(0x80 | ((c >> shift) & 0x3f)); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xc0 | c >> 6);
        tail(0);
    } else if (c < 0x10000) {
        put(0xe0 | c >> 12);
        tail(6);
        tail(0);
    } else {
        put(0xf0 | c >> 18);
        tail(12);
        tail(6);
        tail(0);
    }
}

}  // namespace gassan
