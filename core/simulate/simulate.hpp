#pragma once

/// \file
/// CE-MS runs with known truth (docs/methods/simulator.md). A run is a function of the parameters, the compounds, the
/// seed and its number alone: made in any order, on any number of threads, it is the same to the last bit.

#include "core/model/run.hpp"
#include "core/simulate/compounds.hpp"
#include "core/simulate/conditions.hpp"
#include "core/simulate/emission.hpp"
#include "core/simulate/presets.hpp"
#include "core/simulate/simulate_params.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace gassan {

/// What a run drew, and the truth about its ions.
struct RunTruth {
    RunConditions conditions;
    std::vector<TrueIon> ions;  ///< by compound, then as its ions are listed; last those of the background
};

struct SimulatedRun {
    Run run;
    std::vector<TrueIon> truth;
    RunConditions conditions;
};

/// Takes one spectrum: its time and what it holds, by m/z. The spans live until it returns.
using ScanSink = std::function<void(double time_s, std::span<const double> mz, std::span<const float> intensity)>;

/// When the scans of a run begin, on its clock: a raster with jitter, some scans missing.
[[nodiscard]] std::vector<double> draw_scan_times(const SimulateParams& params, const StudyConditions& study,
                                                  std::uint64_t seed, std::uint32_t run);

/// The truth of a run without making it.
[[nodiscard]] RunTruth run_truth(const SimulateParams& params, const StudyConditions& study,
                                 std::span<const SimulatedCompound> compounds, std::uint64_t seed,
                                 std::uint32_t run_index);

/// Makes a run spectrum by spectrum, as many as draw_scan_times() has; memory does not grow with its length. Centroids,
/// or profiles where mass.spectra says so.
RunTruth simulate_spectra(const SimulateParams& params, const StudyConditions& study,
                          std::span<const SimulatedCompound> compounds, std::uint64_t seed, std::uint32_t run_index,
                          const ScanSink& sink);

/// One run of a study whose conditions are drawn (draw_study).
[[nodiscard]] SimulatedRun simulate_run(const SimulateParams& params, const StudyConditions& study,
                                        std::span<const SimulatedCompound> compounds, std::uint64_t seed,
                                        std::uint32_t run_index);

/// The same from the beginning, for one run alone.
[[nodiscard]] SimulatedRun simulate_run(const SimulateParams& params, std::span<const SimulatedCompound> compounds,
                                        std::uint64_t seed, std::uint32_t run_index);

}  // namespace gassan
