#pragma once

/// \file
/// The ions that a molecule is seen as: core/library/adducts.tsv, with the source of each.

#include "core/chem/ion.hpp"
#include "core/model/spectrum.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// Why a molecule is seen as this ion.
enum class AdductKind : std::uint8_t {
    main,      ///< a proton more or less, or the charge it has: what it is looked for as
    adduct,    ///< with Na+, NH4+, acetate, ... or a molecule of the sheath liquid
    fragment,  ///< lost water, ammonia, ... in the source
    multiple,  ///< more than one charge
    multimer,  ///< two or three molecules, of much of it
    rare,
};

/// "main", "adduct", "fragment", "multiple", "multimer", "rare".
[[nodiscard]] std::string_view adduct_kind_name(AdductKind kind);

struct Adduct {
    std::string ion;  ///< "[M+H]+"; with molecule_charge it is unique
    IonSpecies species;
    Polarity polarity = Polarity::unknown;
    int molecule_charge = 0;            ///< permanent charge of the molecules that it is made of
    double mass_shift_da = 0.0;         ///< m/z = (molecules M + shift) / |charge|; the electrons are in it
    std::string_view change_text = {};  ///< as the table has it, "+H-H2O"
    AdductKind kind = AdductKind::main;
    std::string_view source = {};
};

/// All rows in the order of the table; parsed once.
[[nodiscard]] std::span<const Adduct> adducts();

/// Those of one polarity and of the kinds wanted, in the order of the table.
[[nodiscard]] std::vector<Adduct> adducts_of(Polarity polarity, std::span<const AdductKind> kinds);

/// An ion as the user writes it, of molecules of this permanent charge, with its shift. \throws Error as parse_ion
[[nodiscard]] Adduct adduct_named(std::string_view ion, int molecule_charge = 0);

}  // namespace gassan
