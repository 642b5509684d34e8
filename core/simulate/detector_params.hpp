#pragma once

/// \file
/// Knobs of the simulator: mass analyser, background and noise.

#include "core/base/fields.hpp"

#include <string>

namespace gassan {

/// m/z axis and detector.
struct MassParams {
    double mz_low = 50.0;
    double mz_high = 1000.0;
    double resolution_at_622 = 12000.0;
    double resolution_floor = 5000.0;
    double merge_fwhm = 0.7;
    double offset_sd_ppm = 1.0;
    double slope_sd_ppm = 1.0;
    double drift_sd_ppm = 3.0;
    double drift_time_s = 300.0;
    double step_sd_ppm = 1.0;
    double floor_ppm = 0.7;
    double saturation = 3e6;
    double saturation_shift_ppm = 8.0;
    double ringing_counts = 1e5;
    double ringing_near_share = 0.015;
    double ringing_far_share = 0.005;
    double ringing_near_th = 0.04;
    double ringing_far_th = 0.09;
    std::string spectra = "centroid";
    double flight_step_ns = 0.25;
    double flight_constant = 5.73e-4;
    double pulse_ns = 0.5;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("mz_low", self.mz_low, FieldNote{"Th", 10, 5000, "first m/z recorded"});
        visit("mz_high", self.mz_high, FieldNote{"Th", 10, 5000, "last m/z recorded"});
        visit("resolution_at_622", self.resolution_at_622, FieldNote{"1", 100, 1e6, "R = this sqrt(m/622)"});
        visit("resolution_floor", self.resolution_floor, FieldNote{"1", 100, 1e6, "R is never below this"});
        visit("merge_fwhm", self.merge_fwhm,
              FieldNote{"1", 0, 5, "ions closer than this many widths become one centroid"});
        visit("offset_sd_ppm", self.offset_sd_ppm, FieldNote{"ppm", 0, 100, "sd of a run's calibration at m/z 225"});
        visit("slope_sd_ppm", self.slope_sd_ppm, FieldNote{"ppm", 0, 100, "sd of its slope per 10 sqrt(Th)"});
        visit("drift_sd_ppm", self.drift_sd_ppm, FieldNote{"ppm", 0, 100, "sd of the drift within a run"});
        visit("drift_time_s", self.drift_time_s, FieldNote{"s", 1, 1e5, "its correlation time"});
        visit("step_sd_ppm", self.step_sd_ppm, FieldNote{"ppm", 0, 100, "sd of one temperature step in the run"});
        visit("floor_ppm", self.floor_ppm, FieldNote{"ppm", 0, 100, "least scatter, however many ions"});
        visit("saturation", self.saturation, FieldNote{"counts", 1e3, 1e12, "the detector's ceiling"});
        visit("saturation_shift_ppm", self.saturation_shift_ppm, FieldNote{"ppm", 0, 100, "m/z shift at the ceiling"});
        visit("ringing_counts", self.ringing_counts, FieldNote{"counts", 0, 1e12, "ions above this ring"});
        visit("ringing_near_share", self.ringing_near_share, FieldNote{"1", 0, 0.5, "first satellite over its ion"});
        visit("ringing_far_share", self.ringing_far_share, FieldNote{"1", 0, 0.5, "second satellite over its ion"});
        visit("ringing_near_th", self.ringing_near_th,
              FieldNote{"Th", 0, 1, "distance of the first at m/z 118; as sqrt(m/z)"});
        visit("ringing_far_th", self.ringing_far_th, FieldNote{"Th", 0, 1, "distance of the second"});
        visit("spectra", self.spectra, FieldNote{.text = "what the file holds", .choices = "centroid|profile"});
        visit("flight_step_ns", self.flight_step_ns,
              FieldNote{"ns", 0.01, 10, "digitizer step of profile spectra (4 GHz)"});
        visit("flight_constant", self.flight_constant,
              FieldNote{"sqrt(Th)/ns", 1e-6, 1, "sqrt(m/z) a nanosecond of flight"});
        visit("pulse_ns", self.pulse_ns,
              FieldNote{"ns", 0, 10, "width at half height of one ion's pulse in profile spectra"});
    }
};

