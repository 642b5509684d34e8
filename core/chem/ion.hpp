#pragma once

/// \file
/// Species of an ion as chemists write them: [M+H]+, [M+2H]2+, [2M-H]-, [M-H2O+H]+, [M]+.

#include "core/chem/formula.hpp"

#include <string_view>

namespace gassan {

struct IonSpecies {
    int molecules = 1;  ///< 2 in [2M+H]+
    Formula change;     ///< atoms gained (count > 0) and lost (count < 0)
    int charge = 1;     ///< signed, never 0
};

/// \throws Error naming the text and what is wrong with it.
[[nodiscard]] IonSpecies parse_ion(std::string_view text);

/// m/z of the lightest isotopes. \throws Error if the molecule has not the atoms that the ion loses.
[[nodiscard]] double ion_mz(const Formula& molecule, const IonSpecies& ion);

}  // namespace gassan
