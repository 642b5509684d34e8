#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gassan {

struct FormulaTerm {
    int element = 0;  ///< index into elements()
    int count = 0;    ///< > 0 in a molecule; < 0 only in a difference of formulas

    friend bool operator==(const FormulaTerm&, const FormulaTerm&) = default;
};

/// How many atoms of which element; at most one term an element, by element, none of count 0.
using Formula = std::vector<FormulaTerm>;

/// Reads "C6H14N2O2", "Ca(HCO2)2", "C2H7NO3S"; parentheses may nest.
/// \throws Error naming the formula, the place and what is wrong there.
[[nodiscard]] Formula parse_formula(std::string_view text);

/// a + times * b, term by term.
[[nodiscard]] Formula add(const Formula& a, const Formula& b, int times = 1);

/// In Hill's order: C, H, then by the alphabet (all by the alphabet without carbon).
[[nodiscard]] std::string hill_text(const Formula& formula);

/// Mass of the molecule made of the most abundant isotopes, Da.
[[nodiscard]] double monoisotopic_mass_da(const Formula& formula);

/// m/z of a species of this composition (atoms as they are in the ion: a proton counts as H) and charge: its atoms
/// less charge electrons, over |charge|. The electron is 9 ppm at m/z 61.
[[nodiscard]] double ion_mz(double atoms_mass_da, int charge);
[[nodiscard]] double ion_mz(const Formula& ion_formula, int charge);

}  // namespace gassan
