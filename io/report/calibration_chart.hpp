#pragma once

#include "core/model/quantity.hpp"
#include "io/report/study_view.hpp"

#include <string>

namespace gassan::report {

/// A calibration curve over its levels, both axes logarithmic: every standard, the curve from the lowest to the highest
/// one used with the band that holds 95 % of single responses, LOD, LOQ and ULOQ; below it on the same levels what the
/// curve makes of each standard, error in %. What has no place on a scale stands at its border.
/// \pre the curve has points
[[nodiscard]] std::string calibration_svg(const StudyView& view, const CalibrationCurve& curve);

}  // namespace gassan::report
