#pragma once

/// \file
/// What a user's compound table says that contradicts itself or the library.

#include "core/model/compound.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gassan {

/// One contradiction, or one thing that nothing confirms.
struct CompoundDoubt {
    std::size_t row = 0;                        ///< of the compounds looked at
    std::string column;                         ///< of compounds.tsv, e.g. "mz"
    std::string code;                           ///< stable kind, see below
    std::string cause;                          ///< what was seen, with its values
    std::string remedy;                         ///< what to do; one sentence
    std::optional<std::size_t> other_row = {};  ///< the row it is held against
};

/// Everything doubtful of a table, row by row. Codes:
///
///     mz-formula        the m/z is that of no usual ion of the formula, or not that of the ion told
///     name-formula      the library has another formula for the name
///     name-id           KEGG or HMDB id of another compound than the name
///     id-formula        a KEGG or HMDB id whose compound has another formula (where the name is not known)
///     unknown-name      neither the library nor the internal standards know the name; the nearest one is named
///     same-compound     two rows are one compound as the same ion
///     same-place        two rows of one m/z that no time or mobility tells apart
///     polarity          a charge that the molecule cannot have in that polarity
///     mobility-sign     a mobility of the other direction than the ion's charge
///     isomer-order      two isomers in the order opposite to the known one
///     no-standard       analytes of a polarity without an internal standard of that polarity
///
/// Rows whose formula or ion cannot be read are passed over: the reader has refused them.
[[nodiscard]] std::vector<CompoundDoubt> compound_doubts(std::span<const Compound> compounds);

/// The m/z at which a row is looked for: as told, else of its formula and ion; NaN without either.
[[nodiscard]] double known_mz(const Compound& compound);

}  // namespace gassan
