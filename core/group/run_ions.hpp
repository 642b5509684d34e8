#pragma once

/// \file
/// The ions of one run put in relation: what only echoes a stronger one is taken out, isotopes are named.
///
/// In CE ions of one compound share the capillary and so migrate together to a fraction of a scan, with one profile;
/// that, and not time alone, joins them. Rules and sources: docs/methods/peaks.md.

#include "core/group/group_params.hpp"
#include "core/peak/ion_peaks.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace gassan {

/// Sorts out bumps on lasting ions that a much stronger compound causes by changing their ionisation.
/// \param peaks in any order; \return those that stay, in the same order.
[[nodiscard]] std::vector<IonPeak> without_modulations(std::vector<IonPeak> peaks, const PeakParams& peak_params,
                                                       const GroupParams& params);

/// What an ion is to another.
struct Relation {
    enum class Kind { isotope, ringing } kind;
    std::size_t parent;  ///< index into the peaks
    int isotope = 0;     ///< 1 for M+1, ...
    int charge = 0;      ///< magnitude
};

/// For each peak what it is to a stronger one, if anything.
/// \param peaks by aligned m/z, then time.
[[nodiscard]] std::vector<std::optional<Relation>> relate_ions(const RunContext& context,
                                                               const std::vector<IonPeak>& peaks,
                                                               const TraceParams& trace_params,
                                                               const GroupParams& params);

}  // namespace gassan
