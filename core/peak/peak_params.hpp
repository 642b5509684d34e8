#pragma once

#include "core/base/fields.hpp"

namespace gassan {

/// What is a peak, and where it ends.
struct PeakParams {
    double min_snr = 3.0;
    int min_points = 4;
    double significance_sd = 5.5;
    double min_width_scans = 1.8;
    double max_width_s = 120.0;
    double valley = 0.85;
    bool shoulders = true;
    double bound_height = 0.01;
    double min_background_ratio = 0.6;
    double min_quality = 0.75;
    double study_quality = 0.5;
    double max_mz_se_ppm = 6.0;
    double study_mz_se_ppm = 8.0;
    double fwhm_s = 0.0;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("min_snr", self.min_snr, FieldNote{"1", 0, 1e6, "apex height over the local noise (sd)"});
        visit("min_points", self.min_points,
              FieldNote{"1", 3, 1000,
                        "scans in which the ion must be seen above the noise; 3 suffice where peaks are "
                        "narrower than 4 scans"});
        visit("significance_sd", self.significance_sd,
              FieldNote{"1", 1, 100,
                        "how far, in standard deviations of this ion's own wander, a peak must rise above "
                        "both sides; keeps wavy background ions out"});
        visit("min_width_scans", self.min_width_scans, FieldNote{"1", 1, 100, "narrower at half height is a spike"});
        visit("max_width_s", self.max_width_s,
              FieldNote{"s", 1, 3600, "wider at half height is a change of the background"});
        visit("valley", self.valley,
              FieldNote{"1", 0.05, 0.99,
                        "two tops are two peaks where the valley between them falls below this "
                        "fraction of the lower one, and the dip is no noise"});
        visit("shoulders", self.shoulders,
              FieldNote{.text = "part neighbours without a valley, too, where the logarithm of the signal curves "
                                "upwards between two tops; peaks of one ion never do that"});
        visit("bound_height", self.bound_height,
              FieldNote{"1", 0, 0.5, "a peak ends where it falls below this fraction of its height, or drowns"});
        visit("min_background_ratio", self.min_background_ratio,
              FieldNote{"1", 0, 1000,
                        "on an ion that is there all the run a peak must rise, on average between its half heights, by "
                        "this fraction of the ion's usual level (and by group.modulation_ratio of it where a much "
                        "stronger compound passes)"});
        visit("min_quality", self.min_quality,
              FieldNote{"1", 0, 1, "peaks that are less probably an ion's than this are not reported"});
        visit("study_quality", self.study_quality,
              FieldNote{"1", 0, 1,
                        "in a study peaks are kept down to this quality, flagged uncertain_mz: they count where half "
                        "the runs of a group or type have them; min_quality or more switches this off"});
        visit("max_mz_se_ppm", self.max_mz_se_ppm,
              FieldNote{"ppm", 0.1, 1000,
                        "a peak of so few ions that its m/z is less certain than this (standard "
                        "error) is not reported: nothing could be matched to it"});
        visit("study_mz_se_ppm", self.study_mz_se_ppm,
              FieldNote{"ppm", 0.1, 1000,
                        "in a study such peaks are kept up to this standard error, flagged likewise; "
                        "max_mz_se_ppm or less switches this off"});
        visit("fwhm_s", self.fwhm_s,
              FieldNote{"s", 0, 90,
                        "usual full width at half height in the middle of the run; 0 = learn the law of "
                        "widths from the run's own strongest peaks"});
    }
};

}  // namespace gassan
