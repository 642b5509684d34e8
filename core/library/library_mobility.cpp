#include "core/library/library_mobility.hpp"

#include "core/chem/elements.hpp"
#include "core/chem/formula.hpp"
#include "core/library/charge_groups.hpp"

#include <optional>

namespace gassan {
namespace {

int atoms_of(const LibraryCompound& compound, std::string_view symbol) {
    const int element = element_index(symbol);
    for (const FormulaTerm& term : parse_formula(compound.formula))
        if (term.element == element) return term.count;
    return 0;
}

/// The charge of an acid of unknown pKa, at pH 8.5.
int charge_of_acid(const LibraryCompound& compound) {
    const int phosphorus = atoms_of(compound, "P");
    if (phosphorus == 0) return -1;
    const bool ester = compound.compound_class == "sugar_phosphate" || compound.compound_class == "nucleotide";
    return -(phosphorus + int(ester));
}

AcidBase by_rule(const LibraryCompound& compound, Polarity polarity) {
    AcidBase result;
    const bool with_ammonium = compound.mode == LibraryMode::cation || compound.mode == LibraryMode::both;
    if (with_ammonium && compound.compound_class == "amino_acid")
        result.steps = {{2.2, +1, 0}, {9.5, 0, -1}};
    else if (with_ammonium && compound.compound_class == "peptide")
        result.steps = {{3.2, +1, 0}, {8.1, 0, -1}};
    else if (polarity == Polarity::negative &&
             (compound.mode == LibraryMode::anion || compound.mode == LibraryMode::both))
        result.fixed_charge = charge_of_acid(compound);
    else if (polarity == Polarity::positive && with_ammonium)
        result.fixed_charge = 1;
    return result;
}

}  // namespace

std::string_view mobility_basis_text(MobilityBasis basis) {
    switch (basis) {
        case MobilityBasis::tabulated:
            return "from pKa and limiting mobility";
        case MobilityBasis::estimated_mobility:
            return "limiting mobility estimated from charge and mass";
        case MobilityBasis::estimated_charge:
            return "charge by rule, limiting mobility estimated from charge and mass";
    }
    return {};
}

ReckonedAcidBase acid_base_of(const LibraryCompound& compound, Polarity polarity) {
    AcidBase known{compound.acid_steps, compound.limiting_mobilities, compound.permanent_charge};
    if (!known.steps.empty()) return {known, false};
    std::optional<AcidBase> of_groups;
    if (const auto* groups = charge_groups_of(compound.id))
        of_groups = acid_base_of_groups(*groups, compound.compound_class == "peptide");
    // A permanent cation may take a proton besides, as thiamine does.
    const bool takes_more = of_groups && !of_groups->steps.empty();
    if (compound.permanent_charge != 0 && !takes_more) return {known, false};
    // A strong acid has no pKa worth a line in the table: its one mobility tells its charge.
    if (compound.permanent_charge == 0 && known.mobilities.size() == 1) {
        known.fixed_charge = known.mobilities.front().charge;
        return {known, false};
    }
    if (!of_groups) return {by_rule(compound, polarity), true};
    of_groups->mobilities = known.mobilities;
    return {*of_groups, true};
}

LibraryMobility mobility_in(const LibraryCompound& compound, const Electrolyte& electrolyte, Polarity polarity) {
    const auto [acid_base, by_rule] = acid_base_of(compound, polarity);
    const auto effective = effective_mobility(acid_base, compound.monoisotopic_mass_da, electrolyte);
    LibraryMobility result{effective.mobility_tu, effective.charge, MobilityBasis::tabulated};
    if (effective.estimated) result.basis = MobilityBasis::estimated_mobility;
    if (by_rule) result.basis = MobilityBasis::estimated_charge;
    return result;
}

}  // namespace gassan
