#pragma once

/// \file
/// How much the intensity of a steady ion scatters from scan to scan, learnt from the run itself:
///
///     sd(I)^2 = gain * I + (relative * I)^2
///
/// gain is what one ion counts (Poisson statistics), relative the flicker of the spray. Both come from what a cubic
/// through four neighbours does not explain, point by point, on all mass traces together.

#include "core/trace/mass_traces.hpp"

namespace gassan {

struct IntensityNoise {
    double gain = 20.0;      ///< counts an ion, > 0
    double relative = 0.0;   ///< sd of the multiplicative part
    double threshold = 0.0;  ///< counts: weaker centroids are not reported in this run

    [[nodiscard]] double variance(double counts) const;
};

[[nodiscard]] IntensityNoise intensity_noise(const MassTraces& traces);

}  // namespace gassan
