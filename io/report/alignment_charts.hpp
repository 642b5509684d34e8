#pragma once

/// \file
/// How the runs of a table lie on its frame: their anchors before and after the fit, and the residuals of each run.

#include "io/report/study_view.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gassan::report {

/// What the alignment drawings of one table share: the times of the frame and the span of the residuals.
struct AlignmentSpan {
    double first_s = 0.0, last_s = 0.0;  ///< on the frame's clock, of all anchors
    double residual_s = 0.0;             ///< largest of the anchors that a fit rests on; 0 = none
    bool any = false;                    ///< is there an anchor at all
};
[[nodiscard]] AlignmentSpan alignment_span(const FeatureTable& table);

/// Run time less frame time against frame time: a cloud of anchors and the fitted curve a run.
/// \param columns that are drawn, in that order.
[[nodiscard]] std::string before_svg(const StudyView& view, std::size_t table, const std::vector<std::size_t>& columns,
                                     const AlignmentSpan& span);

/// Residuals of the anchors that the fits rest on, on the same x axis.
[[nodiscard]] std::string after_svg(const StudyView& view, std::size_t table, const std::vector<std::size_t>& columns,
                                    const AlignmentSpan& span);

/// Residuals of one run, rejected anchors open, extrapolated zones shaded. An unaligned run is all zone.
[[nodiscard]] std::string residual_svg(const StudyView& view, std::size_t table, std::size_t column,
                                       const AlignmentSpan& span);

}  // namespace gassan::report
