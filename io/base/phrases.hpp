#pragma once

/// \file
/// What the program says, in the languages it says it in: tables of phrases by key, one row a key.

#include <array>
#include <cstddef>
#include <string_view>

namespace gassan {

enum class Language { en, ja };

/// One row of such a table; the texts may hold places ({0}, {1}).
template <class Key>
struct Phrase {
    Key key;
    std::string_view en, ja;
};

/// Has every key up to Key::count one row, in the order of the keys? To be asserted where the table stands.
template <class Key, std::size_t size>
[[nodiscard]] constexpr bool in_order(const std::array<Phrase<Key>, size>& phrases) {
    for (std::size_t i = 0; i < size; ++i)
        if (std::size_t(phrases[i].key) != i) return false;
    return size == std::size_t(Key::count);
}

/// \param phrases in_order
template <class Key, std::size_t size>
[[nodiscard]] constexpr std::string_view phrase(const std::array<Phrase<Key>, size>& phrases, Language language,
                                                Key key) {
    const Phrase<Key>& row = phrases[std::size_t(key)];
    return language == Language::ja ? row.ja : row.en;
}

}  // namespace gassan
