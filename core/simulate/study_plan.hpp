#pragma once

/// \file
/// Which samples a simulated study injects, in which order, and what is in them.

#include "core/model/study.hpp"
#include "core/simulate/compounds.hpp"
#include "core/simulate/separation_params.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace gassan {

/// A vial as it is injected.
struct SimulatedSample {
    std::string specimen_id =
        {};  ///< "C1", "C2", ... of the control, "T1", ... of the treated, "pool", "blank", "level_3"
    SampleType type = SampleType::sample;
    std::string group = {};                     ///< "control", "treated"; empty for pool, blank and standard
    double level_um = no_value;                 ///< of every analyte in a standard
    double salt = 1.0;                          ///< against a specimen: little in a blank
    std::size_t batch = 0, capillary = 0;       ///< numbers from 0, never falling from run to run
    std::vector<double> concentration_um = {};  ///< parallel to the compounds
};

/// The injections of a study, run after run, as params.design.plan says (docs/methods/simulator.md).
[[nodiscard]] std::vector<SimulatedSample> draw_plan(const DesignParams& params,
                                                     std::span<const SimulatedCompound> compounds, std::uint64_t seed);

}  // namespace gassan
