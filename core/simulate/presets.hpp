#pragma once

/// \file
/// Studies that are ready to be simulated, by name (docs/methods/simulator.md).

#include "core/simulate/compounds.hpp"
#include "core/simulate/simulate_params.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace gassan {

struct SimulatePreset {
    SimulateParams params;
    std::vector<SimulatedCompound> compounds;
};

/// tiny, demo, method, batch, cohort.
[[nodiscard]] std::span<const std::string_view> simulate_presets();

/// Parameters and compounds of a preset, in a geometry: what the geometry asks for lies over what the preset says.
/// \throws ParameterError naming the presets, or the geometries, there are
[[nodiscard]] SimulatePreset simulate_preset(std::string_view name, std::string_view geometry = "cation");

}  // namespace gassan
