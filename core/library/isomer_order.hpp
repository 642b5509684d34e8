#pragma once

/// \file
/// Which of two isomers is the faster one, where that is known: core/library/isomer_order.tsv, with the source of each.

#include "core/library/library.hpp"

#include <span>
#include <string_view>

namespace gassan {

/// Magnitudes of effective mobilities in the usual electrolytes (1 M formic acid, 50 mM ammonium acetate). Cations that
/// are faster come earlier; whether anions do depends on the geometry.
struct IsomerOrder {
    const LibraryCompound* faster = nullptr;
    const LibraryCompound* slower = nullptr;
    LibraryMode mode = LibraryMode::cation;
    std::string_view source;
};

/// All rows in the order of the table; parsed once.
[[nodiscard]] std::span<const IsomerOrder> isomer_orders();

}  // namespace gassan
