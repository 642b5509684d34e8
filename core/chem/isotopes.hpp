#pragma once

#include "core/chem/formula.hpp"

#include <vector>

namespace gassan {

/// One line of an isotope pattern.
struct IsotopeLine {
    double mass_da = 0.0;    ///< of the neutral atoms, abundance-weighted over what was merged
    double abundance = 0.0;  ///< share of all molecules
    int shift = 0;           ///< nucleons more than the line of the most abundant isotopes: 0 for M0, 1 for M+1, ...
};

/// The isotope pattern of a molecule by convolution of its elements' distributions: by mass, neighbours closer than
/// merge_da (well below 1 Da) to the centroid so far merged (5 mDa joins 13C with 2H, and leaves 15N, 6.3 mDa away, for
/// the resolving power to decide), lines rarer than min_abundance left out.
[[nodiscard]] std::vector<IsotopeLine> isotope_pattern(const Formula& formula, double merge_da = 0.005,
                                                       double min_abundance = 1e-5);

}  // namespace gassan
