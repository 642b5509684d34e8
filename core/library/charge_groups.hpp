#pragma once

/// \file
/// How many groups of a compound take or give protons: core/library/charge_groups.tsv, counted in its structure. It
/// stands in for pKa that nobody has measured.

#include "core/chem/charge_state.hpp"
#include "core/library/library.hpp"

#include <span>
#include <string_view>

namespace gassan {

struct ChargeGroups {
    std::string_view id;  ///< of the compound in the library
    int carboxyl = 0;
    int alpha = 0;      ///< of these, next to an amine or ammonium as in amino acids
    int phosphate = 0;  ///< phosphorus atoms with an OH
    int second = 0;     ///< of these, with two
    int sulfonate = 0;  ///< sulfonic and sulfinic acids, sulfates
    int amine = 0;      ///< aliphatic amines
    int guanidine = 0;  ///< guanidines and amidines outside rings
    int imidazole = 0;
    int pyridine = 0;              ///< pyridines and imines
    int quaternary = 0;            ///< charged at any pH
    std::string_view heterocycle;  ///< "adenine", "cytosine", ..., whose one base it is; "" for none
    std::string_view source;
};

/// All rows in the order of the table; parsed once.
[[nodiscard]] std::span<const ChargeGroups> charge_groups();

/// Null where the structure was not looked at.
[[nodiscard]] const ChargeGroups* charge_groups_of(std::string_view id);

/// The steps of such groups: each has the pKa of its kind (docs/methods/library.md), and they follow each other by pKa,
/// as if each proton left the strongest acid that is there.
[[nodiscard]] AcidBase acid_base_of_groups(const ChargeGroups& groups, bool peptide);

}  // namespace gassan
