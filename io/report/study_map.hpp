#pragma once

#include "io/report/study_view.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gassan::report {

/// Class of the tone of a share: "q0" (below 0.2) to "q4" (0.8 and more).
[[nodiscard]] std::string share_class(double share);

/// Feature map of one table: m/z against time on the frame, one circle a feature, its size by the median height (log),
/// its tone by the share of runs in which it was found. Features that have a row link to it (#row-T-N) and tell their
/// numbers at the pointer. \param has_row parallel to the features.
[[nodiscard]] std::string study_map_svg(const StudyView& view, std::size_t table, const std::vector<bool>& has_row);

/// What the tones mean.
[[nodiscard]] std::string share_legend(const StudyView& view);

}  // namespace gassan::report
