#pragma once

/// \file
/// Units that know what they are of: a concentration in a liquid is never taken for an amount per mass.

#include "core/chem/formula.hpp"
#include "core/model/spectrum.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace gassan {

/// What a unit measures, and in brackets the unit that its factor leads to.
enum class UnitKind : std::uint8_t {
    amount_per_volume,      ///< [umol/L]
    mass_per_volume,        ///< [mg/L]
    amount_per_mass,        ///< [nmol/g]
    amount_per_dry_mass,    ///< [nmol/g dry matter]
    amount_per_cells,       ///< [nmol/10^6 cells]
    amount_per_creatinine,  ///< [umol/mmol creatinine]
    volume,                 ///< [uL]
    mass,                   ///< [mg]
    cells,                  ///< [10^6 cells]
};

/// "amount per volume", "volume", ...
[[nodiscard]] std::string_view unit_kind_name(UnitKind kind);

struct Unit {
    UnitKind kind = UnitKind::amount_per_volume;
    double factor = 1.0;  ///< a value times this is in the bracketed unit of its kind
    std::string name;     ///< as gassan writes it
};

/// The unit of a name: "umol/L", "uM", "µmol/l", "mg/L", "ug/mL", "nmol/g", "nmol/10^6 cells", "uL", ... The case
/// counts for M (mol/L, or mega) and m; blanks do not. \throws ParameterError naming the text and the units that there
/// are of the nearest kind.
[[nodiscard]] Unit parse_unit(std::string_view text);

/// A value in another unit.
/// \param molar_mass_g_mol needed between amounts and masses in a volume; NaN = not known
/// \throws ParameterError naming both units and why one is not the other, or that the molar mass is missing.
[[nodiscard]] double convert(double value, const Unit& from, const Unit& to, double molar_mass_g_mol = no_value);

/// Of the elements' natural isotopes, g/mol.
[[nodiscard]] double molar_mass_g_mol(const Formula& formula);

}  // namespace gassan
