#include "tests/realism/cems_10ppm.hpp"

#include <array>

namespace gassan::realism {
namespace {

constexpr double voltage_kv = 30.0, length_mm = 800.0, ramp_s = 3.0;
constexpr double gain_tu_s = length_mm * length_mm / voltage_kv;

double total_mobility_tu(double time_s) {
    return gain_tu_s / (time_s - 0.5 * ramp_s);
}

/// \param area counts x s of the ion [M+H]+, all isotopes
SimulatedCompound compound(const char* id, const char* formula, double time_s, double neutral_s, double area,
                           double counts_s_per_um) {
    SimulatedCompound one{.compound_id = id, .name = id, .formula = formula};
    one.mobility_tu = time_s == neutral_s ? 0.0 : total_mobility_tu(time_s) - total_mobility_tu(neutral_s);
    one.concentration_um = area / counts_s_per_um;
    return one;
}

const std::array<NamedIon, 5> ions{NamedIon{"lysine", "lysine, 147.1128", 147.1128, 414.6},
                                   NamedIon{"isomer", "isomer of paracetamol, 152.0706", 152.0706, 558.19},
                                   NamedIon{"glutamine", "glutamine, 147.0764", 147.0764, 598.93},
                                   NamedIon{"glutamic_acid", "glutamic acid, 148.0604", 148.0604, 603.0},
                                   NamedIon{"paracetamol", "paracetamol, 152.0706", 152.0706, 840.796}};

}  // namespace

std::span<const NamedIon> cems_10ppm_ions() {
    return ions;
}

SimulatePreset cems_10ppm_preset() {
    constexpr double neutral_s = 840.796;
    SimulatePreset preset;
    SimulateParams& p = preset.params;
    p.design.runs = 1;
    p.separation.voltage_kv = voltage_kv;
    p.separation.total_length_mm = length_mm;
    p.separation.ramp_s = ramp_s;
    p.separation.eof_tu = total_mobility_tu(neutral_s);
    // This one run: its flow and field are known.
    p.separation.eof_capillary_sd = p.separation.eof_walk_sd = p.separation.eof_run_sd = p.separation.eof_drift_sd =
        0.0;
    p.separation.field_sd = p.separation.trigger_sd_s = p.separation.current_failure_probability = 0.0;
    p.separation.recording_start_s = 400.3;
    p.separation.run_length_low_s = p.separation.run_length_high_s = 899.9;
    p.separation.rate_low_hz = p.separation.rate_high_hz = 1.0 / 0.509;
    p.separation.jitter_s = 0.0005;
    p.separation.gap_probability = 0.0;
    p.shape.external_sigma_mm = 3.3;
    // Along the capillary the neutral's variance is 23 mm2, that of the ions 12 to 13: its plug is not stacked.
    p.shape.injection_plug_mm = 11.3;
    p.shape.stacking = 10.0;
    p.response.batch_log_sd = p.response.batch_compound_log_sd = p.response.capillary_walk_sd = 0.0;
    p.design.injection_failure_probability = 0.0;
    p.response.log_sd = p.response.injection_log_sd = p.response.pipetting_log_sd = 0.0;
    p.response.capillary_log_sd = p.response.capillary_compound_log_sd = p.response.capillary_slope =
        p.response.capillary_slope_sd = p.response.capillary_exponent_sd = 0.0;
    p.suppression.eof_depth_low = 0.88;
    p.suppression.eof_depth_high = 0.94;
    p.mass.mz_low = 147.0;
    p.mass.mz_high = 153.0;
    p.mass.resolution_at_622 = 35000.0;
    p.mass.drift_sd_ppm = 0.1;
    p.mass.step_sd_ppm = 0.0;
    p.mass.floor_ppm = 0.2;
    p.background.ions_low = p.background.ions_high = 32.0;
    p.background.median = 40.0;
    p.background.log_sd = 2.2;
    p.background.drift_sd = 0.02;
    p.background.front_step_high = 1.0;
    p.background.neutral_hump = 0.05;
    p.background.lock_mass_counts = p.background.lock_helper_counts = p.background.salt_cluster_counts = 0.0;
    p.noise.singletons_low = p.noise.singletons_high = 3.0;
    p.noise.singleton_exponent = 3.0;
    p.noise.singleton_minimum = 92.0;
    p.noise.gain_low = p.noise.gain_high = 48.6;
    p.noise.threshold_low = p.noise.threshold_high = 92.0;
    // Half a spike a minute over 950 Th.
    p.noise.spikes_per_min = 0.5 * 6.0 / 950.0;
    const double response = p.response.median;
    preset.compounds = {
        compound("lysine", "C6H14N2O2", 414.6, neutral_s, 1.02e6, response),
        compound("isomer", "C8H9NO2", 558.19, neutral_s, 1.15e5, response),
        compound("glutamine", "C5H10N2O3", 598.93, neutral_s, 2.9e4, response),
        compound("glutamic_acid", "C5H9NO4", 603.0, neutral_s, 5.2e4, response),
        compound("paracetamol", "C8H9NO2", neutral_s, neutral_s, 3.1e6, response),
    };
    return preset;
}

Run cems_10ppm_run(std::uint64_t seed) {
    const SimulatePreset preset = cems_10ppm_preset();
    return simulate_run(preset.params, preset.compounds, seed, 0).run;
}

}  // namespace gassan::realism
