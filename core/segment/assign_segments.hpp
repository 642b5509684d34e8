#pragma once

/// \file
/// Which peak of a run with several plugs is which compound of which plug.
///
/// Where a compound of a plug is expected is told by the standards of that plug (predict_time). All compounds and plugs
/// that share an m/z are settled together: places and peaks in order of time, each place with at most one peak, by the
/// least sum of squared deviations (dynamic programming). What is not clear is said, never guessed:
///
/// - comigrating: the place lies inside the bounds of a peak that is also another place's, and has no peak of its own;
///   both are marked, and neither gets the area;
/// - unclear: another assignment is nearly as good (clear_margin).

#include "core/segment/segment_spacing.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace gassan {

enum class PlaceKind : std::uint8_t {
    assigned,
    absent,        ///< no peak is there
    comigrating,   ///< its peak is another plug's or another compound's, too
    unclear,       ///< several peaks, or several places, and nothing tells them apart
    no_standards,  ///< no internal standard of its plug was seen: injection failed, or the plugs are not known
    not_told,      ///< nothing tells when this compound comes
};

/// "assigned", "absent", "comigrating", "unclear", "no_standards", "not_told".
[[nodiscard]] std::string_view place_kind_name(PlaceKind kind);

/// One compound of one plug.
struct SegmentPlace {
    std::size_t compound = 0;  ///< index into the injections of the time model
    std::size_t segment = 0;
    PlaceKind kind = PlaceKind::absent;
    std::optional<std::size_t> peak;  ///< of assigned; of comigrating the one that is shared
    double expected_s = no_value, expected_sd_s = no_value;
};

/// \param compounds those of one m/z: indices into the model; one alone, or isomers.
/// \param peaks at their m/z, in order of time. \param plugs times of each plug's standards (plug_times).
/// \return by compound as given, then segment.
[[nodiscard]] std::vector<SegmentPlace> assign_segments(std::span<const std::size_t> compounds,
                                                        std::span<const SegmentPeak> peaks,
                                                        std::span<const InjectionTimes> plugs, const TimeModel& model,
                                                        const SegmentParams& params);

}  // namespace gassan
