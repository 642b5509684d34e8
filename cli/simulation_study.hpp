#pragma once

/// \file
/// A simulated study as a laboratory would describe it, and how it was made.

#include "cli/simulation_request.hpp"

#include <span>
#include <string>

namespace gassan {

/// compounds.tsv: each compound with its main ion.
[[nodiscard]] std::string simulated_compounds_tsv(const SimulationRequest& request);

/// study.toml: separation as it is set, and the markers with the times at which they are looked for.
[[nodiscard]] std::string simulated_study_toml(const SimulationRequest& request);

/// simulation.toml: preset, seed, and every parameter with unit and reason; --config reads it.
/// \param compound_table how the folder names the user's own compounds; "" for those of the preset
[[nodiscard]] std::string simulation_toml(const SimulationRequest& request, const std::string& compound_table);

}  // namespace gassan
