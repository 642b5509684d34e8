#pragma once

/// \file
/// Drawings of drift and batch correction.

#include "io/report/study_view.hpp"

#include <cstddef>
#include <string>

namespace gassan::report {

/// Log CV of QCs before, across, and with the curves that had not seen them, up: a dot a variable, below the diagonal
/// where the correction helped. \param label what a screen reader says
[[nodiscard]] std::string cv_scatter_svg(const Correction& correction, std::string_view label, std::string_view before,
                                         std::string_view after);

/// One variable over the order of injection, before correction: QCs, samples in the colours of their groups, the curve,
/// and the borders of units. \param correction with its place in StudyResult::corrections
[[nodiscard]] std::string drift_svg(const StudyView& view, const StudyCorrection& correction, const Correction& values,
                                    std::size_t variable, std::string_view order_title, std::string_view value_title);

/// Highest over lowest value of a variable's curve; NaN where it has none.
[[nodiscard]] double largest_change(const Correction& correction, std::size_t variable);

}  // namespace gassan::report
