#pragma once

#include "core/simulate/simulate.hpp"

namespace gassan {

/// The tiny preset's separation with nothing random on the way to the file: no noise, no background, no accidents,
/// no ceiling, no joining of neighbours, every number that passes is recorded.
inline SimulateParams quiet_params() {
    SimulateParams p;
    p.separation.run_length_low_s = p.separation.run_length_high_s = 1800.0;
    p.background.ions_low = p.background.ions_high = 0.0;
    p.noise.singletons_low = p.noise.singletons_high = 0.0;
    p.noise.ion_statistics = false;
    p.noise.electronic_sd = p.separation.jitter_s = p.separation.gap_probability = 0.0;
    p.noise.spikes_per_min = p.noise.bursts_per_min = p.noise.dropouts_per_min = 0.0;
    p.noise.threshold_low = p.noise.threshold_high = 0.0;
    p.mass.saturation = 1e12;
    p.mass.merge_fwhm = 0.0;
    p.mass.offset_sd_ppm = p.mass.slope_sd_ppm = p.mass.drift_sd_ppm = p.mass.step_sd_ppm = 0.0;
    p.separation.current_failure_probability = p.design.injection_failure_probability = 0.0;
    p.suppression.crowding_counts = 1e15;
    p.mass.ringing_counts = 1e12;
    p.ions.dimer_per_mm = 0.0;
    p.background.lock_mass_counts = p.background.lock_helper_counts = p.background.salt_cluster_counts = 0.0;
    p.background.neutral_hump = p.suppression.background_share = 0.0;
    return p;
}

/// Sum of intensity x gathering time of all centroids within reach of an m/z and between two times.
inline double recorded_area(const Run& run, double mz, double reach, double from_s, double to_s, double rate_hz) {
    double area = 0.0;
    for (std::size_t scan = 0; scan < run.scans(); ++scan) {
        if (run.scan_time_s[scan] < from_s || run.scan_time_s[scan] > to_s) continue;
        const auto mzs = run.scan_mz(scan);
        for (std::size_t i = 0; i < mzs.size(); ++i)
            if (mzs[i] > mz - reach && mzs[i] < mz + reach) area += double(run.scan_intensity(scan)[i]) / rate_hz;
    }
    return area;
}

}  // namespace gassan
