#include "core/simulate/conditions.hpp"

#include "core/base/random.hpp"
#include "core/chem/formula.hpp"
#include "core/chem/isotopes.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

constexpr double potassium_tu = 76.0, sodium_tu = 52.0;
constexpr double least_signal = 0.1;  // even the middle of a salt zone lets this much through
constexpr double width_over_sigma = 2.3548200450309493;

RandomStream stream(std::uint64_t seed, Dice dice, std::uint32_t run = 0, std::uint32_t entity = 0) {
    return RandomStream(seed, std::uint32_t(dice), run, entity);
}

// ---- ions of a compound --------------------------------------------------------------------------------------

/// All isotope lines of one ion as this instrument can part them.
void add_lines(std::vector<EmittedLine>& species, const SimulateParams& params, const Formula& ion_formula,
               const EmittedLine& model, int charge) {
    constexpr double rarest = 1e-4;
    const double mono_mz = ion_mz(ion_formula, charge);
    const double merge_da = params.merge_fwhm * mass_width(params, mono_mz) * std::abs(charge);
    for (const auto& line : isotope_pattern(ion_formula, merge_da, rarest)) {
        EmittedLine one = model;
        one.isotope = line.shift;
        one.mz = ion_mz(line.mass_da, charge);
        one.share = model.share * line.abundance;
        if (model.kind == "M") one.kind.append(std::to_string(line.shift));
        if (one.mz >= params.mz_low && one.mz <= params.mz_high) species.push_back(std::move(one));
    }
}

std::vector<EmittedLine> draw_species(const SimulateParams& params, const SimulatedCompound& compound,
                                      RandomStream& random) {
    std::vector<EmittedLine> species;
    const Formula molecule = parse_formula(compound.formula), hydrogen = parse_formula("H");
    const bool permanent = compound.permanent_charge > 0;
    const int charge = permanent ? compound.permanent_charge : 1;
    const Formula main = permanent ? molecule : add(molecule, hydrogen);
    const std::string charge_text = charge > 1 ? std::to_string(charge).append("+") : "+";
    add_lines(species, params, main,
              {.ion = std::string(permanent ? "[M]" : "[M+H]") + charge_text, .kind = "M", .share = 1.0}, charge);
    // The ratio is drawn for every compound, used or not, so that one compound's nature moves no other's numbers.
    const double sodium =
        draw_log_normal(random, 0.5 * std::log(params.sodium_low * params.sodium_high), params.sodium_log_sd);
    if (!permanent)
        add_lines(species, params, add(molecule, parse_formula("Na")),
                  {.ion = "[M+Na]+", .kind = "adduct", .share = sodium, .loves_salt = true}, 1);
    for (const auto& loss : compound.losses) {
        if (params.fragment_low <= 0.0) break;
        const double ratio = draw_log_uniform(random, params.fragment_low, params.fragment_high);
        add_lines(species, params, add(main, parse_formula(loss), -1),
                  {.ion = std::string("[M+H-").append(loss).append("]+"), .kind = "fragment", .share = ratio}, charge);
    }
    return species;
}

// ---- background ----------------------------------------------------------------------------------------------

/// Cluster ions of sheath and electrolyte: Na(HCOONa)n, (CH3OH)n H+, (HCOOH)n H+, n from 1.
std::vector<double> cluster_series(double mz_low, double mz_high) {
    const double formate = monoisotopic_mass_da(parse_formula("HCOONa"));
    const double methanol = monoisotopic_mass_da(parse_formula("CH3OH"));
    const double acid = monoisotopic_mass_da(parse_formula("HCOOH"));
    const double sodium = ion_mz(parse_formula("Na"), 1), proton = ion_mz(parse_formula("H"), 1);
    std::vector<double> mz;
    for (int n = 1; n <= 14; ++n)
        for (const double candidate : {sodium + n * formate, proton + n * methanol, proton + n * acid})
            if (candidate >= mz_low && candidate <= mz_high) mz.push_back(candidate);
    std::sort(mz.begin(), mz.end());
    return mz;
}

std::vector<BackgroundIon> draw_background(const SimulateParams& params, std::size_t count, std::uint64_t seed) {
    const auto clusters = cluster_series(params.mz_low, params.mz_high);
    std::vector<BackgroundIon> ions(count);
    for (std::size_t i = 0; i < count; ++i) {
        RandomStream random = stream(seed, Dice::background_ion, 0, std::uint32_t(i));
        ions[i].mz = i < clusters.size() ? clusters[i] : random.uniform(params.mz_low, params.mz_high);
        ions[i].level = draw_log_normal(random, std::log(params.background_median), params.background_log_sd);
        for (double& step : ions[i].steps)
            step = draw_log_uniform(random, 1.0 / params.front_step_high, params.front_step_high);
    }
    std::sort(ions.begin(), ions.end(), [](const BackgroundIon& a, const BackgroundIon& b) { return a.mz < b.mz; });
    return ions;
}

