#include "core/chem/units.hpp"

#include "core/base/error.hpp"
#include "core/base/fields.hpp"
#include "core/chem/elements.hpp"

#include <array>
#include <cmath>
#include <vector>

namespace gassan {
namespace {

struct Known {
    std::string_view name;  ///< as gassan writes it
    UnitKind kind;
    double factor;
    std::array<std::string_view, 5> also;  ///< other ways to write it, without blanks
};

using enum UnitKind;

constexpr std::array known{
    Known{"umol/L", amount_per_volume, 1.0, {"uM", "umol/l", "nmol/mL", "nmol/ml", "mmol/m3"}},
    Known{"nmol/L", amount_per_volume, 1e-3, {"nM", "nmol/l", "pmol/mL", "pmol/ml"}},
    Known{"pmol/L", amount_per_volume, 1e-6, {"pM", "pmol/l"}},
    Known{"mmol/L", amount_per_volume, 1e3, {"mM", "mmol/l", "umol/mL", "umol/ml", "nmol/uL"}},
    Known{"mol/L", amount_per_volume, 1e6, {"M", "mol/l"}},
    Known{"mg/L", mass_per_volume, 1.0, {"mg/l"}},
    Known{"ug/mL", mass_per_volume, 1.0, {"ug/ml"}},
    Known{"ug/L", mass_per_volume, 1e-3, {"ug/l", "ng/mL", "ng/ml"}},
    Known{"g/L", mass_per_volume, 1e3, {"g/l", "mg/mL", "mg/ml"}},
    Known{"mg/dL", mass_per_volume, 10.0, {"mg/dl", "mg/100mL", "mg/100ml"}},
    Known{"nmol/g", amount_per_mass, 1.0, {"pmol/mg", "umol/kg"}},
    Known{"umol/g", amount_per_mass, 1e3, {"nmol/mg", "mmol/kg"}},
    Known{"nmol/g dry matter", amount_per_dry_mass, 1.0, {"nmol/gdrymatter", "nmol/gdry", "nmol/gDW"}},
    Known{"umol/g dry matter", amount_per_dry_mass, 1e3, {"umol/gdrymatter", "umol/gdry", "umol/gDW"}},
    Known{"nmol/10^6 cells", amount_per_cells, 1.0, {"nmol/10^6cells", "nmol/1e6cells", "fmol/cell"}},
    Known{"pmol/10^6 cells", amount_per_cells, 1e-3, {"pmol/10^6cells", "pmol/1e6cells", "amol/cell"}},
    Known{"umol/mmol creatinine", amount_per_creatinine, 1.0, {"umol/mmolcreatinine", "mmol/molcreatinine"}},
    Known{"uL", volume, 1.0, {"ul"}},
    Known{"mL", volume, 1e3, {"ml"}},
    Known{"L", volume, 1e6, {"l"}},
    Known{"mg", mass, 1.0, {}},
    Known{"ug", mass, 1e-3, {}},
    Known{"g", mass, 1e3, {}},
    Known{"kg", mass, 1e6, {}},
    Known{"10^6 cells", cells, 1.0, {"10^6cells", "1e6cells"}},
    Known{"cells", cells, 1e-6, {"cell"}},
};

/// Without blanks; the micro sign (U+00B5) and the Greek mu (U+03BC) are u.
std::string plain(std::string_view text) {
    std::string letters;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view two = text.substr(i, 2);
        if (two == "\xC2\xB5" || two == "\xCE\xBC") {
            letters += 'u';
            ++i;
        } else if (text[i] != ' ') {
            letters += text[i];
        }
    }
    return letters;
}

bool is_named(const Known& unit, std::string_view letters) {
    if (letters.empty()) return false;
    if (plain(unit.name) == letters) return true;
    for (const std::string_view name : unit.also)
        if (name == letters) return true;
    return false;
}

/// "umol/L, nmol/L, ..." of all kinds, for a text that is none.
std::string all_names() {
    std::string names;
    for (const Known& unit : known) names += (names.empty() ? "" : ", ") + std::string(unit.name);
    return names;
}

bool is_in_volume(UnitKind kind) {
    return kind == amount_per_volume || kind == mass_per_volume;
}

}  // namespace

std::string_view unit_kind_name(UnitKind kind) {
    switch (kind) {
        case amount_per_volume:
            return "amount per volume";
        case mass_per_volume:
            return "mass per volume";
        case amount_per_mass:
            return "amount per mass";
        case amount_per_dry_mass:
            return "amount per dry mass";
        case amount_per_cells:
            return "amount per number of cells";
        case amount_per_creatinine:
            return "amount per amount of creatinine";
        case volume:
            return "volume";
        case mass:
            return "mass";
        case cells:
            return "number of cells";
    }
    return {};
}

Unit parse_unit(std::string_view text) {
    const std::string letters = plain(text);
    std::vector<std::string> names;
    for (const Known& unit : known) {
        if (is_named(unit, letters)) return {unit.kind, unit.factor, std::string(unit.name)};
        names.emplace_back(unit.name);
    }
    throw ParameterError("unit \"" + std::string(text) + "\" is not known" + did_you_mean(letters, names) +
                         "; known are " + all_names());
}

double convert(double value, const Unit& from, const Unit& to, double molar_mass_g_mol) {
    const double base = value * from.factor;
    if (from.kind == to.kind) return base / to.factor;
    require(is_in_volume(from.kind) && is_in_volume(to.kind),
            from.name + " cannot become " + to.name + ": one is " + std::string(unit_kind_name(from.kind)) +
                ", the other " + std::string(unit_kind_name(to.kind)));
    require(molar_mass_g_mol > 0.0,
            from.name + " becomes " + to.name + " by the molar mass, which is not known: give the compound's formula");
    // umol/L x g/mol = ug/L.
    const double mass_per_amount = molar_mass_g_mol * 1e-3;
    return (from.kind == amount_per_volume ? base * mass_per_amount : base / mass_per_amount) / to.factor;
}

double molar_mass_g_mol(const Formula& formula) {
    double mass = 0.0;
    for (const FormulaTerm& term : formula)
        for (const Isotope& isotope : elements()[std::size_t(term.element)].isotopes)
            mass += term.count * isotope.mass_da * isotope.abundance;
    return mass;
}

}  // namespace gassan
