#pragma once

#include <cstddef>
#include <span>

namespace gassan {

/// Decodes one raw LZF stream, without a frame header, into exactly this room (Marc Lehmann's LibLZF: literals of up to
/// 32 bytes, and copies of 3 to 264 bytes from up to 8 KiB behind).
/// \throws Fault where the stream is damaged, or makes fewer or more bytes than the room has
void decode_lzf(std::span<const unsigned char> stream, std::span<unsigned char> out);

}  // namespace gassan
