#pragma once

/// \file
/// The compounds that are built into the program: core/library/compounds.tsv, facts with the source of each.

#include "core/chem/charge_state.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// Where a compound is to be looked for; by rule from its structure. Whether somebody saw it there is another question.
enum class LibraryMode : std::uint8_t { cation, anion, both, neutral };

/// "cation", "anion", "both", "neutral".
[[nodiscard]] std::string_view library_mode_name(LibraryMode mode);

/// The mode of that name. \throws Error naming the word
[[nodiscard]] LibraryMode library_mode(std::string_view name);

/// One row. A text is "" where nothing is known.
struct LibraryCompound {
    std::string id;       ///< unique, small letters, digits and '-'
    std::string name;     ///< English, unique
    std::string name_ja;  ///< Japanese
    std::string formula;  ///< Hill order, of the species whose net charge is permanent_charge; inner salts are neutral
    int permanent_charge = 0;
    double monoisotopic_mass_da = 0.0;  ///< sum of the atoms, electrons not removed
    std::string inchikey, kegg, hmdb, pubchem_cid, chebi;
    LibraryMode mode = LibraryMode::neutral;
    std::vector<AcidStep> acid_steps;                   ///< empty where no pKa is known
    std::vector<LimitingMobility> limiting_mobilities;  ///< likewise
    std::string compound_class;                         ///< "amino_acid", "sugar_phosphate", ...
    std::string isomer_group;                           ///< one name for all of a formula and charge
    std::vector<std::string> fragments;                 ///< "-H2O": a neutral loss; "PO3-", "C4H5O2+": an ion
    std::string notes;
    std::string sources;          ///< "field:codes|...", docs/methods/library.md
    bool measured_by_ce = false;  ///< is in published tables of capillary electrophoresis - mass spectrometry
};

/// All rows in the order of the table; parsed once.
[[nodiscard]] std::span<const LibraryCompound> library();

/// Null if there is none.
[[nodiscard]] const LibraryCompound* find_in_library(std::string_view id);

/// Rows of one formula and charge, in the order of the table. The formula in any order of its elements.
/// \throws Error if it is no formula.
[[nodiscard]] std::vector<const LibraryCompound*> isomers_in_library(std::string_view formula, int permanent_charge);

}  // namespace gassan
