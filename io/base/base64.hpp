#pragma once

/// \file
/// Base64 (RFC 4648, section 4) with every character checked: of damaged text nothing is guessed.
/// White space between characters is legal, as in xs:base64Binary.

#include <cstddef>
#include <string>
#include <string_view>

namespace gassan {

enum class Base64Fault { none, foreign_character, bad_length, inner_padding };

struct Base64Result {
    std::size_t size = 0;  ///< bytes decoded
    Base64Fault fault = Base64Fault::none;
    std::size_t fault_at = 0;  ///< place of the offending character; the length of the text for bad_length
};

/// Which code decodes; all give the same bytes and the same verdicts (tested), the vector code about twice as fast.
enum class Base64Path { best, portable, avx2 };

/// Bytes that out must have room for: the vector code writes in whole registers.
[[nodiscard]] constexpr std::size_t base64_room(std::size_t text_size) {
    return text_size / 4 * 3 + 3 + 32;
}

/// Decodes text to out, which must have base64_room(text.size()) bytes. The last group may be padded with '='
/// and must be whole; its unused bits are ignored.
[[nodiscard]] Base64Result decode_base64(std::string_view text, unsigned char* out, Base64Path path = Base64Path::best);

/// May Base64Path::avx2 be used on this machine?
[[nodiscard]] bool has_avx2();

/// Appends the base64 text of bytes, padded, without line breaks.
void append_base64(std::string& text, std::string_view bytes);

}  // namespace gassan
