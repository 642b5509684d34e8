#pragma once

/// \file
/// The features of a run with several plugs, given to the samples they are of.

#include "core/model/feature.hpp"
#include "core/segment/assign_segments.hpp"

#include <optional>
#include <span>
#include <vector>

namespace gassan {

/// What is looked for in each plug; parallel to the injections of the time model.
struct SegmentCompound {
    double mz = no_value;  ///< of its ion, on the run's drift-free axis; NaN: not looked for
    bool is_internal_standard = false;
    double first_plug_s = no_value;  ///< when an internal standard of the first plug is expected; NaN = not told
};

/// One compound in one plug.
struct SegmentCell {
    PlaceKind kind = PlaceKind::no_standards;
    std::optional<std::size_t> feature;  ///< of assigned; of comigrating the one that is shared
    double expected_s = no_value, expected_sd_s = no_value;
};

struct RunSegments {
    SegmentSpacing spacing;
    std::vector<InjectionTimes> plugs;  ///< times of all that was assigned: what the next run can learn from
    std::vector<SegmentCell> cells;  ///< compounds x segments: cell of compound c in plug i is cells[c * segments + i]

    [[nodiscard]] const SegmentCell& cell(std::size_t compound, std::size_t segment) const {
        return cells[compound * spacing.segments + segment];
    }
};

/// Finds the plugs by the internal standards and gives each plug its features. Compounds of one m/z (within
/// marker_tolerance_mz) are settled together. Ions of other features ("M+1 of F12") are passed over.
/// \param model learnt from a table of times, earlier runs, or both; parallel to compounds.
[[nodiscard]] RunSegments settle_segments(std::span<const Feature> features, std::span<const SegmentCompound> compounds,
                                          std::size_t segments, const TimeModel& model, const SegmentParams& params);

}  // namespace gassan
