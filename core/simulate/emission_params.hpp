#pragma once

/// \file
/// Knobs of the simulator: what a compound sends into the detector.

#include "core/base/fields.hpp"

namespace gassan {

/// Counts a micromole, and what moves them from run to run.
struct ResponseParams {
    double median = 2e4;
    double log_sd = 1.0;
    double injection_log_sd = 0.04;
    double batch_log_sd = 0.05;
    double batch_compound_log_sd = 0.05;
    double pipetting_log_sd = 0.03;
    double capillary_log_sd = 0.12;
    double capillary_compound_log_sd = 0.10;
    double capillary_slope = 0.2;
    double capillary_slope_sd = 0.1;
    double capillary_walk_sd = 0.03;
    double capillary_walk_runs = 10.0;
    double capillary_exponent_sd = 0.15;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("median", self.median, FieldNote{"counts s/uM", 1, 1e9, "median response of compounds"});
        visit("log_sd", self.log_sd, FieldNote{"1", 0, 5, "ln-sd of responses between compounds"});
        visit("injection_log_sd", self.injection_log_sd,
              FieldNote{"1", 0, 1, "ln-sd of the injected volume, all ions"});
        visit("batch_log_sd", self.batch_log_sd,
              FieldNote{"1", 0, 2, "ln-sd of sensitivity between batches, all ions"});
        visit("batch_compound_log_sd", self.batch_compound_log_sd, FieldNote{"1", 0, 2, "same, each compound's own"});
        visit("pipetting_log_sd", self.pipetting_log_sd, FieldNote{"1", 0, 1, "ln-sd of each compound by itself"});
        visit("capillary_log_sd", self.capillary_log_sd,
              FieldNote{"1", 0, 2, "ln-sd of sensitivity between capillaries"});
        visit("capillary_compound_log_sd", self.capillary_compound_log_sd,
              FieldNote{"1", 0, 2, "same, each compound's own"});
        visit("capillary_slope", self.capillary_slope,
              FieldNote{"1", -2, 2, "mean ln loss of sensitivity over the runs"});
        visit("capillary_slope_sd", self.capillary_slope_sd, FieldNote{"1", 0, 2, "its sd"});
        visit("capillary_walk_sd", self.capillary_walk_sd,
              FieldNote{"1", 0, 1, "ln-sd of the slow wander of sensitivity on a capillary"});
        visit("capillary_walk_runs", self.capillary_walk_runs,
              FieldNote{"1", 0.1, 10000, "injections over which that wander forgets itself"});
        visit("capillary_exponent_sd", self.capillary_exponent_sd,
              FieldNote{"1", 0, 1, "sd of compounds' part in the loss"});
    }
};

/// What the spray gives less of, and where.
struct SuppressionParams {
    double salt_depth_low = 0.1;
    double salt_depth_high = 0.3;
    double eof_depth_low = 0.3;
    double eof_depth_high = 0.7;
    double zone_width_low_s = 30.0;
    double zone_width_high_s = 60.0;
    double least_signal = 0.1;
    double crowding_counts = 3e7;
    double background_share = 0.5;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("salt_depth_low", self.salt_depth_low,
              FieldNote{"1", 0.1, 1, "signal left in the middle of a salt zone"});
        visit("salt_depth_high", self.salt_depth_high, FieldNote{"1", 0.1, 1, "same, weakest suppression"});
        visit("eof_depth_low", self.eof_depth_low, FieldNote{"1", 0.1, 1, "signal left in the middle of the EOF zone"});
        visit("eof_depth_high", self.eof_depth_high, FieldNote{"1", 0.1, 1, "same, weakest suppression"});
        visit("zone_width_low_s", self.zone_width_low_s, FieldNote{"s", 1, 600, "full width at half depth, least"});
        visit("zone_width_high_s", self.zone_width_high_s, FieldNote{"s", 1, 600, "same, most"});
        visit("least_signal", self.least_signal,
              FieldNote{"1", 1e-6, 1, "even the middle of a zone lets this much through"});
        visit("crowding_counts", self.crowding_counts,
              FieldNote{"counts", 1, 1e15, "ion current of the sample at which the spray gives half"});
        visit("background_share", self.background_share,
              FieldNote{"1", 0, 1, "part of the suppression that the constant ions feel"});
    }
};

/// Which ions a compound makes.
struct IonParams {
    double sodium_low = 0.02;
    double sodium_high = 0.10;
    double sodium_log_sd = 0.5;
    double sodium_salt_gain = 3.0;
    double dimer_per_mm = 0.01;
    double double_charge_low = 0.02;
    double double_charge_high = 0.3;
    double fragment_low = 0.01;
    double fragment_high = 0.40;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("sodium_low", self.sodium_low,
              FieldNote{"1", 1e-6, 1, "[M+Na]+ over [M+H]+: median between low and high"});
        visit("sodium_high", self.sodium_high, FieldNote{"1", 1e-6, 1, "same; the median is their geometric mean"});
        visit("sodium_log_sd", self.sodium_log_sd, FieldNote{"1", 0, 3, "ln-sd of that ratio between compounds"});
        visit("sodium_salt_gain", self.sodium_salt_gain,
              FieldNote{"1", 1, 100, "times more in the middle of a salt zone"});
        visit("dimer_per_mm", self.dimer_per_mm,
              FieldNote{"L/mmol", 0, 1, "[2M+H]+ or [2M-H]- over the main ion per mM in the vial"});
        visit("double_charge_low", self.double_charge_low,
              FieldNote{"1", 0, 10, "doubly charged over main ion where a compound takes two charges, least"});
        visit("double_charge_high", self.double_charge_high,
              FieldNote{"1", 0, 10, "same, most; uniform in the logarithm"});
        visit("fragment_low", self.fragment_low, FieldNote{"1", 0, 1, "in-source fragment over [M+H]+, least"});
        visit("fragment_high", self.fragment_high, FieldNote{"1", 0, 1, "same, most; uniform in the logarithm"});
    }
};

}  // namespace gassan
