#pragma once

#include "io/report/study_report.hpp"
#include "io/report/study_view.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gassan::report {

constexpr std::size_t most_overlaid = 60;  ///< runs in one drawing

/// Places in overlay.curves that are drawn: all, or most_overlaid of them chosen evenly in order of measurement.
[[nodiscard]] std::vector<std::size_t> curves_to_draw(const StudyView& view, const FeatureOverlay& overlay);

/// The electropherograms of one feature over each other, on the frame's clock: curves in the colours of their runs, the
/// feature's place, and below them a bar a run from begin_s to end_s with a dot at its apex.
/// \param drawn as curves_to_draw gives it.
[[nodiscard]] std::string overlay_svg(const StudyView& view, const FeatureOverlay& overlay,
                                      const std::vector<std::size_t>& drawn);

}  // namespace gassan::report
