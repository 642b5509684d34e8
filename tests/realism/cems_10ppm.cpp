#include "tests/realism/cems_10ppm.hpp"

#include <algorithm>
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
    p.runs = 1;
    p.voltage_kv = voltage_kv;
    p.total_length_mm = length_mm;
    p.ramp_s = ramp_s;
    p.eof_tu = total_mobility_tu(neutral_s);
    // This one run: its flow and field are known.
    p.eof_capillary_sd = p.eof_walk_sd = p.eof_run_sd = p.eof_drift_sd = 0.0;
    p.field_sd = p.trigger_sd_s = p.current_failure_probability = 0.0;
    p.run_length_low_s = p.run_length_high_s = 900.2;
    p.rate_low_hz = p.rate_high_hz = 1.0 / 0.509;
    p.jitter_s = 0.0005;
    p.gap_probability = 0.0;
    p.external_sigma_mm = 3.3;
    p.response_log_sd = p.injection_log_sd = p.pipetting_log_sd = 0.0;
    p.segment_log_sd = p.segment_compound_log_sd = p.segment_slope = p.segment_slope_sd = p.segment_exponent_sd = 0.0;
    p.eof_depth_low = 0.88;
    p.eof_depth_high = 0.94;
    p.mz_low = 147.0;
    p.mz_high = 153.0;
    p.resolution_at_622 = 35000.0;
    p.mz_drift_sd_ppm = 0.1;
    p.mz_step_sd_ppm = 0.0;
    p.mz_floor_ppm = 0.2;
    p.background_ions_low = p.background_ions_high = 32.0;
    p.background_median = 40.0;
    p.background_log_sd = 2.2;
    p.background_drift_sd = 0.02;
    p.front_step_high = 1.0;
    p.singletons_low = p.singletons_high = 3.0;
    p.singleton_exponent = 3.0;
    p.singleton_minimum = 92.0;
    p.gain_low = p.gain_high = 48.6;
    p.threshold_low = p.threshold_high = 92.0;
    // Half a spike a minute over 950 Th.
    p.spikes_per_min = 0.5 * 6.0 / 950.0;
    const double response = p.response_median;
    preset.compounds = {
        compound("lysine", "C6H14N2O2", 414.6, neutral_s, 1.02e6, response),
        compound("isomer", "C8H9NO2", 558.19, neutral_s, 1.15e5, response),
        compound("glutamine", "C5H10N2O3", 598.93, neutral_s, 2.9e4, response),
        compound("glutamic_acid", "C5H9NO4", 603.0, neutral_s, 5.2e4, response),
        compound("paracetamol", "C8H9NO2", neutral_s, neutral_s, 3.1e6, response),
    };
    return preset;
}

namespace {

/// The scans from a time on.
Run from_time(const Run& run, double from_s) {
    Run rest{.polarity = run.polarity};
    const auto first = std::size_t(std::ranges::lower_bound(run.scan_time_s, from_s) - run.scan_time_s.begin());
    rest.scan_begin.push_back(0);
    for (std::size_t scan = first; scan < run.scans(); ++scan) {
        rest.scan_time_s.push_back(run.scan_time_s[scan]);
        const auto mz = run.scan_mz(scan);
        const auto intensity = run.scan_intensity(scan);
        rest.mz.insert(rest.mz.end(), mz.begin(), mz.end());
        rest.intensity.insert(rest.intensity.end(), intensity.begin(), intensity.end());
        rest.scan_begin.push_back(rest.mz.size());
    }
    return rest;
}

}  // namespace

Run cems_10ppm_run(std::uint64_t seed) {
    const SimulatePreset preset = cems_10ppm_preset();
    return from_time(simulate_run(preset.params, preset.compounds, seed, 0).run, 400.0);
}

}  // namespace gassan::realism
