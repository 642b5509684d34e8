#pragma once

/// \file
/// Runs with known truth for the benches: two sets by a generator that is not the simulator of core/, so that what is
/// claimed does not rest on one picture of the world; and the simulator's preset tiny.

#include "core/model/run.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace gassan::bench {

struct Truth {
    double mz = 0, apex_s = 0, area = 0, height = 0;
    bool monoisotopic = true;
    bool counts = true;  ///< its recall is asked for (tiny: S/N above 10)
};

struct TrueRun {
    Run run;
    std::vector<Truth> truth;
};

enum class Set { easy, hard, tiny };
[[nodiscard]] std::string_view name(Set set);

/// easy, hard: 2,400 scans of 1 s, m/z 50-1000, 800 compounds with M+1, EMG peaks of sigma 2-8 s that tail or front,
/// 200 constant ions, random centroids, shot noise and 3 %, merging at R = 20,000, an m/z error a point and a run.
/// tiny: preset of the simulator, run 0 of its study.
[[nodiscard]] TrueRun make_run(Set set, std::uint64_t seed, std::uint32_t run_index = 0);

}  // namespace gassan::bench
