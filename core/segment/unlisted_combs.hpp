#pragma once

/// \file
/// Peaks of a run with several plugs that are of no listed compound: whose are they?
///
/// A compound that several plugs hold makes a comb of peaks at its m/z, and how the plugs' times go together is known
/// from the listed compounds. A peak in plug j at t puts the compound at t' in plug i with
///
///     ln(t' / t) = a + b (T / t - 1) + c (t / T - 1)          T: geometric mean of the times in plug j
///
/// (core/segment/time_model.hpp: what another offset, speed and flow do), fitted through the compounds that both plugs
/// show. The comb with the most teeth has its peaks; where two combs of equally many share a peak, nobody has it: a
/// compound of two neighbouring plugs alone is of one pair as well as of the next.

#include "core/segment/segment_spacing.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace gassan {

/// A peak that no listed compound has.
struct UnlistedPeak {
    double mz = no_value;
    SegmentPeak peak;
};

/// What is known of one peak.
struct CombPlace {
    std::optional<std::size_t> segment;
    bool comigrating = false;  ///< two teeth of its comb lie inside its bounds: of both plugs, and of none
};

/// \param plugs times of each plug's listed compounds: RunSegments::plugs. \param spacing_s between plugs.
/// \return parallel to peaks
[[nodiscard]] std::vector<CombPlace> unlisted_combs(std::span<const UnlistedPeak> peaks,
                                                    std::span<const InjectionTimes> plugs, double spacing_s,
                                                    const SegmentParams& params);

}  // namespace gassan
