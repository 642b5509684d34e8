#pragma once

/// \file
/// What a run taught about itself: the laws by which its numbers scatter and its peaks widen. Learnt by
/// core/signal/mz_scatter, core/trace/intensity_noise and core/peak/width_law, where sources and limits stand.

#include <array>
#include <limits>

namespace gassan {

/// How far the centroids of one ion scatter in m/z:
///     sd_ppm(m/z, I)^2 = floor_ppm^2 + counts_ppm2(octave of m/z) / I
struct MzScatter {
    static constexpr int octaves = 6;  ///< m/z below 100, 200, 400, 800, 1600, above
    double floor_ppm = 1.5;
    std::array<double, octaves> counts_ppm2{6.4e5, 3.2e5, 1.6e5, 8e4, 4e4, 2e4};  ///< ppm^2 counts

    [[nodiscard]] double sd_ppm(double mz, double intensity) const;
};

/// How much the intensity of a steady ion scatters from scan to scan: sd(I)^2 = gain * I + (relative * I)^2.
struct IntensityNoise {
    double gain = 20.0;      ///< counts an ion, > 0
    double relative = 0.0;   ///< sd of the multiplicative part
    double threshold = 0.0;  ///< counts: weaker centroids are not reported in this run
    double ceiling = std::numeric_limits<double>::infinity();  ///< counts: the detector is full; infinite where no top
                                                               ///< of this run touches it

    [[nodiscard]] double variance(double counts) const;
};

/// How wide a peak should be: fwhm(t) = fwhm_ref * (t / t_ref)^power.
struct WidthLaw {
    double fwhm_ref_s = 4.4;
    double time_ref_s = 415.0;
    double power = 1.4;
    int learnt_from = 0;  ///< peaks; 0 = the default stands

    /// Expected full width at half maximum; between 1 s and 90 s.
    [[nodiscard]] double fwhm_s(double time_s) const;
};

}  // namespace gassan
