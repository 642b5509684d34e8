#pragma once

/// \file
/// A simulated study as a folder that `gassan run` takes as it is, with the truth beside it.

#include "cli/simulation_request.hpp"
#include "io/mzml/write_mzml.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>

namespace gassan {

struct SimulationSummary {
    std::size_t runs = 0, compounds = 0, ions = 0;  ///< ions: rows of all truth files
    std::size_t scans = 0, centroids = 0;           ///< of spectra; centroids: points where they are profiles
    std::size_t peaks = 0;                          ///< of peak lists
};

/// Called before the first run and after every run, never twice at once; may throw to stop.
using SimulationProgress = std::function<void(std::size_t runs_done, std::size_t runs_all)>;

/// Writes into folder, which is made if need be: runs/NAME.mzML (or peaks/NAME.tsv), truth/NAME.tsv, and what
/// docs/formats.md lists. Runs are made on as many threads as told; their number changes no byte. Each file appears
/// when it is whole; study.toml and samples.tsv last, so that a folder with them is complete. \param mzml run_id is set
/// for each run \throws ParameterError before anything is written; EnvironmentError if the machine fails
SimulationSummary write_simulation(const std::filesystem::path& folder, const SimulationRequest& request,
                                   const MzmlWriteOptions& mzml, int threads, const SimulationProgress& progress = {});

}  // namespace gassan
