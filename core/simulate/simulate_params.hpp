#pragma once

/// \file
/// Every knob of the simulator, with unit and reason. Where nature gives a range, low and high are fields and the
/// study or the run draws within it. Sources: docs/methods/simulator.md.

#include "core/base/fields.hpp"

namespace gassan {

struct SimulateParams {
    // The study
    int runs = 3;
    // Separation
    double voltage_kv = 30.0, total_length_mm = 800.0, ramp_s = 18.0, eof_tu = 16.0;
    double eof_capillary_sd = 0.04, eof_walk_sd = 0.002, eof_run_sd = 0.008, eof_drift_sd = 0.02;
    double field_sd = 0.008, trigger_sd_s = 0.5;
    double current_failure_probability = 0.005;
    double matrix_shift = 0.01, salt_factor_log_sd = 0.3;
    // Scans
    double run_length_low_s = 1800.0, run_length_high_s = 2400.0;
    double rate_low_hz = 1.0, rate_high_hz = 1.5, jitter_s = 0.005, gap_probability = 0.001;
    // Peak shape
    double injection_plug_mm = 1.6, external_sigma_mm = 2.0, external_sigma_sd = 0.1;
    double distortion_low_per_um = 0.02, distortion_high_per_um = 0.05, distortion_limit = 80.0;
    bool sheath_mixing = true;
    double sheath_tau_low_s = 0.3, sheath_tau_high_s = 1.0;
    // Intensities
    double response_median = 2e4, response_log_sd = 1.0;
    double injection_log_sd = 0.04, pipetting_log_sd = 0.02;
    double segment_log_sd = 0.12, segment_compound_log_sd = 0.10, segment_slope = 0.2, segment_slope_sd = 0.1,
           segment_exponent_sd = 0.15;
    double salt_depth_low = 0.1, salt_depth_high = 0.3, eof_depth_low = 0.3, eof_depth_high = 0.7;
    double zone_width_low_s = 30.0, zone_width_high_s = 60.0;
    double sodium_low = 0.02, sodium_high = 0.10, sodium_log_sd = 0.5, sodium_salt_gain = 3.0;
    double fragment_low = 0.01, fragment_high = 0.40;
    // m/z
    double mz_low = 50.0, mz_high = 1000.0;
    double resolution_at_622 = 12000.0, resolution_floor = 5000.0, merge_fwhm = 0.7;
    double mz_offset_sd_ppm = 1.0, mz_slope_sd_ppm = 1.0, mz_drift_sd_ppm = 3.0, mz_drift_time_s = 300.0,
           mz_step_sd_ppm = 1.0, mz_floor_ppm = 0.7;
    double saturation = 3e6, saturation_shift_ppm = 8.0;
    // Background and noise
    double background_ions_low = 200.0, background_ions_high = 1000.0;
    double background_median = 200.0, background_log_sd = 1.2, background_drift_sd = 0.10,
           background_drift_time_s = 300.0, front_step_high = 2.0, front_rise_s = 3.0;
    double singletons_low = 300.0, singletons_high = 1500.0, singleton_exponent = 2.2, singleton_minimum = 30.0;
    bool ion_statistics = true;
    double gain_low = 10.0, gain_high = 30.0, electronic_sd = 10.0;
    double spikes_per_min = 0.5, spike_low = 1e2, spike_high = 1e5;
    double bursts_per_min = 0.05, burst_low = 5.0, burst_high = 50.0;
    double dropouts_per_min = 0.02, dropout_high = 0.3;
    int dropout_scans = 15;
    double threshold_low = 20.0, threshold_high = 100.0;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        study_fields(self, visit);
        separation_fields(self, visit);
        intensity_fields(self, visit);
        mass_fields(self, visit);
        noise_fields(self, visit);
    }

private:
    template <class Self, class Visit>
    static void study_fields(Self& self, Visit&& visit) {
        using Row = FieldNote;
        visit("runs", self.runs, Row{"1", 1, 1e5, "runs of the study"});
        visit("run_length_low_s", self.run_length_low_s, Row{"s", 60, 7200, "shortest run; one length a study"});
        visit("run_length_high_s", self.run_length_high_s, Row{"s", 60, 7200, "longest run"});
        visit("rate_low_hz", self.rate_low_hz, Row{"1/s", 0.1, 50, "slowest spectrum rate; one rate a study"});
        visit("rate_high_hz", self.rate_high_hz, Row{"1/s", 0.1, 50, "fastest spectrum rate"});
        visit("jitter_s", self.jitter_s, Row{"s", 0, 0.1, "standard deviation of a scan's time about its raster"});
        visit("gap_probability", self.gap_probability, Row{"1", 0, 0.5, "share of scans the instrument skips"});
    }
    template <class Self, class Visit>
    static void separation_fields(Self& self, Visit&& visit) {
        using Row = FieldNote;
        visit("voltage_kv", self.voltage_kv, Row{"kV", 1, 100, "at the inlet, cations towards the detector"});
        visit("total_length_mm", self.total_length_mm, Row{"mm", 100, 2000, "capillary, detector at its end"});
        visit("ramp_s", self.ramp_s, Row{"s", 0, 120, "the voltage rises linearly for this long"});
        visit("eof_tu", self.eof_tu, Row{"TU", 1, 100, "electroosmotic mobility; 1 M formic acid: 15 to 23"});
        visit("eof_capillary_sd", self.eof_capillary_sd, Row{"1", 0, 0.3, "relative sd of the EOF of capillaries"});
        visit("eof_walk_sd", self.eof_walk_sd, Row{"1", 0, 0.1, "relative step of the EOF from run to run"});
        visit("eof_run_sd", self.eof_run_sd, Row{"1", 0, 0.1, "relative sd of the EOF of a run by itself"});
        visit("eof_drift_sd", self.eof_drift_sd, Row{"1", 0, 0.2, "sd of the EOF drift within a run per 1000 s"});
        visit("field_sd", self.field_sd, Row{"1", 0, 0.1, "sd of field over viscosity; 2 % a kelvin"});
        visit("trigger_sd_s", self.trigger_sd_s, Row{"s", 0, 10, "sd of the clock's start against the voltage's"});
        visit("current_failure_probability", self.current_failure_probability,
              Row{"1", 0, 1, "share of runs whose field falls to 30-80 % for 10-120 s (a bubble)"});
        visit("matrix_shift", self.matrix_shift, Row{"1", 0, 0.2, "mobility lost beside the sodium zone"});
        visit("salt_factor_log_sd", self.salt_factor_log_sd, Row{"1", 0, 2, "ln-sd of the salt of a sample"});
        visit("injection_plug_mm", self.injection_plug_mm, Row{"mm", 0, 50, "3 nL in 50 um: 1.6 mm"});
        visit("external_sigma_mm", self.external_sigma_mm, Row{"mm", 0, 20, "broadening by sheath and suction"});
        visit("external_sigma_sd", self.external_sigma_sd, Row{"1", 0, 1, "its relative sd from run to run"});
        visit("distortion_low_per_um", self.distortion_low_per_um, Row{"L/umol", 0, 1, "HVL d per uM, least"});
        visit("distortion_high_per_um", self.distortion_high_per_um, Row{"L/umol", 0, 1, "HVL d per uM, most"});
        visit("distortion_limit", self.distortion_limit, Row{"1", 0, 1e4, "|d| never exceeds this"});
        visit("sheath_mixing", self.sheath_mixing, Row{.text = "convolve peaks with the sheath's exponential"});
        visit("sheath_tau_low_s", self.sheath_tau_low_s, Row{"s", 0.01, 10, "its time constant, least"});
        visit("sheath_tau_high_s", self.sheath_tau_high_s, Row{"s", 0.01, 10, "its time constant, most"});
    }
    template <class Self, class Visit>
    static void intensity_fields(Self& self, Visit&& visit) {
        using Row = FieldNote;
        visit("response_median", self.response_median, Row{"counts s/uM", 1, 1e9, "median response of compounds"});
        visit("response_log_sd", self.response_log_sd, Row{"1", 0, 5, "ln-sd of responses between compounds"});
        visit("injection_log_sd", self.injection_log_sd, Row{"1", 0, 1, "ln-sd of the injected volume, all ions"});
        visit("pipetting_log_sd", self.pipetting_log_sd, Row{"1", 0, 1, "ln-sd of each compound by itself"});
        visit("segment_log_sd", self.segment_log_sd, Row{"1", 0, 2, "ln-sd of sensitivity between capillaries"});
        visit("segment_compound_log_sd", self.segment_compound_log_sd, Row{"1", 0, 2, "same, each compound's own"});
        visit("segment_slope", self.segment_slope, Row{"1", -2, 2, "mean ln loss of sensitivity over the runs"});
        visit("segment_slope_sd", self.segment_slope_sd, Row{"1", 0, 2, "its sd"});
        visit("segment_exponent_sd", self.segment_exponent_sd, Row{"1", 0, 1, "sd of compounds' part in the loss"});
        visit("salt_depth_low", self.salt_depth_low, Row{"1", 0.1, 1, "signal left in the middle of a salt zone"});
        visit("salt_depth_high", self.salt_depth_high, Row{"1", 0.1, 1, "same, weakest suppression"});
        visit("eof_depth_low", self.eof_depth_low, Row{"1", 0.1, 1, "signal left in the middle of the EOF zone"});
        visit("eof_depth_high", self.eof_depth_high, Row{"1", 0.1, 1, "same, weakest suppression"});
        visit("zone_width_low_s", self.zone_width_low_s, Row{"s", 1, 600, "full width at half depth, least"});
        visit("zone_width_high_s", self.zone_width_high_s, Row{"s", 1, 600, "same, most"});
        visit("sodium_low", self.sodium_low, Row{"1", 1e-6, 1, "[M+Na]+ over [M+H]+: median between low and high"});
        visit("sodium_high", self.sodium_high, Row{"1", 1e-6, 1, "same; the median is their geometric mean"});
        visit("sodium_log_sd", self.sodium_log_sd, Row{"1", 0, 3, "ln-sd of that ratio between compounds"});
        visit("sodium_salt_gain", self.sodium_salt_gain, Row{"1", 1, 100, "times more in the middle of a salt zone"});
        visit("fragment_low", self.fragment_low, Row{"1", 0, 1, "in-source fragment over [M+H]+, least"});
        visit("fragment_high", self.fragment_high, Row{"1", 0, 1, "same, most; uniform in the logarithm"});
    }
    template <class Self, class Visit>
    static void mass_fields(Self& self, Visit&& visit) {
        using Row = FieldNote;
        visit("mz_low", self.mz_low, Row{"Th", 10, 5000, "first m/z recorded"});
        visit("mz_high", self.mz_high, Row{"Th", 10, 5000, "last m/z recorded"});
        visit("resolution_at_622", self.resolution_at_622, Row{"1", 100, 1e6, "R = this sqrt(m/622)"});
        visit("resolution_floor", self.resolution_floor, Row{"1", 100, 1e6, "R is never below this"});
        visit("merge_fwhm", self.merge_fwhm, Row{"1", 0, 5, "ions closer than this many widths become one centroid"});
        visit("mz_offset_sd_ppm", self.mz_offset_sd_ppm, Row{"ppm", 0, 100, "sd of a run's calibration at m/z 225"});
        visit("mz_slope_sd_ppm", self.mz_slope_sd_ppm, Row{"ppm", 0, 100, "sd of its slope per 10 sqrt(Th)"});
        visit("mz_drift_sd_ppm", self.mz_drift_sd_ppm, Row{"ppm", 0, 100, "sd of the drift within a run"});
        visit("mz_drift_time_s", self.mz_drift_time_s, Row{"s", 1, 1e5, "its correlation time"});
        visit("mz_step_sd_ppm", self.mz_step_sd_ppm, Row{"ppm", 0, 100, "sd of one temperature step in the run"});
        visit("mz_floor_ppm", self.mz_floor_ppm, Row{"ppm", 0, 100, "least scatter, however many ions"});
        visit("saturation", self.saturation, Row{"counts", 1e3, 1e12, "the detector's ceiling"});
        visit("saturation_shift_ppm", self.saturation_shift_ppm, Row{"ppm", 0, 100, "m/z shift at the ceiling"});
    }
    template <class Self, class Visit>
    static void noise_fields(Self& self, Visit&& visit) {
        using Row = FieldNote;
        visit("background_ions_low", self.background_ions_low, Row{"1", 0, 1e5, "ions there all the run, least"});
        visit("background_ions_high", self.background_ions_high, Row{"1", 0, 1e5, "same, most"});
        visit("background_median", self.background_median, Row{"counts", 1, 1e7, "median of their levels"});
        visit("background_log_sd", self.background_log_sd, Row{"1", 0, 5, "ln-sd of their levels"});
        visit("background_drift_sd", self.background_drift_sd, Row{"1", 0, 1, "relative sd of their slow drift"});
        visit("background_drift_time_s", self.background_drift_time_s, Row{"s", 20, 1e5, "its correlation time"});
        visit("front_step_high", self.front_step_high, Row{"1", 1, 100, "largest step at a salt or EOF front"});
        visit("front_rise_s", self.front_rise_s, Row{"s", 0.01, 600, "how long the step takes"});
        visit("singletons_low", self.singletons_low, Row{"1", 0, 1e6, "random centroids a scan, fewest"});
        visit("singletons_high", self.singletons_high, Row{"1", 0, 1e6, "same, most"});
        visit("singleton_exponent", self.singleton_exponent, Row{"1", 1.01, 20, "Pareto exponent of their heights"});
        visit("singleton_minimum", self.singleton_minimum, Row{"counts", 0.1, 1e6, "least height before threshold"});
        visit("ion_statistics", self.ion_statistics, Row{.text = "count ions; off: the expectation itself"});
        visit("gain_low", self.gain_low, Row{"counts", 0.01, 1e4, "counts an ion, least"});
        visit("gain_high", self.gain_high, Row{"counts", 0.01, 1e4, "counts an ion, most"});
        visit("electronic_sd", self.electronic_sd, Row{"counts", 0, 1e5, "electronic noise of a centroid"});
        visit("spikes_per_min", self.spikes_per_min, Row{"1/min", 0, 1e4, "spikes at one m/z, one or two scans"});
        visit("spike_low", self.spike_low, Row{"counts", 1, 1e9, "weakest spike"});
        visit("spike_high", self.spike_high, Row{"counts", 1, 1e9, "strongest spike"});
        visit("bursts_per_min", self.bursts_per_min, Row{"1/min", 0, 1e4, "one-scan bursts of all m/z"});
        visit("burst_low", self.burst_low, Row{"1", 1, 1e4, "times more in a burst, least"});
        visit("burst_high", self.burst_high, Row{"1", 1, 1e4, "same, most"});
        visit("dropouts_per_min", self.dropouts_per_min, Row{"1/min", 0, 1e3, "spray dropouts"});
        visit("dropout_high", self.dropout_high, Row{"1", 0, 1, "most signal left in a dropout"});
        visit("dropout_scans", self.dropout_scans, Row{"1", 1, 1e4, "longest dropout"});
        visit("threshold_low", self.threshold_low, Row{"counts", 0, 1e5, "weakest centroid kept, least"});
        visit("threshold_high", self.threshold_high, Row{"counts", 0, 1e5, "same, most"});
    }
};

/// Domains of the fields, and low <= high in every pair. \throws ParameterError
void check(const SimulateParams& params);

}  // namespace gassan
