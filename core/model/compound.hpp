#pragma once

#include "core/model/spectrum.hpp"

#include <string>
#include <string_view>

namespace gassan {

/// What a compound is there for.
enum class CompoundRole { analyte, internal_standard, marker, lock_mass };

/// "analyte", "internal_standard", "marker", "lock_mass".
[[nodiscard]] std::string_view compound_role_name(CompoundRole role);

/// One row of compounds.tsv: what the user looks for. It has a formula or an m/z, or both.
struct Compound {
    std::string compound_id;  ///< unique; the name where the table says nothing
    std::string name;
    std::string formula;  ///< of the neutral molecule; "" = not told
    std::string ion;      ///< "[M+H]+"; "" = not told
    int charge = 0;       ///< signed; of the ion where that is told; 0 = not told
    double mz = no_value;
    double mobility_tu = no_value;
    double mt_s = no_value;
    CompoundRole role = CompoundRole::analyte;
    std::string internal_standard;  ///< compound_id to divide by; "" = none
    std::string kegg, hmdb;
};

/// One row of standards.tsv: how much of a compound a standard holds.
struct StandardLevel {
    std::string sample_id;
    std::string compound_id;
    double concentration = no_value;  ///< in unit
    std::string unit;
};

}  // namespace gassan
