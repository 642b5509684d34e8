#pragma once

/// \file
/// The many names of a compound: core/library/synonyms.tsv, with the source of each, and what a name means.

#include "core/library/library.hpp"

#include <span>
#include <string>
#include <string_view>

namespace gassan {

struct LibrarySynonym {
    std::string_view id;  ///< of the compound
    std::string_view synonym;
    std::string_view source;
};

/// All rows in the order of the table; parsed once.
[[nodiscard]] std::span<const LibrarySynonym> library_synonyms();

/// Names with one key are one name: ASCII letters small, Greek letters as words, blanks, '-', ',', brackets and primes
/// left out. "N(tau)-Methylhistidine" and "N-tau methylhistidine" are one.
[[nodiscard]] std::string library_name_key(std::string_view name);

/// The compound that an id, a name in English or Japanese, or a synonym means; a KEGG, HMDB or InChIKey id too. Where
/// nothing has the name as it stands, it is tried without what tells the hand ("L-", "DL-", "(S)-", "(R,R)-"), and of
/// sugars, their phosphates and nucleosides without "D-"; the D-form of an amino acid is not its L-form. Null if none.
[[nodiscard]] const LibraryCompound* find_by_name(std::string_view name);

}  // namespace gassan
