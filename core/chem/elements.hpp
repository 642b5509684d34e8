#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

struct Isotope {
    int mass_number = 0;
    double mass_da = 0.0;
    double abundance = 0.0;  ///< natural share of atoms; the shares of an element sum to 1
};

struct Element {
    std::string symbol;
    std::vector<Isotope> isotopes;  ///< by mass
    std::size_t main = 0;           ///< index of the most abundant isotope
};

/// The elements of core/chem/elements.tsv (AME2012 masses, IUPAC 2013 abundances), in the order of the table.
[[nodiscard]] std::span<const Element> elements();

/// Index into elements(), or -1.
[[nodiscard]] int element_index(std::string_view symbol);

/// Da; CODATA 2018.
constexpr double electron_mass_da = 5.48579909065e-4;

}  // namespace gassan
