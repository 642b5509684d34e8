#pragma once

/// \file
/// One value a specimen, whatever it was run in: the wide table.

#include "core/model/quantity.hpp"
#include "core/quantify/quantify_params.hpp"

#include <span>
#include <string>
#include <vector>

namespace gassan {

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
