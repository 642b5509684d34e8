#pragma once

/// \file
/// Which injections one curve may describe. What a capillary does to a compound ends with the capillary (domain: the
/// first component of QCs is the capillary, the second a line over its life), so that a unit is a stretch of one
/// capillary, and of one batch.

#include "core/correct/correct_params.hpp"
#include "core/model/correction.hpp"

#include <vector>

namespace gassan {

/// All samples of the study in units, in order of injection. params.unit:
/// - auto: each stretch of one batch on one capillary; a capillary that is changed in mid-batch ends a unit, and one
///   that comes back starts another; where one of two stretches has fewer than two QCs and the capillary serves on from
///   the end of one batch into the next, which is numbered on, the two are one unit;
/// - capillary: each stretch on one capillary, whatever the batch;
/// - batch: each batch;
/// - none: all.
/// Runs of one polarity never share a unit with those of the other. Batches stand in the order of the sheet.
/// \throws ParameterError naming the samples where an injection order is missing or two runs of a unit have the same
[[nodiscard]] std::vector<CorrectionUnit> correction_units(const Study& study, const CorrectParams& params);

/// Place of each sample of a study on the axis of its unit: its injection order, and parts of it for the samples of one
/// run of several plugs.
[[nodiscard]] std::vector<double> injection_places(const Study& study);

}  // namespace gassan
