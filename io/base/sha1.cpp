#include "io/base/sha1.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace gassan {

void Sha1::digest(const unsigned char* block) {
    std::array<std::uint32_t, 80> w;
    for (std::size_t i = 0; i < 16; ++i)
        w[i] = std::uint32_t(block[4 * i]) << 24 | std::uint32_t(block[4 * i + 1]) << 16 |
               std::uint32_t(block[4 * i + 2]) << 8 | block[4 * i + 3];
    for (std::size_t i = 16; i < 80; ++i) w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);

    // No structured binding: a lambda may not hold one before C++20's last word, and clang 14 knows that one not yet.
    std::uint32_t a = state_[0], b = state_[1], c = state_[2], d = state_[3], e = state_[4];
    const auto round = [&](std::uint32_t mixed, std::uint32_t constant, std::uint32_t word) {
        const std::uint32_t next = std::rotl(a, 5) + mixed + e + constant + word;
        e = d;
        d = c;
        c = std::rotl(b, 30);
        b = a;
        a = next;
    };
    for (std::size_t i = 0; i < 20; ++i) round((b & c) | (~b & d), 0x5a827999u, w[i]);
    for (std::size_t i = 20; i < 40; ++i) round(b ^ c ^ d, 0x6ed9eba1u, w[i]);
    for (std::size_t i = 40; i < 60; ++i) round((b & c) | (b & d) | (c & d), 0x8f1bbcdcu, w[i]);
    for (std::size_t i = 60; i < 80; ++i) round(b ^ c ^ d, 0xca62c1d6u, w[i]);
    state_ = {state_[0] + a, state_[1] + b, state_[2] + c, state_[3] + d, state_[4] + e};
}

void Sha1::add(std::string_view bytes) {
    size_ += bytes.size();
    while (!bytes.empty()) {
        if (in_block_ == 0 && bytes.size() >= block_.size()) {
            digest(reinterpret_cast<const unsigned char*>(bytes.data()));
            bytes.remove_prefix(block_.size());
            continue;
        }
        const auto n = std::min(bytes.size(), block_.size() - in_block_);
        std::memcpy(block_.data() + in_block_, bytes.data(), n);
        in_block_ += n;
        bytes.remove_prefix(n);
        if (in_block_ < block_.size()) continue;
        digest(block_.data());
        in_block_ = 0;
    }
}

std::string Sha1::hex() {
    const std::uint64_t bits = 8 * size_;
    add(std::string_view("\x80", 1));
    while (in_block_ != 56) add(std::string_view("\0", 1));
    char length[8];
    for (int i = 0; i < 8; ++i) length[i] = static_cast<char>(bits >> (56 - 8 * i));
    add({length, 8});
    std::string text;
    for (const auto word : state_)
        for (int shift = 28; shift >= 0; shift -= 4) text += "0123456789abcdef"[word >> shift & 15];
    return text;
}

}  // namespace gassan
