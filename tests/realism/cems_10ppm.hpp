#pragma once

/// \file
/// The published run of standards CEMS_10ppm.mzML (Agilent 7100 and 6560, 80 cm of bare silica, 10 % acetic acid, +30
/// kV, ramp 3 s, cut to m/z 147-153 and 400-900 s), as the simulator is told of it.

#include "core/simulate/simulate.hpp"
#include "tests/realism/run_figures.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace gassan::realism {

/// The peaks that are compared, with the times of the published run.
[[nodiscard]] std::span<const NamedIon> cems_10ppm_ions();

/// Parameters and compounds with which the simulator is to make such a run: field, flow, clock and range of m/z as
/// published; levels, noise and heights as measured in it (docs/methods/simulator.md, real beside simulated).
[[nodiscard]] SimulatePreset cems_10ppm_preset();

/// One simulated run of that kind.
[[nodiscard]] Run cems_10ppm_run(std::uint64_t seed);

}  // namespace gassan::realism
