#pragma once

/// \file
/// What the raster of a passage says of its ions: apex, height, width and area.

#include "core/simulate/emission.hpp"

#include <cstddef>
#include <vector>

namespace gassan {

/// What all ions of one cumulative have in common. Counts are those of an ion of share 1.
struct Silhouette {
    double step_s = 1.0;
    std::vector<double> rate;                ///< counts, bin by bin
    std::size_t first_bin = 0, end_bin = 0;  ///< [first, end): those that are recorded
    double apex_s = 0.0, height = 0.0, fwhm_s = 0.0;
    double area = 0.0;         ///< counts x s that are recorded
    double square_area = 0.0;  ///< counts^2 x s, likewise
};

/// \param cumulative of the passage, plain or salty; at least two bins
[[nodiscard]] Silhouette silhouette(const SimulateParams& params, const StudyConditions& study, const Passage& passage,
                                    const std::vector<double>& cumulative);

/// Areas of one ion, counts x s.
struct IonArea {
    double emitted = 0.0, seen = 0.0;  ///< before the detector's ceiling and behind it
    double ringing = 0.0;              ///< of what is seen, where that is strong enough to ring
};

/// An ion that stays far below the ceiling costs nothing: its area follows from the silhouette's two sums.
[[nodiscard]] IonArea ion_area(const SimulateParams& params, const Silhouette& silhouette, double share);

}  // namespace gassan
