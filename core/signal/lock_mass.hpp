#pragma once

/// \file
/// The m/z axis of a run set right by lock masses, docs/methods/lock_mass.md: sqrt(m/z) = a + b sqrt(m/z observed) with
/// a and b by time, since the flight time of a TOF goes with sqrt(m/z).

#include "core/base/note.hpp"
#include "core/model/lock_mass.hpp"
#include "core/model/run.hpp"
#include "core/signal/lock_params.hpp"

#include <span>

namespace gassan {

/// Corrects every m/z of the run in place where at least two lock masses are found that can be believed and lie a
/// factor of 2 apart in m/z; changes nothing else, and nothing at all where they are not. The order of m/z within a
/// scan stays. \param notes gets one where lock masses are there but contradict each other; none for a run without any
[[nodiscard]] LockReport recalibrate(Run& run, std::span<const LockMass> locks, const LockParams& params, Notes& notes);

}  // namespace gassan
