#pragma once

/// \file
/// Peaks of one run given to the features they belong to.
///
/// Isomers share their m/z, and their amounts say nothing of who is who; what a separation keeps is their order. So
/// the peaks of one m/z neighbourhood are given to the features there as a whole: no two to one, none across another,
/// by the least total cost over all ways to do so (dynamic programming as in the alignment of sequences; Needleman and
/// Wunsch, J. Mol. Biol. 48 (1970) 443). The cost is the negative logarithm of the likelihood: Gaussian about the
/// place, the share of runs in which the feature is present or not, and a price for a peak that is nobody's.
/// docs/methods/matching.md

#include "core/model/spectrum.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace gassan {

/// A peak of a run on the frame.
struct PlacedPeak {
    double mz = 0.0;      ///< shift of its run taken off
    double time_s = 0.0;  ///< on the frame's clock
    double sd_s = 1.0;    ///< how well one compound's time repeats there
    std::size_t run = 0, feature = 0;
    double log_fwhm = no_value;  ///< ln of the width in s on the frame's clock; NaN where it is not known
    double log_fwhm_sd = 0.1;    ///< how well one compound's repeats
};

/// What a feature is, or would be.
struct Centre {
    double mz = 0.0, time_s = 0.0;
    double presence = 0.5;       ///< share of runs in which it is found, in (0, 1)
    double log_fwhm = no_value;  ///< as of peaks; NaN tells nothing
};

struct AssignRule {
    double mz_sd_ppm = 2.0;
    double mz_tolerance_ppm = 10.0;
    double most_sd = 5.0;        ///< further off in time a peak is nobody's
    double stray_cost = 10.0;    ///< of a peak that is nobody's
    double most_width_sd = 3.0;  ///< a width further off speaks no louder
};

struct Assignment {
    static constexpr std::size_t nobody = std::size_t(-1);
    std::vector<std::size_t> centre;  ///< parallel to the peaks: index of a centre, or nobody
    double cost = 0.0;
};

/// \param peaks of one run, by time. \param centres by time.
[[nodiscard]] Assignment assign_in_order(std::span<const PlacedPeak> peaks, std::span<const Centre> centres,
                                         const AssignRule& rule);

}  // namespace gassan
