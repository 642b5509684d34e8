#pragma once

/// \file
/// Which ions a compound makes in the source, line by line.

#include "core/base/random.hpp"
#include "core/simulate/compounds.hpp"
#include "core/simulate/geometry.hpp"

#include <string>
#include <vector>

namespace gassan {

/// One kind of ion of a compound at one isotope line.
struct EmittedLine {
    std::string ion = {};     ///< "[M+H]+", "[M]+", "[M+Na]+", "[M+H-HCOOH]+", "[2M-H]-", "[M-2H]2-"
    std::string kind = {};    ///< M0, M1, ... of the main ion; adduct (dimers too); fragment; multiply_charged
    int isotope = 0;          ///< nucleons above the monoisotopic line
    double mz = 0.0;          ///< true
    double share = 0.0;       ///< of the compound's ion signal N
    bool loves_salt = false;  ///< sodium adduct: more of it in salt zones
    bool dimer = false;       ///< share is per mM in the vial
};

/// All lines within the recorded m/z. Every ratio is drawn for every compound, used or not, so that one compound's
/// nature moves no other's numbers.
[[nodiscard]] std::vector<EmittedLine> draw_species(const SimulateParams& params, const Geometry& geometry,
                                                    const SimulatedCompound& compound, RandomStream& random);

/// Full width at half height of the mass peak of an ion, Th.
[[nodiscard]] double mass_width(const SimulateParams& params, double mz);

}  // namespace gassan
