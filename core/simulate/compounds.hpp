#pragma once

/// \file
/// What the presets inject. Each table gives the source of every mobility and concentration.

#include "core/model/simulated_compound.hpp"

#include <vector>

namespace gassan {

/// The 30 compounds of preset tiny (core/simulate/tiny_compounds.tsv, with the source of each number).
[[nodiscard]] std::vector<SimulatedCompound> tiny_compounds();

/// The 91 compounds of preset demo (core/simulate/demo_compounds.tsv): what cations of plasma are, isomers among them,
/// some of another level in the treated, some not in everyone, and four internal standards.
[[nodiscard]] std::vector<SimulatedCompound> demo_compounds();

/// Plasma in 1 M formic acid, pH 1.875 (core/simulate/plasma_cations.tsv).
[[nodiscard]] std::vector<SimulatedCompound> plasma_cations();

/// Plasma in 50 mM ammonium acetate, pH 8.5 (core/simulate/plasma_anions.tsv).
[[nodiscard]] std::vector<SimulatedCompound> plasma_anions();

}  // namespace gassan
