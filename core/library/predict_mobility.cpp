#include "core/library/predict_mobility.hpp"

#include "core/base/error.hpp"
#include "core/chem/formula.hpp"
#include "core/library/library_names.hpp"

namespace gassan {
namespace {

/// Of a normal distribution, 90 % lie within so many standard deviations.
constexpr double sds_of_90 = 1.6449;

PredictedMobility with_error(PredictedMobility predicted, Polarity polarity) {
    const double error90_tu = mobility_error90_tu(predicted.mobility.basis, polarity);
    predicted.sd_tu = error90_tu / sds_of_90;
    predicted.low90_tu = predicted.mobility.mobility_tu - error90_tu;
    predicted.high90_tu = predicted.mobility.mobility_tu + error90_tu;
    return predicted;
}

/// The row of the library that a user's compound is; null where none is, or its formula is another.
const LibraryCompound* row_of(const Compound& compound) {
    for (const std::string& text : {compound.name, compound.compound_id, compound.kegg, compound.hmdb}) {
        const auto* found = text.empty() ? nullptr : find_by_name(text);
        if (found && (compound.formula.empty() || parse_formula(found->formula) == parse_formula(compound.formula)))
            return found;
    }
    return nullptr;
}

}  // namespace

double mobility_error90_tu(MobilityBasis basis, Polarity polarity) {
    // Measured on tables of real runs (docs/methods/library.md, "How near it comes"; asserted by the shared test).
    const bool cation = polarity == Polarity::positive;
    switch (basis) {
        case MobilityBasis::tabulated:
            return cation ? 4.0 : 3.0;
        case MobilityBasis::estimated_mobility:
            return cation ? 6.0 : 4.5;
        case MobilityBasis::estimated_charge:
            return cation ? 8.5 : 6.5;
    }
    return no_value;
}

PredictedMobility predict_mobility(const LibraryCompound& compound, const Electrolyte& electrolyte, Polarity polarity) {
    PredictedMobility predicted{.name = compound.name, .formula = compound.formula, .compound = &compound};
    predicted.mobility = mobility_in(compound, electrolyte, polarity);
    return with_error(std::move(predicted), polarity);
}

PredictedMobility predict_mobility(const Compound& compound, const Electrolyte& electrolyte, Polarity polarity) {
    if (const auto* found = row_of(compound)) return predict_mobility(*found, electrolyte, polarity);
    if (compound.formula.empty())
        throw Error("the library knows no compound \"" + compound.name + "\", and no formula is told");
    const int charge = compound.charge != 0 ? compound.charge : polarity == Polarity::negative ? -1 : 1;
    const double mass_da = monoisotopic_mass_da(parse_formula(compound.formula));
    const auto effective = effective_mobility({.fixed_charge = charge}, mass_da, electrolyte);
    PredictedMobility predicted{.name = compound.name, .formula = compound.formula};
    predicted.mobility = {effective.mobility_tu, effective.charge, MobilityBasis::estimated_charge};
    return with_error(std::move(predicted), polarity);
}

}  // namespace gassan
