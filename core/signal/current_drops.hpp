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

/// Stretches of at least 5 s in which the current is below 80 % of its median within 300 s on either side. Not those
/// from the very beginning (the ramp of the voltage), nor the last minute (the voltage is switched off).
/// \param time_s ascending, current parallel to it, in any unit; its sign is not looked at
[[nodiscard]] std::vector<CurrentDrop> current_drops(std::span<const double> time_s, std::span<const double> current);

}  // namespace gassan
