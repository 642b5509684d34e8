#pragma once

#include "io/report/study_view.hpp"

#include <string>

namespace gassan::report {

/// Every calibration curve of the study with what it is and why, and the compounds that have none, with the reason.
/// Curve of row N (index + 1) of the quantities has the id curve-N. Empty where nothing was quantified.
[[nodiscard]] std::string curves_section_html(const StudyView& view);

/// Has a row of the quantities a curve that is drawn?
[[nodiscard]] bool has_curve_figure(const StudyView& view, std::size_t row);

}  // namespace gassan::report
