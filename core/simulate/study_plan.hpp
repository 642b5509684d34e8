#pragma once

/// \file
/// Which samples a simulated study injects, in which order, and what is in them.

#include "core/model/study.hpp"
#include "core/simulate/compounds.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace gassan {

enum class StudyDesign {
    lone_runs,   ///< every run is a sample of its own
    two_groups,  ///< control and treated, a pool of them as QC, a blank, in random order
};

/// A vial as it is injected.
struct SimulatedSample {
    std::string specimen_id;  ///< "C1", "C2", ... of the control, "T1", ... of the treated, "pool", "blank"
    SampleType type = SampleType::sample;
    std::string group;                     ///< "control", "treated"; empty for pool and blank
    std::vector<double> concentration_um;  ///< parallel to the compounds
};

/// The injections of a study of two groups, run after run.
///
/// From 6 runs on the first is a blank; from 4 runs on 2 + runs / 10 injections are of the pool: the first and the last
/// of what remains, the others evenly between. The rest are specimens, control and treated by turns, shuffled.
/// A specimen holds the median of its group times exp(N(0, log_sd)); it may lack the compound (absent_share). What is
/// added to every vial (roles internal_standard and marker) is the same in all of them. The pool holds the mean of all
/// specimens; the blank only what is added.
[[nodiscard]] std::vector<SimulatedSample> draw_two_groups(std::span<const SimulatedCompound> compounds, int runs,
                                                           std::uint64_t seed);

}  // namespace gassan
