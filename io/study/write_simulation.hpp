#pragma once

/// \file
/// A simulated study as a folder that `gassan run` takes as it is, with the truth beside it.

#include "core/simulate/simulate.hpp"
#include "io/mzml/write_mzml.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace gassan {

struct SimulationRequest {
    std::string preset = "tiny";  ///< names the runs: runs/tiny_01.mzML
    SimulatePreset study;         ///< simulate_preset(preset), with whatever the user changed
    std::uint64_t seed = 1;
    MzmlWriteOptions mzml;  ///< run_id is set for each run
};

struct SimulationSummary {
    std::size_t runs = 0, compounds = 0, ions = 0;  ///< ions: rows of all truth files
    std::size_t scans = 0, centroids = 0;
};

/// Called before the first run and after every run; may throw to stop.
using SimulationProgress = std::function<void(std::size_t runs_done, std::size_t runs_all)>;

/// Writes into folder, which is made if need be:
/// runs/NAME.mzML, samples.tsv, study.toml, compounds.tsv, truth/NAME.tsv, and for whoever asks how it was made
/// simulation.toml (preset, seed, every parameter) and simulation_runs.tsv (what each run drew); where the study has
/// groups simulation_concentrations.tsv (what each vial holds).
/// Each file appears when it is whole; study.toml and samples.tsv last, so that a folder with them is complete.
/// \throws ParameterError before anything is written; EnvironmentError if the machine fails
SimulationSummary write_simulation(const std::filesystem::path& folder, const SimulationRequest& request,
                                   const SimulationProgress& progress = {});

}  // namespace gassan
