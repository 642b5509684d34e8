#pragma once

/// \file
/// How wide the mass peaks of a profile run are. On the axis of a time of flight, root = sqrt(m/z), the width of a peak
/// hardly changes over the spectrum (R grows as sqrt(m/z)); what other analysers do is a slope.

#include "core/model/spectrum.hpp"

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace gassan {

/// Samples [first, last) of a spectrum that follow each other without a gap, and their distance in sqrt(Th).
struct ProfileRow {
    std::size_t first, last;
    double root_step;
};

/// The rows of a spectrum: instruments leave out what holds no signal. A step more than 1.6 times the one before is a
/// gap.
/// \param roots sqrt(m/z) of the samples, ascending
[[nodiscard]] std::vector<ProfileRow> profile_rows(std::span<const double> roots);

/// Full width at half height against sqrt(m/z), learnt from clear peaks and then kept, so that an ion is measured alike
/// in all scans.
struct ProfileWidth {
    double log_fwhm = no_value;  ///< ln of the width in sqrt(Th), at the middle root; no_value until it is known
    double slope = 0.0;          ///< d ln width / d ln root
    double middle_log_root = 0.0;

    /// (ln root, ln width) of peaks seen so far, while more are wanted.
    std::vector<std::pair<double, double>> samples;
    std::size_t used = 0;  ///< samples at the last fit

    [[nodiscard]] bool known() const { return log_fwhm == log_fwhm; }
    /// Width in sqrt(Th) at a place. \param root_step the sampling there: 4 samples while nothing is known
    [[nodiscard]] double fwhm_root(double root, double root_step) const;
};

/// Counts of the smallest things that a spectrum shows, the feet of its peaks and its noise: the lowest tenth of its
/// samples above zero; 0 for none.
[[nodiscard]] double grain_of(std::span<const float> intensity);

/// Takes the widths of a spectrum's clear peaks into the law: of its 50 highest maxima those that are at least 30 times
/// the grain and whose flanks fall to half of their height on both sides. Ends at 400 samples.
void learn_profile_width(std::span<const double> roots, std::span<const float> intensity,
                         std::span<const ProfileRow> rows, double grain, ProfileWidth& width);

}  // namespace gassan
