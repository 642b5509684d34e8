#include "io/study/name_key.hpp"

#include "io/base/text_encoding.hpp"

#include <array>

namespace gassan {
namespace {

/// A combining mark with the letters it makes, and the letters it makes them of.
struct Mark {
    char32_t mark;
    std::u32string_view composed;
    std::string_view base;
};

// UnicodeData.txt 15, U+00C0 to U+017F.
// clang-format off
constexpr std::array marks{
    Mark{0x0300, U"ÀÈÌÒÙàèìòù", "AEIOUaeiou"},
    Mark{0x0301, U"ÁÉÍÓÚÝáéíóúýĆćĹĺŃńŔŕŚśŹź", "AEIOUYaeiouyCcLlNnRrSsZz"},
    Mark{0x0302, U"ÂÊÎÔÛâêîôûĈĉĜĝĤĥĴĵŜŝŴŵŶŷ", "AEIOUaeiouCcGgHhJjSsWwYy"},
    Mark{0x0303, U"ÃÑÕãñõĨĩŨũ", "ANOanoIiUu"},
    Mark{0x0304, U"ĀāĒēĪīŌōŪū", "AaEeIiOoUu"},
    Mark{0x0306, U"ĂăĔĕĞğĬĭŎŏŬŭ", "AaEeGgIiOoUu"},
    Mark{0x0307, U"ĊċĖėĠġİŻż", "CcEeGgIZz"},
    Mark{0x0308, U"ÄËÏÖÜäëïöüÿŸ", "AEIOUaeiouyY"},
    Mark{0x030a, U"ÅåŮů", "AaUu"},
    Mark{0x030b, U"ŐőŰű", "OoUu"},
    Mark{0x030c, U"ČčĎďĚěĽľŇňŘřŠšŤťŽž", "CcDdEeLlNnRrSsTtZz"},
    Mark{0x0327, U"ÇçĢģĶķĻļŅņŖŗŞşŢţ", "CcGgKkLlNnRrSsTt"},
    Mark{0x0328, U"ĄąĘęĮįŲų", "AaEeIiUu"},
};
// clang-format on

constexpr char32_t voiced = 0x3099, half_voiced = 0x309a;

/// The kana that a voiced one is made of, or 0: the voiced ones follow their base, in both alphabets.
char32_t kana_base(char32_t c, char32_t& mark) {
    const bool katakana = c >= 0x30a0 && c <= 0x30ff;
    const char32_t hiragana = katakana ? c - 0x60 : c;
    const auto of = [&](char32_t base, char32_t what) {
        mark = what;
        return katakana ? base + 0x60 : base;
    };
    const bool ka_to_ti = hiragana >= 0x304c && hiragana <= 0x3062 && hiragana % 2 == 0;
    const bool tu_to_to = hiragana >= 0x3065 && hiragana <= 0x3069 && hiragana % 2 == 1;
    if (ka_to_ti || tu_to_to) return of(hiragana - 1, voiced);
    if (hiragana >= 0x306f && hiragana <= 0x307d && (hiragana - 0x306f) % 3 > 0) {
        const char32_t kind = (hiragana - 0x306f) % 3;
        return of(hiragana - kind, kind == 1 ? voiced : half_voiced);
    }
    if (hiragana == 0x3094) return of(0x3046, voiced);
    if (hiragana == 0x309e) return of(0x309d, voiced);
    if (c >= 0x30f7 && c <= 0x30fa) {
        mark = voiced;
        return c - 8;
    }
    return 0;
}

void append_hangul(std::string& key, char32_t c) {
    const char32_t syllable = c - 0xac00, tail = syllable % 28;
    append_utf8(key, 0x1100 + syllable / (21 * 28));
    append_utf8(key, 0x1161 + syllable % (21 * 28) / 28);
    if (tail > 0) append_utf8(key, 0x11a7 + tail);
}

void append_small(std::string& key, char32_t c) {
    append_utf8(key, c >= U'A' && c <= U'Z' ? c + 32 : c);
}

void append_decomposed(std::string& key, char32_t c) {
    char32_t mark = 0;
    if (c >= 0xac00 && c <= 0xd7a3) return append_hangul(key, c);
    if (const char32_t base = kana_base(c, mark)) {
        append_utf8(key, base);
        return append_utf8(key, mark);
    }
    for (const Mark& row : marks) {
        const auto at = row.composed.find(c);
        if (at == std::u32string_view::npos) continue;
        append_small(key, static_cast<unsigned char>(row.base[at]));
        return append_utf8(key, row.mark);
    }
    append_small(key, c);
}

/// The next character of text that is known to be UTF-8; at is moved behind it.
char32_t next_character(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) {
        return char32_t(static_cast<unsigned char>(i < text.size() ? text[i] : 0));
    };
    const char32_t first = byte(at);
    const int more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    char32_t c = more == 0 ? first : first & (0x3fu >> more);
    for (int i = 1; i <= more; ++i) c = c << 6 | (byte(at + std::size_t(i)) & 0x3f);
    at += std::size_t(more) + 1;
    return c;
}

}  // namespace

std::string name_key(std::string_view utf8) {
    std::string key;
    for (std::size_t at = 0; at < utf8.size();) append_decomposed(key, next_character(utf8, at));
    return key;
}

}  // namespace gassan
