#pragma once

/// \file
/// Where the current through the capillary fell while a run went on: a bubble, a dry vial. Ions come later from there
/// on. The same of the voltage that drives it.

#include <span>
#include <vector>

namespace gassan {

struct CurrentDrop {
    double begin_s = 0.0, end_s = 0.0;
    double least_share = 0.0;  ///< of the current around it
    bool to_the_end = false;   ///< it did not come back
};

/// Stretches of at least 5 s in which the current is below 80 % of what it was in the 300 s before (median). Not what
/// is lost in the last minute (the voltage is switched off). In the first minute, where voltages are raised and pauses
/// made, it counts to have fallen below half of the 10 s or more before, and to last beyond that minute; what is seen
/// only after it to have fallen is told from when it fell. \param time_s ascending, current parallel to it, in any
/// unit; its sign is not looked at
[[nodiscard]] std::vector<CurrentDrop> current_drops(std::span<const double> time_s, std::span<const double> current);

/// What the current reaches in a tenth of its points, whatever its sign; 0 where it is but scatter about 0: each sign
/// in three points of ten, and no tenth beyond 4 robust deviations. NaN for no points.
[[nodiscard]] double current_reached(std::span<const double> current);

}  // namespace gassan
