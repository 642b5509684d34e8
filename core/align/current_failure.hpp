#pragma once

/// \file
/// A current that failed within a run: a bubble, and the field falls for a while to a part of itself.
///
/// All ions in the capillary stand or crawl meanwhile, so that whatever comes later is late by the same time, and the
/// law of the run goes on as if its clock had stopped: late = 0 until begin_s, then rising straight to late_s at end_s,
/// and constant from there on. How long it took is known as far as ions arrived meanwhile.

#include "core/align/fit_warp.hpp"

#include <optional>
#include <span>

namespace gassan {

struct CurrentFailure {
    double begin_s = 0.0, end_s = 0.0;  ///< in the time of the run
    double late_s = 0.0;                ///< what comes after end_s is so much late; less than end_s - begin_s
};

/// The failure that tells the times best; none where a law without one tells them nearly as well: it must halve the
/// loss, win by Schwarz's criterion (Ann. Statist. 6 (1978) 461) with its three parameters, and have at least four
/// anchors before it and after.
/// \param points in order of time
[[nodiscard]] std::optional<CurrentFailure> find_failure(std::span<const WarpPoint> points, const WarpPrior& prior,
                                                         const Warp& start);

}  // namespace gassan
