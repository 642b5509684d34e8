#pragma once

/// \file
/// The detector's ceiling, learnt from the run: where it is full, a peak's top is flat and lies still. A strong ion
/// flickers by per cents from scan to scan, whatever its shape; at the ceiling it cannot.
///
/// Limits: a ceiling that bends counts softly is told from the tops that touch it, three times over it or more; what a
/// peak loses below that is not seen. A run without such a top has no ceiling.

#include "core/model/peak.hpp"
#include "core/model/run_laws.hpp"
#include "core/trace/mass_traces.hpp"

namespace gassan {

/// Counts at which the detector is full; infinite where no trace shows it.
[[nodiscard]] double detector_ceiling(const MassTraces& traces, const IntensityNoise& noise);

/// Does so high a scan touch the ceiling?
[[nodiscard]] bool is_at_ceiling(double counts, const IntensityNoise& noise);

/// Is so high a scan's m/z bent by the ceiling? Then it says nothing of a saturated peak's m/z; its flanks do.
[[nodiscard]] bool is_bent(double counts, const IntensityNoise& noise);

}  // namespace gassan