// ---- the run -------------------------------------------------------------------------------------------------

Separation draw_separation(const SimulateParams& params, const StudyConditions& study, std::uint64_t seed,
                           std::uint32_t run, RandomStream& random) {
    double walk = 0.0;
    for (std::uint32_t step = 1; step <= run; ++step) {
        RandomStream walker = stream(seed, Dice::eof_walk, step);
        walk += draw_normal(walker, 0.0, params.eof_walk_sd);
    }
    Separation s{.voltage_kv = params.voltage_kv, .length_mm = params.total_length_mm, .ramp_s = params.ramp_s};
    s.eof_tu = params.eof_tu * (1.0 + study.eof_capillary + walk + draw_normal(random, 0.0, params.eof_run_sd));
    s.eof_drift_tu_per_s = params.eof_tu * draw_normal(random, 0.0, params.eof_drift_sd) / 1000.0;
    s.field_factor = 1.0 + draw_normal(random, 0.0, params.field_sd);
    const double fails = random.uniform(), begin = random.uniform(params.ramp_s + 60.0, study.run_length_s);
    const double length = random.uniform(10.0, 120.0), factor = random.uniform(0.3, 0.8);
    if (fails < params.current_failure_probability) {
        s.failure_begin_s = begin;
        s.failure_end_s = begin + length;
        s.failure_factor = factor;
    }
    return s;
}

Zone draw_zone(const SimulateParams& params, double centre_s, double depth, double amount, bool salt,
               RandomStream& random) {
    const double width = random.uniform(params.zone_width_low_s, params.zone_width_high_s);
    return {centre_s, width / width_over_sigma, amount * (1.0 / depth - 1.0), salt};
}

std::vector<Zone> draw_zones(const SimulateParams& params, const RunConditions& run, RandomStream& random) {
    const auto centre = [&](double tu) { return run.trigger_offset_s + arrival_s(run.separation, tu); };
    std::vector<Zone> zones;
    for (const double tu : {potassium_tu, sodium_tu}) {
        const double depth = random.uniform(params.salt_depth_low, params.salt_depth_high);
        zones.push_back(draw_zone(params, centre(tu), depth, run.salt_factor, true, random));
    }
    const double depth = random.uniform(params.eof_depth_low, params.eof_depth_high);
    zones.push_back(draw_zone(params, centre(0.0), depth, 1.0, false, random));
    return zones;
}

MassError draw_mass_error(const SimulateParams& params, double run_length_s, std::uint64_t seed, std::uint32_t run) {
    RandomStream random = stream(seed, Dice::mz_drift, run);
    MassError error;
    error.offset_ppm = draw_normal(random, 0.0, params.mz_offset_sd_ppm);
    error.slope_ppm = draw_normal(random, 0.0, params.mz_slope_sd_ppm);
    error.step_time_s = random.uniform(0.0, run_length_s);
    error.step_ppm = draw_normal(random, 0.0, params.mz_step_sd_ppm);
    // Ornstein-Uhlenbeck, exact on its raster.
    const double keep = std::exp(-error.raster_s / params.mz_drift_time_s);
    double value = draw_normal(random, 0.0, params.mz_drift_sd_ppm);
    for (double t = 0.0; t < run_length_s + 2.0 * error.raster_s; t += error.raster_s) {
        error.drift_ppm.push_back(value);
        value = keep * value + std::sqrt(1.0 - keep * keep) * draw_normal(random, 0.0, params.mz_drift_sd_ppm);
    }
    return error;
}

double bell(const Zone& zone, double time_s) {
    const double z = (time_s - zone.centre_s) / zone.sigma_s;
    return std::fabs(z) > 8.0 ? 0.0 : std::exp(-0.5 * z * z);
}

}  // namespace

double mass_width(const SimulateParams& params, double mz) {
    return mz / std::max(params.resolution_floor, params.resolution_at_622 * std::sqrt(mz / 622.0));
}

