#pragma once

/// \file
/// A run of several samples as so many runs of its study.
///
/// The run is looked at once; each of its samples gets the peaks that are its own: those of the listed compounds
/// (core/segment/run_segments.hpp), those that a comb tells (core/segment/unlisted_combs.hpp), and the isotopes of
/// both. What nothing tells is nobody's. All runs of a study teach when compounds come, and all are settled by that.

#include "core/model/compound.hpp"
#include "core/model/feature.hpp"
#include "core/segment/run_segments.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace gassan {

/// A run of several samples, as it was measured.
struct SegmentedRun {
    std::span<const Feature> features;
    std::size_t segments = 1;  ///< that were injected
};

/// One of its samples. All times are the run's.
struct RunSegment {
    std::vector<Feature> features;  ///< its own
    std::vector<Feature> others;    ///< of another segment, or of several: comigrating
    double segment_s = 0.0;         ///< its ions come so much later than those of the first segment
    std::string reason;             ///< why it is warned of; "" if it is not
};

/// The compounds as they are looked for in plugs; those of the other polarity, and those without an m/z, are not.
/// A compound's mt_s is when it comes of the first segment.
[[nodiscard]] std::vector<SegmentCompound> segment_compounds(std::span<const Compound> compounds, Polarity polarity);

/// \return a run, its segments in their order. A run whose segments cannot be told apart gives segments without
/// features, with the reason. \throws Error naming a compound whose formula or ion cannot be read
[[nodiscard]] std::vector<std::vector<RunSegment>> part_segments(std::span<const SegmentedRun> runs,
                                                                 std::span<const Compound> compounds, Polarity polarity,
                                                                 const SegmentParams& params);

}  // namespace gassan
