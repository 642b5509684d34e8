#pragma once

/// \file
/// A feature's place in a run that has no peak there: extracted again at the predicted m/z and time.

#include "core/match/match_params.hpp"
#include "core/match/run_signal.hpp"
#include "core/model/feature_table.hpp"
#include "core/model/run_archive.hpp"
#include "core/peak/peak_params.hpp"
#include "core/trace/trace_params.hpp"

#include <vector>

namespace gassan {

/// What is expected, and where.
struct ExpectedPeak {
    double mz = 0.0;                                   ///< on the run's drift-free axis, its shift included
    double time_s = 0.0;                               ///< apex, in the run's own time
    double time_sd_s = 0.0;                            ///< how well that is known
    double front_s = 0.0, tail_s = 0.0, fwhm_s = 0.0;  ///< apex less begin, end less apex, width: in the run's time
    std::vector<TimeSpan> taken;  ///< bounds of peaks of this m/z that belong to other features: not to be touched
};

/// The cell: filled where a peak stands at the predicted place (its apex within a few time_sd_s, signal to noise of at
/// least MatchParams::fill_min_snr, not on a neighbour's flank), else below_limit with the area that the smallest
/// findable peak of this width would have; not_measured where the run's clock ends or scans are missing. mobility_tu
/// and extrapolated are left to the caller.
[[nodiscard]] Cell fill_gap(const RunArchive& archive, const ExpectedPeak& expected, const TraceParams& trace_params,
                            const PeakParams& peak_params, const MatchParams& match_params);

}  // namespace gassan