StudyConditions draw_study(const SimulateParams& params, std::span<const SimulatedCompound> compounds,
                           std::uint64_t seed, StudyDesign design) {
    RandomStream random = stream(seed, Dice::study);
    StudyConditions study;
    study.rate_hz = random.uniform(params.rate_low_hz, params.rate_high_hz);
    study.run_length_s = random.uniform(params.run_length_low_s, params.run_length_high_s);
    study.gain = random.uniform(params.gain_low, params.gain_high);
    study.threshold = random.uniform(params.threshold_low, params.threshold_high);
    study.singletons_per_scan = random.uniform(params.singletons_low, params.singletons_high);
    study.eof_capillary = draw_normal(random, 0.0, params.eof_capillary_sd);
    study.segment_log = draw_normal(random, 0.0, params.segment_log_sd);
    study.segment_slope = draw_normal(random, params.segment_slope, params.segment_slope_sd);
    const double ions = random.uniform(params.background_ions_low, params.background_ions_high);
    study.background = draw_background(params, std::size_t(ions), seed);
    for (std::size_t k = 0; k < compounds.size(); ++k) {
        RandomStream own = stream(seed, Dice::compound, 0, std::uint32_t(k));
        CompoundResponse answer;
        answer.response = draw_log_normal(own, std::log(params.response_median), params.response_log_sd);
        answer.distortion_per_um = own.uniform(params.distortion_low_per_um, params.distortion_high_per_um);
        answer.segment_log = draw_normal(own, 0.0, params.segment_compound_log_sd);
        answer.drift_exponent = 1.0 + draw_normal(own, 0.0, params.segment_exponent_sd);
        answer.species = draw_species(params, compounds[k], own);
        study.compounds.push_back(std::move(answer));
    }
    if (design == StudyDesign::two_groups) study.samples = draw_two_groups(compounds, params.runs, seed);
    return study;
}

RunConditions draw_run(const SimulateParams& params, const StudyConditions& study,
                       std::span<const SimulatedCompound> compounds, std::uint64_t seed, std::uint32_t run) {
    RandomStream random = stream(seed, Dice::run, run);
    RunConditions conditions;
    conditions.separation = draw_separation(params, study, seed, run, random);
    conditions.trigger_offset_s = draw_normal(random, 0.0, params.trigger_sd_s);
    conditions.injection = draw_log_normal(random, 0.0, params.injection_log_sd);
    conditions.external_sigma_mm =
        params.external_sigma_mm * std::max(0.1, 1.0 + draw_normal(random, 0.0, params.external_sigma_sd));
    const double tau_s = random.uniform(params.sheath_tau_low_s, params.sheath_tau_high_s);
    conditions.sheath_tau_s = params.sheath_mixing ? tau_s : 0.0;
    conditions.salt_factor = draw_log_normal(random, 0.0, params.salt_factor_log_sd);
    conditions.zones = draw_zones(params, conditions, random);
    conditions.mass_error = draw_mass_error(params, study.run_length_s, seed, run);
    const double worn = study.segment_slope * double(run) / double(params.runs);
    for (std::size_t k = 0; k < compounds.size(); ++k) {
        RandomStream own = stream(seed, Dice::run_compound, run, std::uint32_t(k));
        const CompoundResponse& answer = study.compounds[k];
        conditions.concentration_um.push_back(compounds[k].concentration_um *
                                              draw_log_normal(own, 0.0, compounds[k].log_sd));
        const double capillary = (study.segment_log - worn) * answer.drift_exponent + answer.segment_log;
        conditions.sensitivity.push_back(answer.response * conditions.injection * std::exp(capillary) *
                                         draw_log_normal(own, 0.0, params.pipetting_log_sd));
    }
    // A planned vial takes the place of the one drawn; the dice fall all the same, so that the rest stays as it is.
    if (!study.samples.empty()) conditions.concentration_um = study.samples.at(run).concentration_um;
    return conditions;
}

double suppression(std::span<const Zone> zones, double time_s) {
    double load = 0.0;
    for (const Zone& zone : zones) load += zone.strength * bell(zone, time_s);
    return std::max(least_signal, 1.0 / (1.0 + load));
}

double salt_weight(std::span<const Zone> zones, double time_s) {
    double weight = 0.0;
    for (const Zone& zone : zones)
        if (zone.salt) weight = std::max(weight, bell(zone, time_s));
    return weight;
}

double calibration_ppm(const MassError& error, double time_s, double root_mz) {
    const double place = std::clamp(time_s / error.raster_s, 0.0, double(error.drift_ppm.size()) - 1.001);
    const auto i = std::size_t(place);
    const double drift = std::lerp(error.drift_ppm[i], error.drift_ppm[i + 1], place - double(i));
    return error.offset_ppm + error.slope_ppm * (root_mz - 15.0) / 10.0 + drift +
           (time_s >= error.step_time_s ? error.step_ppm : 0.0);
}

}  // namespace gassan
