#pragma once

/// \file
/// Multisegment injection: several samples of one run, injected one after another with spacers between. Every compound
/// comes once a plug, so that each internal standard makes a comb of peaks. The plugs travel different lengths for
/// different times, so each has its own law of time, and the spacing differs from compound to compound (by a third
/// between the first and the last) and changes a little along the comb.
///
/// 1. Each standard: the comb of at most n teeth that explains its peaks best. A tooth follows its neighbour at the
///    spacing within tooth_tolerance; missing teeth inside cost, high peaks count more. The spacing of the best
///    standard bounds that of the others.
/// 2. Which tooth is the first plug's? A comb with all n teeth says so itself. Others are laid beside it by the times
///    that the time model predicts from it. Where no standard shows both edges (a plug that failed at the start or the
///    end), the expected times of the first plug decide; where they are not told or not clear, nothing is assigned.
/// 3. Each plug's standards predict each other (core/segment/time_model.hpp): a tooth that the others do not vouch for
///    is dropped, a peak that they do is taken up. What this run's own plugs teach is enough for that, and another
///    run's flow would put them seconds off.
/// 4. A peak that holds two predicted teeth is merged: it is none of the two.

#include "core/base/note.hpp"
#include "core/segment/time_model.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace gassan {

/// A peak at a compound's m/z.
struct SegmentPeak {
    double time_s = no_value;  ///< of its centre
    double begin_s = no_value, end_s = no_value;
    double height = no_value;
};

/// An internal standard in a run with several plugs.
struct StandardPeaks {
    std::size_t compound = 0;        ///< index into the injections of the time model
    double first_plug_s = no_value;  ///< when it is expected of the first plug; NaN = not told
    std::vector<SegmentPeak> peaks;  ///< at its m/z, in order of time
};

enum class ToothKind : std::uint8_t {
    seen,
    missing,
    merged,   ///< its peak holds another plug's too
    unclear,  ///< which plug its peaks belong to is not known
};

/// One standard of one plug.
struct Tooth {
    ToothKind kind = ToothKind::missing;
    std::optional<std::size_t> peak;  ///< of StandardPeaks::peaks; of seen and merged
    double time_s = no_value;         ///< as seen, else as predicted; NaN where nothing predicts it
};

/// The plugs of one run.
struct SegmentSpacing {
    std::size_t segments = 0;
    double spacing_s = no_value;  ///< median over standards and plugs
    bool clear = false;           ///< it is known which plug is the first
    std::vector<Tooth> teeth;     ///< standards x segments: tooth of standard s in plug i is teeth[s * segments + i]
    Notes notes;

    [[nodiscard]] const Tooth& tooth(std::size_t standard, std::size_t segment) const {
        return teeth[standard * segments + segment];
    }
};

/// \param standards peaks in order of time. \param segments plugs that were injected, at least 1.
/// \param model learnt from other runs or a table of times; may be empty (then this run's whole combs are learnt from,
/// and combs with teeth missing stay unclear unless they show both edges).
[[nodiscard]] SegmentSpacing segment_spacing(const std::vector<StandardPeaks>& standards, std::size_t segments,
                                             const TimeModel& model, const SegmentParams& params);

/// Times of one plug's standards as an injection of compounds entries; NaN for those not seen.
[[nodiscard]] InjectionTimes plug_times(const SegmentSpacing& spacing, const std::vector<StandardPeaks>& standards,
                                        std::size_t segment, std::size_t compounds);

}  // namespace gassan
