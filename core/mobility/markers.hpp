#pragma once

/// \file
/// Finds the mobility markers of a study among the features of one run, and gives every feature its mobility.

#include "core/base/note.hpp"
#include "core/model/feature.hpp"
#include "core/model/mobility.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gassan {

/// What the markers of one run gave.
struct RunMobility {
    std::optional<MobilityScale> scale;  ///< none: the notes say why
    std::vector<FoundMarker> markers;    ///< those the scale rests on, in the order of the settings
    Notes notes;
};

/// Code of the note that says a marker has no feature; its `where` names the marker.
constexpr const char* marker_not_found = "marker-not-found";

/// How far a feature may be from a marker's m/z: 2 mDa or 10 ppm, whichever is more (a time-of-flight spectrum after
/// calibration; docs/methods/mobility.md).
[[nodiscard]] double marker_tolerance_mz(double mz);

/// The scale of one run. A marker is the highest feature at its m/z with its apex inside its times. Two or more markers
/// of different mobilities fix the scale; one does with voltage and length. A marker that is not found, that is another
/// marker's peak, or that lies inside the ramp is left out with a note.
[[nodiscard]] RunMobility find_mobility_scale(std::span<const Feature> features, const SeparationSettings& settings);

/// Fills mobility_tu of every feature whose apex lies after the ramp.
void fill_mobilities(std::vector<Feature>& features, const MobilityScale& scale);

}  // namespace gassan
