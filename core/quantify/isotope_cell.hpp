#pragma once

#include "core/chem/formula.hpp"
#include "core/model/feature_table.hpp"

#include <optional>

namespace gassan {

/// How many times rarer the molecules with shift nucleons more are than those of the most abundant isotopes, all lines
/// of that shift together; NaN where there are none. Of alanine, C3H7NO2: 0.0370 for shift 1.
[[nodiscard]] double isotope_ratio(const Formula& formula, int shift);

/// What a saturated cell would have shown, by an isotope of it that is not saturated: area, its error and height over
/// the theoretical ratio; kind, bounds and snr are the isotope's, the flags too. Nothing where the isotope has no area
/// or is saturated itself.
/// \param formula of the ion, or of the molecule (a proton more changes the ratio by less than 0.02 %)
[[nodiscard]] std::optional<Cell> cell_by_isotope(const Cell& cell, const Cell& isotope, const Formula& formula,
                                                  int shift);

}  // namespace gassan
