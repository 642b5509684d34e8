#pragma once

#include "io/report/study_view.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gassan::report {

/// Scales that all total ion electropherograms of a polarity share.
struct TotalIonSpan {
    double first_s = 0.0, last_s = 0.0;
    double largest = 0.0;  ///< counts
};
/// \param samples of one polarity.
[[nodiscard]] TotalIonSpan total_ion_span(const StudyView& view, const std::vector<std::size_t>& samples);

/// Has the sample a curve to draw?
[[nodiscard]] bool has_total_ion(const StudyView& view, std::size_t sample);

/// The total ion electropherogram of one sample, small.
[[nodiscard]] std::string small_total_ion_svg(const StudyView& view, std::size_t sample, const TotalIonSpan& span);

}  // namespace gassan::report
