#pragma once

/// \file
/// Two ions that one run shows as one peak, told apart by what the study knows of them.
///
/// A single run must see a valley or a shoulder to call one peak two. The study knows from other runs that two ions of
/// this m/z come here, when, and how wide and how skew each is. So the run's electropherogram is looked at again: two
/// templates with free heights, times within what is known of them and one common stretch of widths, against one
/// template. Least squares, the heights linear and the rest by Gauss-Newton (variable projection: Golub and Pereyra,
/// SIAM J. Numer. Anal. 10 (1973) 413). docs/methods/filling.md

#include "core/model/run_archive.hpp"
#include "core/trace/trace_params.hpp"

#include <array>
#include <optional>
#include <span>

namespace gassan {

/// An ion that may be part of what stands there, in the run's own time.
struct IsomerPrior {
    double time_s = 0.0, time_sd_s = 1.0;  ///< apex, and how well that is known
    double fwhm_s = 1.0;
    double asymmetry = 1.0;  ///< tail over front half-width at 10 % height
};

/// What stands between two times at an m/z.
struct SharedPeak {
    double mz = 0.0;  ///< on the run's drift-free axis
    double begin_s = 0.0, end_s = 0.0;
};

/// One of the two as the run has it.
struct PartedPeak {
    double apex_s = 0.0, height = 0.0;  ///< counts above the baseline
    double area = 0.0, area_se = 0.0;   ///< counts x s
    double fwhm_s = 0.0, snr = 0.0;
    double begin_s = 0.0, end_s = 0.0;  ///< where the shared peak does, or where it falls below 1 % of its height
};

/// Both peaks, in the order of the ions, if two explain what the run shows and one of them does not; nothing if one
/// does, or if the second one stands no higher above the noise than a detected peak must.
/// \param ions in order of time. \param significance_sd how sure, see PeakParams.
[[nodiscard]] std::optional<std::array<PartedPeak, 2>> part_isomers(const RunArchive& archive, const SharedPeak& shared,
                                                                    const std::array<IsomerPrior, 2>& ions,
                                                                    double significance_sd, double least_snr,
                                                                    const TraceParams& trace_params);

}  // namespace gassan
