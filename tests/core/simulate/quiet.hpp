#pragma once

#include "core/simulate/simulate.hpp"

namespace gassan {

/// The tiny preset's separation with nothing random on the way to the file: no noise, no background, no accidents,
/// no ceiling, no joining of neighbours, every number that passes is recorded.
inline SimulateParams quiet_params() {
    SimulateParams p;
    p.run_length_low_s = p.run_length_high_s = 1800.0;
    p.background_ions_low = p.background_ions_high = 0.0;
    p.singletons_low = p.singletons_high = 0.0;
    p.ion_statistics = false;
    p.electronic_sd = p.jitter_s = p.gap_probability = 0.0;
    p.spikes_per_min = p.bursts_per_min = p.dropouts_per_min = 0.0;
    p.threshold_low = p.threshold_high = 0.0;
    p.saturation = 1e12;
    p.merge_fwhm = 0.0;
    p.mz_offset_sd_ppm = p.mz_slope_sd_ppm = p.mz_drift_sd_ppm = p.mz_step_sd_ppm = 0.0;
    p.current_failure_probability = 0.0;
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
