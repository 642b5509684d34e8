#pragma once

#include <string>
#include <vector>

namespace gassan {

/// What the simulator must know of a compound.
struct SimulatedCompound {
    std::string compound_id, name;
    std::string formula;              ///< of the species with permanent_charge
    int permanent_charge = 0;         ///< 0: seen with a proton more or less; > 0: seen as it is
    double mobility_tu = 0.0;         ///< effective, signed, in the background electrolyte of the preset
    double concentration_um = 0.0;    ///< median in the vial; of the control where there are two groups
    double treated_um = 0.0;          ///< the same of the treated
    double log_sd = 0.0;              ///< ln-sd of it between samples
    double absent_share = 0.0;        ///< so many specimens lack it
    std::string role = "analyte";     ///< as in compounds.tsv: analyte, internal_standard, marker, lock_mass
    std::vector<std::string> losses;  ///< neutral losses in the source, as formulas
    int main_charge = 1;              ///< of its main ion: +1 [M+H]+, -1 [M-H]-, else permanent_charge
    bool double_charge = false;       ///< is seen with two charges as well: [M+2H]2+, [M-2H]2-
    std::string source = {};          ///< where its mobility and its concentration come from
};

}  // namespace gassan
