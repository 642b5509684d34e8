#pragma once

/// \file
/// Knobs of the simulator: what is injected, and how it moves and spreads.

#include "core/base/fields.hpp"

#include <string>

namespace gassan {

/// What is injected, in which order.
struct DesignParams {
    std::string plan = "lone";
    std::string emit = "spectra";
    double truth_least_snr = 0.0;
    int runs = 3;
    int qc_every = 10;
    int blanks = 2;
    int calibration_levels = 8;
    double calibration_low_um = 0.1;
    double calibration_high_um = 1000.0;
    int batch_runs_low = 40;
    int batch_runs_high = 100;
    int capillary_runs_low = 80;
    int capillary_runs_high = 150;
    double injection_failure_probability = 0.003;
    double contaminant_share = 0.1;
    double contaminant_level = 0.02;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("plan", self.plan,
              FieldNote{.text = "what is injected: samples alone; two groups; a method validation; batches with QC",
                        .choices = "lone|groups|validation|batches"});
        visit("emit", self.emit,
              FieldNote{.text = "what is written of a run: its spectra, or the peaks that would be found in them",
                        .choices = "spectra|peaks"});
        visit("truth_least_snr", self.truth_least_snr,
              FieldNote{"1", 0, 1e6, "truth/*.tsv leaves out ions below this snr, but M0 never; 0 = all"});
        visit("runs", self.runs, FieldNote{"1", 1, 1e5, "runs of the study"});
        visit("qc_every", self.qc_every, FieldNote{"1", 2, 1000, "a QC after so many samples (validation, batches)"});
        visit("blanks", self.blanks, FieldNote{"1", 0, 1000, "blanks at the start (validation, batches)"});
        visit("calibration_levels", self.calibration_levels,
              FieldNote{"1", 0, 100, "standards at the start; log-spaced levels"});
        visit("calibration_low_um", self.calibration_low_um,
              FieldNote{"umol/L", 1e-6, 1e6, "lowest level, every compound"});
        visit("calibration_high_um", self.calibration_high_um, FieldNote{"umol/L", 1e-6, 1e6, "highest level"});
        visit("batch_runs_low", self.batch_runs_low,
              FieldNote{"1", 2, 100000, "injections of a batch, fewest (batches)"});
        visit("batch_runs_high", self.batch_runs_high, FieldNote{"1", 2, 100000, "injections of a batch, most"});
        visit("capillary_runs_low", self.capillary_runs_low,
              FieldNote{"1", 1, 100000, "injections a capillary lives, fewest"});
        visit("capillary_runs_high", self.capillary_runs_high,
              FieldNote{"1", 1, 100000, "injections a capillary lives, most"});
        visit("injection_failure_probability", self.injection_failure_probability,
              FieldNote{"1", 0, 1, "share of runs into which nothing was injected"});
        visit("contaminant_share", self.contaminant_share,
              FieldNote{"1", 0, 1, "share of analytes that blanks hold too"});
        visit("contaminant_level", self.contaminant_level,
              FieldNote{"1", 0, 1, "median of what a blank holds, over the specimens' median"});
    }
};

