#pragma once

/// \file
/// Drift and batches out of a table, by QCs, so that no variable gets worse.
///
/// QCs are one sample injected again and again: what they do is what the instrument does. A curve through them is taken
/// for the instrument only as far as it predicts QCs that it has not seen; where it does not, the values stay.

#include "core/correct/correct_params.hpp"
#include "core/model/correction.hpp"

namespace gassan {

/// The table corrected by its QCs (type qc, measured and filled cells), with all that was decided. With drift = none
/// the table comes back as it was, units and confounding told all the same. Blanks, standards and limits of detection
/// get the factor of their injection; kinds of cells stay; cells without a number stay so.
/// \param table   on a linear or a logarithmic scale; measured numbers that are not above 0 (linear) are no QCs
/// \param threads for work on variables; the result does not depend on it
/// \throws ParameterError where the scale is another, where an injection order is missing or given twice and the model
///         needs it, where no QC is there, where units cannot be told from groups or visits (params.confounded), where
///         pools of QCs have no bridge (params.pool_change)
[[nodiscard]] Correction correct(const ValueTable& table, const CorrectParams& params, int threads = 1);

/// What units and order of injection go with in this study: what to know before anything is measured or corrected.
[[nodiscard]] std::vector<Confounding> study_confounding(const Study& study, const CorrectParams& params);

}  // namespace gassan
