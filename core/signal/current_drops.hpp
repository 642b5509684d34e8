#pragma once

/// \file
/// Where the current through the capillary fell while a run went on: a bubble, a dry vial. Ions come later from there
/// on.

#include <span>
#include <vector>

namespace gassan {

struct CurrentDrop {
    double begin_s = 0.0, end_s = 0.0;
    double least_share = 0.0;  ///< of the current around it
    bool to_the_end = false;   ///< it did not come back
};

/// Stretches of at least 5 s in which the current is below 80 % of what it was in the 300 s before (median). Not the
/// first minute (the ramp of the voltage), nor what is lost in the last one (the voltage is switched off).
/// \param time_s ascending, current parallel to it, in any unit; its sign is not looked at
[[nodiscard]] std::vector<CurrentDrop> current_drops(std::span<const double> time_s, std::span<const double> current);

}  // namespace gassan
