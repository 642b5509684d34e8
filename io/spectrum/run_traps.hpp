#pragma once

/// \file
/// What is known to go wrong with files of certain makers and converters, told by what the file says of itself.

#include "core/base/note.hpp"
#include "io/read_run.hpp"

namespace gassan {

/// Known traps: told by `gassan check` alone, since they hold for whole archives.
///
/// vendor-centroids: a step of the processing names MassHunter's peak picking, and the run has centroids. Nothing else
/// tells: other peak picking of the same converter keeps the intensities.
///
/// time-unit-doubtful: minutes and seconds were mixed up. A CE-MS run lasts 4 to 120 min with 0.2 to 20 scans a second.
/// Doubted is what is no such run by span and step, and is one in both when its times are taken 60 times, or a 60th of
/// them (with a margin: 200 to 7500 s, 0.04 to 6 s). So every mix-up of such a run is seen, and none of them is
/// doubted. Limits: an honest recording of 3.4 to 125 s with less than 0.1 s from scan to scan (a spray test), or of
/// 3.4 to 125 h with more than 2.4 s, is doubted: by its times alone it could be either. What is shorter or longer than
/// a run of that kind is not seen.
[[nodiscard]] Notes trap_notes(const RunSummary& run);

}  // namespace gassan