/// Ions that are not of the sample.
struct BackgroundParams {
    double ions_low = 200.0;
    double ions_high = 1000.0;
    double median = 200.0;
    double log_sd = 1.2;
    double drift_sd = 0.10;
    double drift_time_s = 300.0;
    double front_step_high = 2.0;
    double front_rise_s = 3.0;
    double lock_mass_counts = 5e4;
    double lock_helper_counts = 4e6;
    double salt_cluster_counts = 2e4;
    double neutral_hump = 0.3;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("ions_low", self.ions_low, FieldNote{"1", 0, 1e5, "ions there all the run, least"});
        visit("ions_high", self.ions_high, FieldNote{"1", 0, 1e5, "same, most"});
        visit("median", self.median, FieldNote{"counts", 1, 1e7, "median of their levels"});
        visit("log_sd", self.log_sd, FieldNote{"1", 0, 5, "ln-sd of their levels"});
        visit("drift_sd", self.drift_sd, FieldNote{"1", 0, 1, "relative sd of their slow drift"});
        visit("drift_time_s", self.drift_time_s, FieldNote{"s", 20, 1e5, "its correlation time"});
        visit("front_step_high", self.front_step_high, FieldNote{"1", 1, 100, "largest step at a salt or EOF front"});
        visit("front_rise_s", self.front_rise_s, FieldNote{"s", 0.01, 600, "how long the step takes"});
        visit("lock_mass_counts", self.lock_mass_counts,
              FieldNote{"counts", 0, 1e12, "level of the reference ions; 0 = none"});
        visit("lock_helper_counts", self.lock_helper_counts,
              FieldNote{"counts", 0, 1e12, "level of the solvent dimer beside them, which saturates"});
        visit("salt_cluster_counts", self.salt_cluster_counts,
              FieldNote{"counts", 0, 1e12, "strongest cluster ion of the salt zone at its middle"});
        visit("neutral_hump", self.neutral_hump,
              FieldNote{"1", 0, 100, "rise of the constant ions in the EOF zone, over their level"});
    }
};

/// Counting, accidents and threshold.
struct NoiseParams {
    double singletons_low = 300.0;
    double singletons_high = 1500.0;
    double singleton_exponent = 2.2;
    double singleton_minimum = 30.0;
    bool ion_statistics = true;
    double gain_low = 10.0;
    double gain_high = 30.0;
    double electronic_sd = 10.0;
    double spikes_per_min = 0.5;
    double spike_low = 1e2;
    double spike_high = 1e5;
    double bursts_per_min = 0.05;
    double burst_low = 5.0;
    double burst_high = 50.0;
    double flicker_sd = 0.017;
    double dropouts_per_min = 0.02;
    double dropout_high = 0.3;
    int dropout_scans = 15;
    double threshold_low = 20.0;
    double threshold_high = 100.0;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("singletons_low", self.singletons_low, FieldNote{"1", 0, 1e6, "random centroids a scan, fewest"});
        visit("singletons_high", self.singletons_high, FieldNote{"1", 0, 1e6, "same, most"});
        visit("singleton_exponent", self.singleton_exponent,
              FieldNote{"1", 1.01, 20, "Pareto exponent of their heights"});
        visit("singleton_minimum", self.singleton_minimum,
              FieldNote{"counts", 0.1, 1e6, "least height before threshold"});
        visit("ion_statistics", self.ion_statistics, FieldNote{.text = "count ions; off: the expectation itself"});
        visit("gain_low", self.gain_low, FieldNote{"counts", 0.01, 1e4, "counts an ion, least"});
        visit("gain_high", self.gain_high, FieldNote{"counts", 0.01, 1e4, "counts an ion, most"});
        visit("electronic_sd", self.electronic_sd, FieldNote{"counts", 0, 1e5, "electronic noise of a centroid"});
        visit("spikes_per_min", self.spikes_per_min, FieldNote{"1/min", 0, 1e4, "spikes at one m/z, one or two scans"});
        visit("spike_low", self.spike_low, FieldNote{"counts", 1, 1e9, "weakest spike"});
        visit("spike_high", self.spike_high, FieldNote{"counts", 1, 1e9, "strongest spike"});
        visit("bursts_per_min", self.bursts_per_min, FieldNote{"1/min", 0, 1e4, "one-scan bursts of all m/z"});
        visit("burst_low", self.burst_low, FieldNote{"1", 1, 1e4, "times more in a burst, least"});
        visit("burst_high", self.burst_high, FieldNote{"1", 1, 1e4, "same, most"});
        visit("flicker_sd", self.flicker_sd,
              FieldNote{"1", 0, 0.5, "relative sd of the spray from scan to scan, all ions together"});
        visit("dropouts_per_min", self.dropouts_per_min, FieldNote{"1/min", 0, 1e3, "spray dropouts"});
        visit("dropout_high", self.dropout_high, FieldNote{"1", 0, 1, "most signal left in a dropout"});
        visit("dropout_scans", self.dropout_scans, FieldNote{"1", 1, 1e4, "longest dropout"});
        visit("threshold_low", self.threshold_low, FieldNote{"counts", 0, 1e5, "weakest centroid kept, least"});
        visit("threshold_high", self.threshold_high, FieldNote{"counts", 0, 1e5, "same, most"});
    }
};

}  // namespace gassan
