#pragma once

#include "io/report/study_view.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gassan::report {

/// The runs that can tell of an internal standard, in order of measurement: indices into Quantities::trends.
/// \param row index into Quantities::rows
[[nodiscard]] std::vector<std::size_t> trend_in_order(const StudyView& view, std::size_t row);

/// Areas of an internal standard run by run on a scale of logarithms, in the colours of the runs, with the bounds
/// between which it does well; runs in which it failed are triangles, at the bottom where it has no area.
/// \param trends to draw, as trend_in_order gives them; the place of each is its place there
[[nodiscard]] std::string standard_trend_svg(const StudyView& view, std::size_t row,
                                             const std::vector<std::size_t>& trends);

/// All internal standards, polarity by polarity, with the runs in which they failed and why. Empty where there are
/// none.
[[nodiscard]] std::string standards_section_html(const StudyView& view);

}  // namespace gassan::report
