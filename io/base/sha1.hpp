#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gassan {

/// SHA-1 (FIPS 180-4), in pieces. For checksums that formats prescribe; it protects against accidents only.
class Sha1 {
public:
    void add(std::string_view bytes);
    /// 40 lower-case hexadecimal digits of everything added; nothing can be added afterwards.
    [[nodiscard]] std::string hex();

private:
    std::array<std::uint32_t, 5> state_{0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u, 0xc3d2e1f0u};
    std::array<unsigned char, 64> block_{};
    std::size_t in_block_ = 0;
    std::uint64_t size_ = 0;

    void digest(const unsigned char* block);
};

}  // namespace gassan
