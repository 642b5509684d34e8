#pragma once

/// \file
/// CE-MS runs with known truth (docs/methods/simulator.md). A run is a function of the parameters, the compounds, the
/// seed and its number alone: made in any order, on any number of threads, it is the same to the last bit.

#include "core/model/run.hpp"
#include "core/simulate/compounds.hpp"
#include "core/simulate/conditions.hpp"
#include "core/simulate/emission.hpp"
#include "core/simulate/simulate_params.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

struct SimulatedRun {
    Run run;
    std::vector<TrueIon> truth;  ///< by compound, then as its ions are listed
    RunConditions conditions;
};

/// A preset: parameters, compounds and what is injected. Names: simulate_presets().
struct SimulatePreset {
    SimulateParams params;
    std::vector<SimulatedCompound> compounds;
    StudyDesign design = StudyDesign::lone_runs;
};

[[nodiscard]] std::span<const std::string_view> simulate_presets();

/// \throws ParameterError naming the presets there are
[[nodiscard]] SimulatePreset simulate_preset(std::string_view name);

/// One run of a study whose conditions are drawn (draw_study).
[[nodiscard]] SimulatedRun simulate_run(const SimulateParams& params, const StudyConditions& study,
                                        std::span<const SimulatedCompound> compounds, std::uint64_t seed,
                                        std::uint32_t run_index);

/// The same from the beginning, for one run alone.
[[nodiscard]] SimulatedRun simulate_run(const SimulateParams& params, std::span<const SimulatedCompound> compounds,
                                        std::uint64_t seed, std::uint32_t run_index);

}  // namespace gassan
