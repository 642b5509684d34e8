#include "io/agilent/lzf.hpp"

#include "io/base/faults.hpp"

#include <cstring>
#include <string>

namespace gassan {
namespace {

[[noreturn]] void corrupt(std::size_t byte, const char* reason) {
    throw Fault{.byte = byte, .cause = "corrupt LZF data at input byte " + std::to_string(byte) + " (" + reason + ")"};
}

// A copy may reach into what it writes: then it repeats the last bytes.
void repeat(unsigned char* to, std::size_t distance, std::size_t length) {
    if (distance >= length) {
        std::memcpy(to, to - distance, length);
    } else if (distance == 1) {
        std::memset(to, to[-1], length);
    } else {
        for (std::size_t i = 0; i < length; ++i) to[i] = to[std::ptrdiff_t(i) - std::ptrdiff_t(distance)];
    }
}

}  // namespace

void decode_lzf(std::span<const unsigned char> stream, std::span<unsigned char> out) {
    constexpr std::size_t extended = 7;
    const std::size_t in_size = stream.size(), out_size = out.size();
    const unsigned char* const in = stream.data();
    unsigned char* const to = out.data();
    std::size_t at = 0, made = 0;
    while (at < in_size) {
        const std::size_t begin = at, control = in[at++];
        if (control < 32) {
            const std::size_t length = control + 1;
            if (length > in_size - at) corrupt(begin, "literal past the input");
            if (length > out_size - made) corrupt(begin, "more bytes than expected");
            std::memcpy(to + made, in + at, length);
            at += length;
            made += length;
            continue;
        }
        std::size_t length = control >> 5;
        if (in_size - at < (length == extended ? 2u : 1u)) corrupt(begin, "the input ends inside a copy");
        if (length == extended) length += in[at++];
        length += 2;
        const std::size_t distance = ((control & 31) << 8 | in[at++]) + 1;
        if (distance > made) corrupt(begin, "distance before the begin");
        if (length > out_size - made) corrupt(begin, "more bytes than expected");
        repeat(to + made, distance, length);
        made += length;
    }
    if (made != out_size) corrupt(at, "fewer bytes than expected");
}

}  // namespace gassan