/// Electrolyte, field and clock.
struct MigrationParams {
    std::string geometry = "cation";
    double voltage_kv = 30.0;
    double total_length_mm = 800.0;
    double ramp_s = 18.0;
    double eof_tu = 16.0;
    double eof_capillary_sd = 0.04;
    double eof_walk_sd = 0.002;
    double eof_run_sd = 0.015;
    double eof_drift_sd = 0.02;
    double field_sd = 0.02;
    double trigger_sd_s = 0.5;
    double current_failure_probability = 0.005;
    double matrix_shift = 0.01;
    double salt_factor_log_sd = 0.3;
    double run_length_low_s = 1800.0;
    double run_length_high_s = 2400.0;
    double recording_start_s = 0.0;
    double rate_low_hz = 1.0;
    double rate_high_hz = 1.5;
    double jitter_s = 0.005;
    double gap_probability = 0.001;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("geometry", self.geometry,
              FieldNote{.text = "electrolyte, wall and sign of the voltage; sets the defaults of this table",
                        .choices = "cation|anion_silica|anion_coated"});
        visit("voltage_kv", self.voltage_kv,
              FieldNote{"kV", -100, 100, "at the inlet; positive drives cations to the detector"});
        visit("total_length_mm", self.total_length_mm, FieldNote{"mm", 100, 2000, "capillary, detector at its end"});
        visit("ramp_s", self.ramp_s, FieldNote{"s", 0, 120, "the voltage rises linearly for this long"});
        visit("eof_tu", self.eof_tu,
              FieldNote{"TU", -100, 100,
                        "electroosmotic mobility, positive towards the cathode; 1 M formic acid: 15 to 23"});
        visit("eof_capillary_sd", self.eof_capillary_sd,
              FieldNote{"1", 0, 0.3, "relative sd of the EOF of capillaries"});
        visit("eof_walk_sd", self.eof_walk_sd, FieldNote{"1", 0, 0.1, "relative step of the EOF from run to run"});
        visit("eof_run_sd", self.eof_run_sd, FieldNote{"1", 0, 0.1, "relative sd of the EOF of a run by itself"});
        visit("eof_drift_sd", self.eof_drift_sd, FieldNote{"1", 0, 0.2, "sd of the EOF drift within a run per 1000 s"});
        visit("field_sd", self.field_sd, FieldNote{"1", 0, 0.1, "sd of field over viscosity; 2 % a kelvin"});
        visit("trigger_sd_s", self.trigger_sd_s,
              FieldNote{"s", 0, 10, "sd of the clock's start against the voltage's"});
        visit("current_failure_probability", self.current_failure_probability,
              FieldNote{"1", 0, 1, "share of runs whose field falls to 30-80 % for 10-120 s (a bubble)"});
        visit("matrix_shift", self.matrix_shift, FieldNote{"1", 0, 0.2, "mobility lost beside the second salt zone"});
        visit("salt_factor_log_sd", self.salt_factor_log_sd, FieldNote{"1", 0, 2, "ln-sd of the salt of a sample"});
        visit("run_length_low_s", self.run_length_low_s, FieldNote{"s", 60, 7200, "shortest run; one length a study"});
        visit("run_length_high_s", self.run_length_high_s, FieldNote{"s", 60, 7200, "longest run"});
        visit("recording_start_s", self.recording_start_s,
              FieldNote{"s", 0, 7200, "scans before this time are not recorded"});
        visit("rate_low_hz", self.rate_low_hz, FieldNote{"1/s", 0.1, 50, "slowest spectrum rate; one rate a study"});
        visit("rate_high_hz", self.rate_high_hz, FieldNote{"1/s", 0.1, 50, "fastest spectrum rate"});
        visit("jitter_s", self.jitter_s,
              FieldNote{"s", 0, 0.1, "standard deviation of a scan's time about its raster"});
        visit("gap_probability", self.gap_probability, FieldNote{"1", 0, 0.5, "share of scans the instrument skips"});
    }
};

/// What widens and bends a zone.
struct ShapeParams {
    double injection_plug_mm = 1.6;
    double stacking = 1.0;
    double external_sigma_mm = 2.0;
    double external_sigma_sd = 0.1;
    double distortion_low_per_um = 0.02;
    double distortion_high_per_um = 0.05;
    double distortion_limit = 80.0;
    bool sheath_mixing = true;
    double sheath_tau_low_s = 0.3;
    double sheath_tau_high_s = 1.0;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("injection_plug_mm", self.injection_plug_mm, FieldNote{"mm", 0, 50, "3 nL in 50 um: 1.6 mm"});
        visit("stacking", self.stacking,
              FieldNote{"1", 1, 1000,
                        "how many times shorter the plug of an ion becomes as the voltage rises; "
                        "a neutral's stays"});
        visit("external_sigma_mm", self.external_sigma_mm, FieldNote{"mm", 0, 20, "broadening by sheath and suction"});
        visit("external_sigma_sd", self.external_sigma_sd, FieldNote{"1", 0, 1, "its relative sd from run to run"});
        visit("distortion_low_per_um", self.distortion_low_per_um, FieldNote{"L/umol", 0, 1, "HVL d per uM, least"});
        visit("distortion_high_per_um", self.distortion_high_per_um, FieldNote{"L/umol", 0, 1, "HVL d per uM, most"});
        visit("distortion_limit", self.distortion_limit, FieldNote{"1", 0, 1e4, "|d| never exceeds this"});
        visit("sheath_mixing", self.sheath_mixing, FieldNote{.text = "convolve peaks with the sheath's exponential"});
        visit("sheath_tau_low_s", self.sheath_tau_low_s, FieldNote{"s", 0.01, 10, "its time constant, least"});
        visit("sheath_tau_high_s", self.sheath_tau_high_s, FieldNote{"s", 0.01, 10, "its time constant, most"});
    }
};

}  // namespace gassan
