#pragma once

/// \file
/// What is in the vials of a simulated study. What is added to every vial (internal standards, markers) is in all of
/// them, blank and standard too.

#include "core/simulate/study_plan.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace gassan {

/// Specimen of one person: even numbers are of the control, odd ones of the treated. The number is the address of its
/// dice.
[[nodiscard]] SimulatedSample draw_specimen(std::span<const SimulatedCompound> compounds, std::uint64_t seed,
                                            std::size_t number);

/// The mean of all specimens. \param specimens at least one
[[nodiscard]] SimulatedSample pool_of(std::span<const SimulatedSample> specimens);

/// A blank as one would wish it: nothing but what is added.
[[nodiscard]] SimulatedSample clean_blank(std::span<const SimulatedCompound> compounds);

/// A blank as it is: contaminant_share of the analytes are in it, each at contaminant_level of its median, ln-sd 0.5.
[[nodiscard]] SimulatedSample draw_blank(const DesignParams& params, std::span<const SimulatedCompound> compounds,
                                         std::uint64_t seed);

/// Levels from low to high, evenly in the logarithm, rounded to three digits as a label would have them; one alone is
/// the highest.
[[nodiscard]] std::vector<double> calibration_levels(const DesignParams& params, std::size_t count);

/// Every analyte at one level. \param number from 1
[[nodiscard]] SimulatedSample standard_of(std::span<const SimulatedCompound> compounds, double level_um,
                                          std::size_t number);

}  // namespace gassan
