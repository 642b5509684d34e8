#pragma once

#include <string>
#include <vector>

namespace gassan {

/// What the simulator must know of a compound.
struct SimulatedCompound {
    std::string compound_id, name;
    std::string formula;              ///< of the species with permanent_charge
    int permanent_charge = 0;         ///< 0: seen as [M+H]+; > 0: seen as it is
    double mobility_tu = 0.0;         ///< effective, in the background electrolyte of the preset
    double concentration_um = 0.0;    ///< median in the vial
    double log_sd = 0.0;              ///< ln-sd of it between samples
    std::string role = "analyte";     ///< as in compounds.tsv: analyte, internal_standard, marker, lock_mass
    std::vector<std::string> losses;  ///< neutral losses in the source, as formulas
};

/// The 30 compounds of preset tiny (core/simulate/tiny_compounds.tsv, with the source of each number).
[[nodiscard]] std::vector<SimulatedCompound> tiny_compounds();

}  // namespace gassan
