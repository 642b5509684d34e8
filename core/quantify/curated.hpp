#pragma once

/// \file
/// Areas between bounds that a person set, by the integrator that measures automatic ones.

#include "core/match/run_signal.hpp"
#include "core/model/feature_table.hpp"
#include "core/model/run_archive.hpp"
#include "core/peak/peak_params.hpp"
#include "core/trace/trace_params.hpp"

namespace gassan {

/// The cell of an ion between two times. Where the bounds are those of a peak that detection finds there (to half a
/// scan), the cell is what detection measures, by shape, tails beyond the bounds and all: nothing changes where nobody
/// changed anything. Else the counts of the scans from begin_s to end_s above the baseline that detection would draw
/// from the free scans beside, in trapezoids; nothing is fitted and nothing added beyond the bounds. Apex, height, snr
/// and area_se are as of automatic peaks.
///
/// measured; or below_limit where the height is less than params.min_snr of the noise beside (limit is the area of a
/// peak of that height as wide as the bounds allow); or not_measured where fewer than three scans lie between the
/// bounds, most of them are missing, or the bounds lie outside the run. mobility_tu and extrapolated are left to the
/// caller.
/// \param mz on the run's drift-free axis.
/// \throws ParameterError unless begin_s < end_s.
[[nodiscard]] Cell integrate_between(const RunArchive& archive, double mz, const TimeSpan& span,
                                     const TraceParams& trace_params, const PeakParams& params);

}  // namespace gassan
