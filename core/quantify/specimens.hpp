#pragma once

/// \file
/// One value a specimen, whatever it was run in: the wide table.

#include "core/model/quantity.hpp"
#include "core/quantify/quantify_params.hpp"

#include <span>
#include <string>
#include <vector>

namespace gassan {

/// A compound in a specimen.
struct SpecimenValue {
    double value = no_value;  ///< NaN where there is none
    double se = no_value, low95 = no_value, high95 = no_value;
    double lod = no_value;  ///< of below_limit: how much would have been seen
    CellKind kind = CellKind::not_measured;
    Polarity polarity = Polarity::unknown;  ///< that the value comes from
    int runs = 0;                           ///< whose mean it is
    std::string flags;
};

struct SpecimenConcentrations {
    std::vector<std::string> specimens;  ///< samples and QCs, in the order of the sheet
    std::vector<std::size_t> compounds;  ///< indices into the user's table, in its order: those with a row
    std::vector<std::string> units;      ///< parallel to compounds
    std::vector<Polarity> polarities;    ///< parallel to compounds: that which stands for the compound
    std::vector<SpecimenValue> values;   ///< compounds x specimens
};

/// Both polarities of a specimen in one value. A compound has one polarity in the whole study, so that specimens are
/// compared with like: the one told by params.specimen_polarity, else the one with the smaller median relative error
/// among those that have a value in at least 80 % as many specimens as the other. Where it has no value in a specimen
/// and the other has, that one stands, flagged "from_negative" or "from_positive"; where both have one and differ by
/// more than 3 standard errors, "polarities_differ".
/// Several runs of a specimen in one polarity: the mean of those with a value; its error is their usual one, not
/// divided, because they share the curve. A value in another unit than the compound's first is left out,
/// flagged "other_unit".
[[nodiscard]] SpecimenConcentrations specimen_concentrations(const Study& study, std::span<const Compound> compounds,
                                                             const Quantities& quantities,
                                                             const QuantifyParams& params);

}  // namespace gassan
