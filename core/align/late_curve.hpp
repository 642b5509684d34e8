#pragma once

/// \file
/// What remains between a run's anchors and its law, as a curve: straight pieces between few knots, and only where
/// leaving each anchor out in turn shows that the curve tells the times of ions it has not seen.
///
/// The salt of a sample slows its neighbours, so that times bend over minutes where the law is smooth. A curve through
/// few anchors would follow their noise; hence at least 25 of them, at most 8 knots, and the leave-one-out error must
/// fall by a fifth (the hat matrix gives it without refitting; Hastie and Tibshirani, Generalized Additive Models,
/// 1990, 3.4.3). Beyond the outer anchors the curve keeps its last value: no trend is carried on.

#include "core/model/alignment.hpp"

#include <span>
#include <vector>

namespace gassan {

/// An anchor by how far it lies off the law.
struct LatePoint {
    double time_s = 0.0;
    double late_s = 0.0;
    double sd_s = 1.0;  ///< how well its time is known
    double vote = 1.0;  ///< what it counts beside others
};

struct LateCurve {
    std::vector<Lateness> knots;  ///< empty: no curve earns its place
    double law_error = 0.0;       ///< rms of the lateness in sd, each counting 5 at most
    double curve_error = 0.0;     ///< the same after the curve, each anchor left out in turn; of no curve law_error
};

/// \param points in order of time
[[nodiscard]] LateCurve late_curve(std::span<const LatePoint> points);

}  // namespace gassan
