#pragma once

#include "core/model/spectrum.hpp"

#include <cstddef>
#include <vector>

namespace gassan {

/// What was met and mended in the points of one spectrum.
struct PointsReport {
    std::size_t nan_intensities = 0;       ///< points dropped
    std::size_t zero_mz = 0;               ///< points dropped
    std::size_t negative_intensities = 0;  ///< kept
    bool was_unsorted = false;             ///< sorted, equal m/z in the order of the file
};

/// Brings the points of a spectrum (equally many m/z and intensities) to what Spectrum promises.
/// \throws Fault (byte 0) for an infinite intensity, and for an m/z that is negative, not a number or above 1e6.
PointsReport settle_points(Spectrum& spectrum);

/// Is this m/z axis that of a profile spectrum: steps that are small and nearly equal to their neighbours? unknown
/// where too few points tell, or where some steps are so and some not: peaks of few samples with gaps between them.
/// Looks at no more than some hundred points.
[[nodiscard]] Representation judge_representation(const std::vector<double>& mz);

}  // namespace gassan
