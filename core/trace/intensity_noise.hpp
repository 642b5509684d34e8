#pragma once

/// \file
/// How much the intensity of a steady ion scatters from scan to scan, learnt from the run itself:
///
///     sd(I)^2 = gain * I + (relative * I)^2
///
/// gain is what one ion counts (Poisson statistics), relative the flicker of the spray. Both come from what a cubic
/// through four neighbours does not explain, point by point, on all mass traces together.

#include "core/model/run_laws.hpp"
#include "core/trace/mass_traces.hpp"

namespace gassan {

[[nodiscard]] IntensityNoise intensity_noise(const MassTraces& traces);

}  // namespace gassan
