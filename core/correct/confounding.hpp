#pragma once

/// \file
/// What in the design of a study may be taken for drift or batch, or the other way round.

#include "core/correct/correct_params.hpp"
#include "core/model/correction.hpp"

#include <span>
#include <vector>

namespace gassan {

/// Groups and visits against units and against order.
/// - Units: Cramer's V of how samples lie in them, and whether any sample connects them. Two units are connected where
///   both hold samples of one group (visit), or runs of one specimen; if the units fall apart into sets that nothing
///   connects, a difference between groups cannot be told from one between those sets (the design is disconnected,
///   Searle 1971). That is `inseparable`; bridging samples, measured again in a unit of another set, mend it.
/// - Order: the correlation of order within units with two groups, of more groups the share that they tell of it
///   (adjusted for their number, as a correlation).
/// Only what is worth saying comes back: inseparable, V above 0.5, |r| above 0.3.
[[nodiscard]] std::vector<Confounding> confounding(const Study& study, std::span<const CorrectionUnit> units);

/// \throws ParameterError for what is inseparable, unless params.confounded says to go on
void require_separable(std::span<const Confounding> found, const CorrectParams& params);

}  // namespace gassan
