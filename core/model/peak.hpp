#pragma once

#include "core/model/feature.hpp"

#include <cstddef>

namespace gassan {

/// A peak on one electropherogram, before it is known what ion it is.
struct Peak {
    std::size_t begin = 0, apex = 0, end = 0;  ///< scans of the run, bounds inclusive
    double begin_s = 0, apex_s = 0, end_s = 0;
    double baseline_begin = 0, baseline_end = 0;  ///< counts at the bounds; a straight line between
    double height = 0;                            ///< counts above the baseline
    double area = 0, area_se = 0;                 ///< counts x s
    double noise_sd = 0;                          ///< counts, of one scan beside the peak
    double fwhm_s = 0, asymmetry = 1;
    double front_s = 0, tail_s = 0;  ///< half-widths at half height
    double quality = 0;              ///< see core/peak/quality.hpp
    double likeness = 0;             ///< share of the scatter of its counts that its own outline explains
    double width_ratio = 1;          ///< fwhm_s over what the law of widths expects there
    double significance = 0;         ///< how far the top stands above both sides, in sd of the ion's own wander
    double level = 0;                ///< counts of the ion beside the peak
    double rise = 0;  ///< mean between the half heights less level, in levels; or usual levels of a lasting ion; huge
                      ///< where there is no level
    double presence = 0;    ///< fraction of scans beside the peak in which the ion is seen
    double cliff = 0;       ///< lower of the two steps, in heights, by which it appears from and falls to nothing
    double top_share = 0;   ///< fraction of scans above half height in which the ion was seen
    double chance_log = 0;  ///< ln of the probability that strays of this ion's frequency make so many points
    int points = 0;         ///< scans in which it stands above the noise
    // What core/peak/fit_shape makes of it; as they stand here where nothing was fitted.
    PeakModel model = PeakModel::none;
    double a1_s = no_value;        ///< of an HVL peak that is clear enough: migration time at infinite dilution
    double misfit = no_value;      ///< rms of what the best shape leaves, in heights; noise included
    double chi_square = no_value;  ///< the same in variances of the run's noise, a degree of freedom; 1 = noise alone
    FeatureFlag flags = FeatureFlag::none;

    [[nodiscard]] double snr_of_height() const { return height / noise_sd; }
};

}  // namespace gassan
