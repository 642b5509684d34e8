#include "io/base/base64.hpp"

#include <array>
#include <cassert>
#include <cstdint>

#if defined(__x86_64__) && defined(__GNUC__)
#define GASSAN_BASE64_AVX2 1
#include <immintrin.h>
#endif

namespace gassan {
namespace {

constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

enum : unsigned char { is_space = 0x80, is_padding = 0x81, is_foreign = 0x82 };  // any value >= 64 is no digit

constexpr std::array<unsigned char, 256> digit_table() {
    std::array<unsigned char, 256> table{};
    for (auto& value : table) value = is_foreign;
    for (unsigned char i = 0; i < 64; ++i) table[static_cast<unsigned char>(alphabet[i])] = i;
    for (const char c : {' ', '\t', '\r', '\n'}) table[static_cast<unsigned char>(c)] = is_space;
    table['='] = is_padding;
    return table;
}
constexpr auto digits = digit_table();

unsigned digit(char c) {
    return digits[static_cast<unsigned char>(c)];
}

struct Progress {
    const char* text;
    unsigned char* out;
};

// Whole groups of four digits without white space or padding, as many as come.
Progress decode_plain_groups(const char* text, const char* end, unsigned char* out) {
    while (end - text >= 4) {
        const unsigned a = digit(text[0]), b = digit(text[1]), c = digit(text[2]), d = digit(text[3]);
        if ((a | b | c | d) >= 64) break;
        const unsigned bits = a << 18 | b << 12 | c << 6 | d;
        out[0] = static_cast<unsigned char>(bits >> 16);
        out[1] = static_cast<unsigned char>(bits >> 8);
        out[2] = static_cast<unsigned char>(bits);
        text += 4;
        out += 3;
    }
    return {text, out};
}

#ifdef GASSAN_BASE64_AVX2
// 32 characters to 24 bytes a step; stops before the first block that holds anything but digits.
// Method: W. Mula, D. Lemire, "Faster Base64 Encoding and Decoding Using AVX2 Instructions",
// ACM Trans. Web 12 (2018) 20, doi:10.1145/3132709: two nibble look-ups give a bit mask whose conjunction is
// non-zero exactly for characters outside the alphabet.
__attribute__((target("avx2"))) Progress decode_plain_blocks(const char* text, const char* end, unsigned char* out) {
    const __m256i low_classes = _mm256_setr_epi8(0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1A,
                                                 0x1B, 0x1B, 0x1B, 0x1A, 0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11,
                                                 0x11, 0x11, 0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A);
    const __m256i high_classes = _mm256_setr_epi8(0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10,
                                                  0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x01, 0x02, 0x04, 0x08,
                                                  0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10);
    const __m256i shifts = _mm256_setr_epi8(0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0,  //
                                            0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0);
    const __m256i pack = _mm256_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1,  //
                                          2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
    const __m256i low_nibble = _mm256_set1_epi8(0x2f);  // bit 5 kept: '/' is told from the others of its column
    while (end - text >= 32) {
        const __m256i characters = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text));
        const __m256i high = _mm256_and_si256(_mm256_srli_epi32(characters, 4), low_nibble);
        const __m256i low = _mm256_and_si256(characters, low_nibble);
        const __m256i low_class = _mm256_shuffle_epi8(low_classes, low);
        const __m256i high_class = _mm256_shuffle_epi8(high_classes, high);
        if (!_mm256_testz_si256(low_class, high_class)) break;
        const __m256i is_slash = _mm256_cmpeq_epi8(characters, low_nibble);
        const __m256i values =
            _mm256_add_epi8(characters, _mm256_shuffle_epi8(shifts, _mm256_add_epi8(is_slash, high)));
        const __m256i pairs = _mm256_maddubs_epi16(values, _mm256_set1_epi32(0x01400140));
        const __m256i groups = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
        const __m256i bytes =
            _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(groups, pack), _mm256_setr_epi32(0, 1, 2, 4, 5, 6, -1, -1));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), bytes);  // 8 bytes beyond: base64_room has them
        text += 32;
        out += 24;
    }
    return {text, out};
}
#endif

Progress decode_fast(const char* text, const char* end, unsigned char* out, bool vectors) {
#ifdef GASSAN_BASE64_AVX2
    if (vectors) {
        const auto done = decode_plain_blocks(text, end, out);
        text = done.text;
        out = done.out;
    }
#else
    (void)vectors;
#endif
    return decode_plain_groups(text, end, out);
}

// What may follow a '=': its twin where the group needs one, then white space.
Base64Result after_padding(std::string_view text, std::size_t at, std::size_t size, int digits_in_group) {
    int missing = 4 - digits_in_group;
    if (missing > 2) return {size, Base64Fault::inner_padding, at};
    for (; at < text.size(); ++at) {
        const unsigned value = digit(text[at]);
        if (value == is_space) continue;
        if (value == is_foreign) return {size, Base64Fault::foreign_character, at};
        if (value != is_padding || missing-- == 0) return {size, Base64Fault::inner_padding, at};
    }
    if (missing > 0) return {size, Base64Fault::bad_length, text.size()};
    return {size, Base64Fault::none, 0};
}

}  // namespace

bool has_avx2() {
#ifdef GASSAN_BASE64_AVX2
    static const bool yes = __builtin_cpu_supports("avx2");
    return yes;
#else
    return false;
#endif
}

Base64Result decode_base64(std::string_view text, unsigned char* out, Base64Path path) {
    assert(path != Base64Path::avx2 || has_avx2());
    const bool vectors = path != Base64Path::portable && has_avx2();
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    const char* at = begin;
    unsigned char* to = out;
    const auto size = [&] { return static_cast<std::size_t>(to - out); };
    const auto place = [&] { return static_cast<std::size_t>(at - begin); };

    while (true) {
        const auto done = decode_fast(at, end, to, vectors);
        at = done.text;
        to = done.out;
        // One group by hand, over white space, to the end of the text or to where the fast code can go on.
        unsigned bits = 0;
        int in_group = 0;
        while (at < end && in_group < 4) {
            const unsigned value = digit(*at);
            if (value == is_foreign) return {size(), Base64Fault::foreign_character, place()};
            if (value == is_padding) {
                for (int k = 1; k < in_group; ++k) *to++ = static_cast<unsigned char>(bits >> (6 * in_group - 8 * k));
                return after_padding(text, place(), size(), in_group);
            }
            ++at;
            if (value == is_space) continue;
            bits = bits << 6 | value;
            ++in_group;
        }
        if (in_group == 0) return {size(), Base64Fault::none, 0};
        if (in_group < 4) return {size(), Base64Fault::bad_length, text.size()};
        for (const int shift : {16, 8, 0}) *to++ = static_cast<unsigned char>(bits >> shift);
    }
}

void append_base64(std::string& text, std::string_view bytes) {
    const auto byte = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u; };
    text.reserve(text.size() + (bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const unsigned bits = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
        text += alphabet[bits >> 18];
        text += alphabet[bits >> 12 & 63];
        text += i + 1 < bytes.size() ? alphabet[bits >> 6 & 63] : '=';
        text += i + 2 < bytes.size() ? alphabet[bits & 63] : '=';
    }
}

}  // namespace gassan
