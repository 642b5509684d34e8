#pragma once

/// \file
/// Any ion's electropherogram out of a run's archive, as peaks are measured on it, and cells of what was measured.

#include "core/model/feature_table.hpp"
#include "core/model/peak.hpp"
#include "core/model/run_archive.hpp"
#include "core/trace/ion_cache.hpp"
#include "core/trace/trace_signal.hpp"

#include <cstddef>

namespace gassan {

/// A stretch of time, s.
struct TimeSpan {
    double begin_s, end_s;
};

/// Scans [first, last).
struct ScanSpan {
    std::size_t first, last;
};

/// Scans from begin_s to end_s, both included.
[[nodiscard]] ScanSpan scans_between(const RunArchive& archive, double begin_s, double end_s);

/// The ion's electropherogram over some scans, which count from the first of them; sightings and wander are the ion's
/// over the whole run.
[[nodiscard]] TraceSignal ion_signal(const RunArchive& archive, const IonTrack& track, const ScanSpan& scans);

/// m/z of the peak, each point weighed by how well it knows it; otherwise where no point says.
[[nodiscard]] double peak_mz(const RunArchive& archive, const IonTrack& track, const Peak& peak, double otherwise);

/// Takes the numbers of a peak into a cell; mz, mobility_tu, limit and extrapolated are left as they are.
void fill_cell(Cell& cell, CellKind kind, const Peak& peak);

}  // namespace gassan
