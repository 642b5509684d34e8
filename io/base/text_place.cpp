#include "io/base/text_place.hpp"

#include <algorithm>
#include <cstdint>

namespace gassan {
namespace {

// Lines end in LF, CR LF or CR. Counted only now, over the text from its begin: errors may cost a second look.
std::uint64_t line_of(const RegularFile& file, std::uint64_t byte) {
    TextWindow window(file);
    std::uint64_t line = 1;
    char before = 0;
    while (window.end() < byte && window.more(window.end())) {
        const auto size = std::min(window.end(), byte) - window.begin();
        for (std::uint64_t i = 0; i < size; ++i) {
            const char c = window.data()[i];
            line += c == '\r' || (c == '\n' && before != '\r');
            before = c;
        }
    }
    return line;
}

}  // namespace

std::string text_place(const RegularFile& file, const TextWindow& window, const Fault& fault) {
    const std::string byte = "byte " + std::to_string(fault.byte);
    if (window.is_inner()) return byte + (fault.container ? "" : " of the mzML text inside the file");
    if (fault.container) return byte + (window.packing().empty() ? "" : " of the " + window.packing() + " file");
    return byte + (window.is_transcoded() ? " of the text as UTF-8, line " : ", line ") +
           std::to_string(line_of(file, fault.byte));
}

}  // namespace gassan
