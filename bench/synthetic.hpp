#pragma once

/// \file
/// Runs and studies with known truth for the benches: two sets by a generator that is not the simulator of core/, so
/// that what is claimed does not rest on one picture of the world; and the simulator's presets tiny and demo.

#include "core/model/run.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace gassan::bench {

struct Truth {
    double mz = 0, apex_s = 0, area = 0, height = 0;
    bool monoisotopic = true;
    bool counts = true;   ///< its recall is asked for (simulator: S/N above 10)
    std::size_t ion = 0;  ///< which ion of which compound: the same in every run of a study
};

struct TrueRun {
    Run run;
    std::vector<Truth> truth;
};

enum class Set { easy, hard, tiny, demo };
[[nodiscard]] std::string_view name(Set set);

/// easy, hard: 2,400 scans of 1 s, m/z 50-1000, 800 compounds with M+1, EMG peaks of sigma 2-8 s that tail or front,
/// 200 constant ions, random centroids, shot noise and 3 %, merging at R = 20,000, an m/z error a point and a run.
/// tiny, demo: presets of the simulator, this run of their study.
[[nodiscard]] TrueRun make_run(Set set, std::uint64_t seed, std::uint32_t run_index = 0);

/// One run of a study of the simulator, by preset and geometry.
[[nodiscard]] TrueRun make_preset_run(std::string_view preset, std::string_view geometry, std::uint64_t seed,
                                      std::uint32_t run_index);

/// Peaks on ions that are there all the run and keep still: 1,800 scans of 1 s, 80 such ions of 300 to 10,000 counts,
/// counting noise of 20 counts an ion, two Gaussian peaks on each with S/N 4 to 60 and widths that grow with time; 30
/// strong peaks by themselves. Recall is asked for from S/N 10 on.
[[nodiscard]] TrueRun make_steady_run(std::uint64_t seed);

/// How many runs a study of the set has: 20 of easy and hard, else as the preset says.
[[nodiscard]] std::uint32_t study_runs(Set set);

/// One run of a study. easy, hard: the compounds of make_run's kind on a clock of the run's own, 1/t' = (1 + a)/t + b
/// with shifts of up to 10 (hard: 15) % drawn at both ends; every compound comes 0.1 (0.4) % early or late (sd), holds
/// another amount (ln-sd 0.3, 0.7) and is absent from 10 (25) % of the runs.
[[nodiscard]] TrueRun make_study_run(Set set, std::uint64_t seed, std::uint32_t run_index);

}  // namespace gassan::bench
