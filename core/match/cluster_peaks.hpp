#pragma once

/// \file
/// Peaks of many runs parted into ions of the study.
///
/// 1. A sweep over m/z links peaks that lie within the tolerance in m/z and a few sd in time; what hangs together is a
///    neighbourhood, nearly always one ion or a few isomers.
/// 2. In a neighbourhood ions are centres on the time axis. The peaks of each run are given to them in order
///    (assign_in_order), centres move to the middle of what they were given, until nothing moves (classification EM;
///    Celeux and Govaert, Comput. Stat. Data Anal. 14 (1992) 315).
/// 3. How many there are is decided by the total cost with a price a centre (Bayesian information criterion; Schwarz,
///    Ann. Stat. 6 (1978) 461): how often runs show two peaks there tells isomers from one jittering compound.
///
/// The result does not depend on the order of peaks or runs. docs/methods/matching.md

#include "core/match/assign_in_order.hpp"

#include <cstddef>
#include <vector>

namespace gassan {

/// Peaks of one ion, at most one a run; indices into the peaks, ascending.
struct Cluster {
    std::vector<std::size_t> members;
    double mz = 0.0, time_s = 0.0;  ///< medians
};

/// Step 1: what hangs together by links between peaks within mz_tolerance_ppm of the lighter one and most_sd times the
/// larger sd. Each by time, the neighbourhoods by their lightest peak. In time n log n for n peaks.
[[nodiscard]] std::vector<std::vector<std::size_t>> peak_neighbourhoods(const std::vector<PlacedPeak>& peaks,
                                                                        const AssignRule& rule);

/// Every peak is in exactly one cluster. By m/z, then time.
/// \param runs how many runs there are, those without a peak included.
[[nodiscard]] std::vector<Cluster> cluster_peaks(const std::vector<PlacedPeak>& peaks, std::size_t runs,
                                                 const AssignRule& rule);

}  // namespace gassan
