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
    double concentration_um = 0.0;    ///< median in the vial; of the control where there are two groups
    double treated_um = 0.0;          ///< the same of the treated
    double log_sd = 0.0;              ///< ln-sd of it between samples
    double absent_share = 0.0;        ///< so many specimens lack it
    std::string role = "analyte";     ///< as in compounds.tsv: analyte, internal_standard, marker, lock_mass
    std::vector<std::string> losses;  ///< neutral losses in the source, as formulas
    bool double_charge = false;       ///< takes a second charge in the source
};

/// The 30 compounds of preset tiny (core/simulate/tiny_compounds.tsv, with the source of each number).
[[nodiscard]] std::vector<SimulatedCompound> tiny_compounds();

/// The 91 compounds of preset demo (core/simulate/demo_compounds.tsv): what cations of plasma are, isomers among them,
/// some of another level in the treated, some not in everyone, and four internal standards.
[[nodiscard]] std::vector<SimulatedCompound> demo_compounds();

}  // namespace gassan
