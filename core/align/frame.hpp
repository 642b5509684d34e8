#pragma once

/// \file
/// The frame of a study: which run's clock it takes, and the ions that runs are aligned with.
///
/// The clock is that of the run which the most runs can be aligned with; what stands on it are not that run's times but
/// the medians of all runs laid onto it, so that no run's own luck is in the frame. Every rule goes by content: no
/// order of files changes the frame. Once made it is frozen with the study. docs/methods/alignment.md

#include "core/align/align_run.hpp"
#include "core/base/note.hpp"
#include "core/model/mobility.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gassan {

/// What of a run a frame is made from.
struct FramingRun {
    std::string sample_id;
    std::vector<RunIon> ions;            ///< strong_ions()
    std::optional<MobilityScale> scale;  ///< from its own markers
    std::vector<FoundMarker> markers;
    double spacing_s = 1.0;
    Notes missing;         ///< of markers that the run lacks
    bool is_usual = true;  ///< a sample or QC: standards overload, and blanks hold little
};

/// The runs whose clock may become the frame's, at most five: those with a mobility scale before those without, samples
/// and QCs before standards and blanks, then with the most strong ions, then by sample_id. Indices into runs.
[[nodiscard]] std::vector<std::size_t> clock_candidates(std::span<const FramingRun> runs);

/// A frame on one run's clock, with its strong ions as they are there.
[[nodiscard]] Frame frame_of_run(const FramingRun& run, Polarity polarity);

/// The same clock with the medians of all aligned runs: ions that fewer than 30 % of them share are left out, ions that
/// so many share and the clock's run lacks come in, the scatters are learnt, and where runs have markers the places are
/// laid through them. \param alignments of the runs onto frame, parallel to runs.
[[nodiscard]] Frame composite_frame(const Frame& frame, std::span<const FramingRun> runs,
                                    std::span<const RunAlignment> alignments);

}  // namespace gassan
