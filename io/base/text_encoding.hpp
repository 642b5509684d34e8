#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace gassan {

/// Fills `to` with up to `count` bytes of a stream; fewer than 1 only at its end. May throw Fault.
using Pull = std::function<std::size_t(char* to, std::size_t count)>;

enum class TextEncoding { utf8, ascii, latin1, utf16_le, utf16_be };

/// How the bytes of an XML document are to be read, after its byte order mark and its declaration.
struct EncodingFound {
    TextEncoding encoding = TextEncoding::utf8;
    std::size_t mark_size = 0;  ///< bytes of the byte order mark, to be skipped
    std::string name;           ///< as declared, or what the mark says; "UTF-8" by default
};

/// Looks at the first bytes of a document (some hundred do).
/// \throws Fault naming an encoding that is not read here, or one that contradicts the bytes.
[[nodiscard]] EncodingFound find_encoding(std::string_view head);

/// The same stream as UTF-8. \throws Fault (from the result) with the byte that the encoding does not allow.
[[nodiscard]] Pull transcoded(Pull bytes, EncodingFound from);

/// Place of the first byte that breaks UTF-8 (RFC 3629: no overlong forms, no surrogates), or npos.
[[nodiscard]] std::size_t first_bad_utf8(std::string_view text);

/// The fault for such a byte; container as in Fault.
[[noreturn]] void throw_encoding_fault(unsigned char byte, std::uint64_t at, const std::string& encoding_name,
                                       bool container);

/// Appends a character as UTF-8.
void append_utf8(std::string& text, char32_t character);

}  // namespace gassan
