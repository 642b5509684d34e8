#pragma once

/// \file
/// Can the numbers of a study be trusted?
///
/// Every variable is judged by what it does in QCs, blanks, repeated specimens and groups, every run by what it holds
/// and by how it lies among the others. What cannot be told is NaN with its reason. Nothing is dropped, filled or
/// corrected. The metrics and where they come from: docs/methods/quality.md.

#include "core/model/quality.hpp"

namespace gassan {

/// \param table as quality_table gives it: linear, in the order of injection; what comes back is parallel to it
/// \param threads for variables; the result does not depend on it
/// \throws ParameterError for parameters outside their domain
[[nodiscard]] StudyQuality study_quality(const ValueTable& table, const QualityParams& params, int threads = 1);

}  // namespace gassan
