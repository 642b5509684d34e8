#include "core/simulate/conditions.hpp"

#include "core/base/random.hpp"
#include "core/peak/shapes.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

RandomStream stream(std::uint64_t seed, Dice dice, std::uint32_t run = 0, std::uint32_t entity = 0) {
    return RandomStream(seed, std::uint32_t(dice), run, entity);
}

// ---- the study -----------------------------------------------------------------------------------------------

/// The side on which a zone trails. Its ions move faster than the electrolyte's of the same sign or slower, and so
/// run into the sharp or into the long side; where the flow carries them against their own motion the detector sees
/// the zone from its other end (docs/methods/simulator.md). A neutral does not lean.
double leaning(const SimulateParams& params, const Geometry& geometry, double mobility_tu) {
    if (mobility_tu == 0.0) return 0.0;
    const double difference = geometry.co_ion_tu - std::fabs(mobility_tu);
    const double tails = difference == 0.0 ? 0.0 : std::copysign(1.0, difference);
    const bool towards_detector = mobility_tu * params.separation.voltage_kv > 0.0;
    return towards_detector ? tails : -tails;
}

CompoundResponse draw_response(const SimulateParams& params, const Geometry& geometry,
                               const SimulatedCompound& compound, std::uint64_t seed) {
    RandomStream own = stream(seed, Dice::compound, 0, compound_key(compound.compound_id));
    CompoundResponse answer;
    answer.response = draw_log_normal(own, std::log(params.response.median), params.response.log_sd);
    answer.distortion_per_um = own.uniform(params.shape.distortion_low_per_um, params.shape.distortion_high_per_um) *
                               leaning(params, geometry, compound.mobility_tu);
    answer.drift_exponent = 1.0 + draw_normal(own, 0.0, params.response.capillary_exponent_sd);
    answer.species = draw_species(params, geometry, compound, own);
    return answer;
}

std::vector<double> draw_own_logs(std::span<const SimulatedCompound> compounds, std::uint64_t seed, Dice dice,
                                  std::size_t number, double sd) {
    std::vector<double> logs;
    for (const SimulatedCompound& compound : compounds) {
        RandomStream own = stream(seed, dice, std::uint32_t(number), compound_key(compound.compound_id));
        logs.push_back(draw_normal(own, 0.0, sd));
    }
    return logs;
}

Capillary draw_capillary(const SimulateParams& params, std::span<const SimulatedCompound> compounds, std::uint64_t seed,
                         std::size_t number) {
    RandomStream random = stream(seed, Dice::capillary, std::uint32_t(number));
    Capillary capillary;
    capillary.eof_relative = draw_normal(random, 0.0, params.separation.eof_capillary_sd);
    capillary.log = draw_normal(random, 0.0, params.response.capillary_log_sd);
    capillary.slope = draw_normal(random, params.response.capillary_slope, params.response.capillary_slope_sd);
    capillary.compound_log =
        draw_own_logs(compounds, seed, Dice::capillary_compound, number, params.response.capillary_compound_log_sd);
    return capillary;
}

/// One batch alone has no effect that anyone could tell.
Batch draw_batch(const SimulateParams& params, std::span<const SimulatedCompound> compounds, std::uint64_t seed,
                 std::size_t number, bool alone) {
    RandomStream random = stream(seed, Dice::batch, std::uint32_t(number));
    const double common = alone ? 0.0 : params.response.batch_log_sd;
    const double own = alone ? 0.0 : params.response.batch_compound_log_sd;
    return {draw_normal(random, 0.0, common), draw_own_logs(compounds, seed, Dice::batch_compound, number, own)};
}

/// The EOF walks while a capillary lasts, and sensitivity wanders about its line.
std::vector<Course> draw_courses(const SimulateParams& params, std::span<const SimulatedSample> samples,
                                 std::uint64_t seed) {
    std::vector<std::size_t> lives(1 + (samples.empty() ? 0 : samples.back().capillary));
    for (const SimulatedSample& sample : samples) ++lives[sample.capillary];
    const double keep = std::exp(-1.0 / params.response.capillary_walk_runs);
    const double fresh = std::sqrt(1.0 - keep * keep);
    std::vector<Course> courses;
    std::size_t age = 0;
    for (std::size_t run = 0; run < samples.size(); ++run) {
        RandomStream flow = stream(seed, Dice::eof_walk, std::uint32_t(run));
        RandomStream signal = stream(seed, Dice::capillary_walk, std::uint32_t(run));
        const bool first = run == 0 || samples[run].capillary != samples[run - 1].capillary;
        age = first ? 0 : age + 1;
        Course course{.worn = double(age) / double(lives[samples[run].capillary])};
        const double step = draw_normal(flow, 0.0, params.separation.eof_walk_sd);
        const double change = draw_normal(signal, 0.0, params.response.capillary_walk_sd);
        course.eof_walk = first ? 0.0 : courses.back().eof_walk + step;
        course.log_walk = first ? change : keep * courses.back().log_walk + fresh * change;
        courses.push_back(course);
    }
    return courses;
}

// ---- the run -------------------------------------------------------------------------------------------------

Separation draw_separation(const SimulateParams& params, const StudyConditions& study, std::uint32_t run,
                           RandomStream& random) {
    const MigrationParams& nominal = params.separation;
    const double relative = study.capillaries[study.samples.at(run).capillary].eof_relative +
                            study.courses[run].eof_walk + draw_normal(random, 0.0, nominal.eof_run_sd);
    Separation s{.voltage_kv = nominal.voltage_kv, .length_mm = nominal.total_length_mm, .ramp_s = nominal.ramp_s};
    s.eof_tu = nominal.eof_tu * (1.0 + relative);
    s.eof_drift_tu_per_s = nominal.eof_tu * draw_normal(random, 0.0, nominal.eof_drift_sd) / 1000.0;
    s.field_factor = 1.0 + draw_normal(random, 0.0, nominal.field_sd);
    const double fails = random.uniform(), begin = random.uniform(nominal.ramp_s + 60.0, study.run_length_s);
    const double length = random.uniform(10.0, 120.0), factor = random.uniform(0.3, 0.8);
    if (fails < nominal.current_failure_probability) {
        s.failure_begin_s = begin;
        s.failure_end_s = begin + length;
        s.failure_factor = factor;
    }
    return s;
}

Zone draw_zone(const SuppressionParams& params, double centre_s, double depth, double amount, bool salt,
               RandomStream& random) {
    const double width = random.uniform(params.zone_width_low_s, params.zone_width_high_s);
    return {centre_s, width / fwhm_over_sigma, amount * (1.0 / depth - 1.0), salt};
}

std::vector<Zone> draw_zones(const SuppressionParams& params, const Geometry& geometry, const RunConditions& run,
                             RandomStream& random) {
    const auto centre = [&](double tu) { return run.trigger_offset_s + arrival_s(run.separation, tu); };
    std::vector<Zone> zones;
    for (const double tu : geometry.salts_tu) {
        const double depth = random.uniform(params.salt_depth_low, params.salt_depth_high);
        zones.push_back(draw_zone(params, centre(tu), depth, run.salt_factor, true, random));
    }
    const double depth = random.uniform(params.eof_depth_low, params.eof_depth_high);
    zones.push_back(draw_zone(params, centre(0.0), depth, 1.0, false, random));
    return zones;
}

MassError draw_mass_error(const MassParams& params, double run_length_s, std::uint64_t seed, std::uint32_t run) {
    RandomStream random = stream(seed, Dice::mz_drift, run);
    MassError error;
    error.offset_ppm = draw_normal(random, 0.0, params.offset_sd_ppm);
    error.slope_ppm = draw_normal(random, 0.0, params.slope_sd_ppm);
    error.step_time_s = random.uniform(0.0, run_length_s);
    error.step_ppm = draw_normal(random, 0.0, params.step_sd_ppm);
    // Ornstein-Uhlenbeck, exact on its raster.
    const double keep = std::exp(-error.raster_s / params.drift_time_s);
    double value = draw_normal(random, 0.0, params.drift_sd_ppm);
    for (double t = 0.0; t < run_length_s + 2.0 * error.raster_s; t += error.raster_s) {
        error.drift_ppm.push_back(value);
        value = keep * value + std::sqrt(1.0 - keep * keep) * draw_normal(random, 0.0, params.drift_sd_ppm);
    }
    return error;
}

/// Counts x s a micromole of each compound in this run.
std::vector<double> draw_sensitivities(const ResponseParams& params, const StudyConditions& study,
                                       std::span<const SimulatedCompound> compounds, double injection,
                                       std::uint64_t seed, std::uint32_t run) {
    const SimulatedSample& sample = study.samples[run];
    const Capillary& capillary = study.capillaries[sample.capillary];
    const Batch& batch = study.batches[sample.batch];
    const Course& course = study.courses[run];
    const double common = capillary.log - capillary.slope * course.worn + course.log_walk;
    std::vector<double> sensitivities;
    for (std::size_t k = 0; k < compounds.size(); ++k) {
        RandomStream own = stream(seed, Dice::run_compound, run, compound_key(compounds[k].compound_id));
        const CompoundResponse& answer = study.compounds[k];
        const double log =
            common * answer.drift_exponent + capillary.compound_log[k] + batch.log + batch.compound_log[k];
        sensitivities.push_back(answer.response * injection * std::exp(log) *
                                draw_log_normal(own, 0.0, params.pipetting_log_sd));
    }
    return sensitivities;
}

double bell(const Zone& zone, double time_s) {
    const double z = (time_s - zone.centre_s) / zone.sigma_s;
    return std::fabs(z) < 8.0 ? std::exp(-0.5 * z * z) : 0.0;
}

}  // namespace

/// FNV-1a (Fowler, Noll, Vo), 32 bits.
std::uint32_t compound_key(std::string_view compound_id) {
    std::uint32_t key = 2166136261u;
    for (const char c : compound_id) key = (key ^ std::uint8_t(c)) * 16777619u;
    return key;
}

StudyConditions draw_study(const SimulateParams& params, std::span<const SimulatedCompound> compounds,
                           std::uint64_t seed) {
    const Geometry& place = geometry(params.separation.geometry);
    RandomStream random = stream(seed, Dice::study);
    StudyConditions study;
    study.polarity = place.polarity;
    study.rate_hz = random.uniform(params.separation.rate_low_hz, params.separation.rate_high_hz);
    study.run_length_s = random.uniform(params.separation.run_length_low_s, params.separation.run_length_high_s);
    study.gain = random.uniform(params.noise.gain_low, params.noise.gain_high);
    study.threshold = random.uniform(params.noise.threshold_low, params.noise.threshold_high);
    study.singletons_per_scan = random.uniform(params.noise.singletons_low, params.noise.singletons_high);
    const double ions = random.uniform(params.background.ions_low, params.background.ions_high);
    study.background = draw_background_ions(params, place, std::size_t(ions), seed);
    for (const SimulatedCompound& compound : compounds)
        study.compounds.push_back(draw_response(params, place, compound, seed));
    study.samples = draw_plan(params.design, compounds, seed);
    study.courses = draw_courses(params, study.samples, seed);
    for (std::size_t i = 0; i <= study.samples.back().capillary; ++i)
        study.capillaries.push_back(draw_capillary(params, compounds, seed, i));
    const std::size_t batches = 1 + study.samples.back().batch;
    for (std::size_t i = 0; i < batches; ++i)
        study.batches.push_back(draw_batch(params, compounds, seed, i, batches == 1));
    return study;
}

RunConditions draw_run(const SimulateParams& params, const StudyConditions& study,
                       std::span<const SimulatedCompound> compounds, std::uint64_t seed, std::uint32_t run) {
    RandomStream random = stream(seed, Dice::run, run);
    RunConditions conditions;
    conditions.separation = draw_separation(params, study, run, random);
    conditions.trigger_offset_s = draw_normal(random, 0.0, params.separation.trigger_sd_s);
    const double volume = draw_log_normal(random, 0.0, params.response.injection_log_sd);
    const bool failed = random.uniform() < params.design.injection_failure_probability;
    conditions.injection = failed ? 0.0 : volume;
    conditions.external_sigma_mm =
        params.shape.external_sigma_mm * std::max(0.1, 1.0 + draw_normal(random, 0.0, params.shape.external_sigma_sd));
    const double tau_s = random.uniform(params.shape.sheath_tau_low_s, params.shape.sheath_tau_high_s);
    conditions.sheath_tau_s = params.shape.sheath_mixing ? tau_s : 0.0;
    conditions.salt_factor =
        study.samples[run].salt * draw_log_normal(random, 0.0, params.separation.salt_factor_log_sd);
    conditions.zones = draw_zones(params.suppression, geometry(params.separation.geometry), conditions, random);
    conditions.mass_error = draw_mass_error(params.mass, study.run_length_s, seed, run);
    conditions.concentration_um = study.samples[run].concentration_um;
    conditions.sensitivity = draw_sensitivities(params.response, study, compounds, conditions.injection, seed, run);
    return conditions;
}

ZoneEffect zone_effect(std::span<const Zone> zones, double time_s) {
    ZoneEffect effect;
    for (const Zone& zone : zones) {
        const double inside = bell(zone, time_s);
        effect.load += zone.strength * inside;
        if (zone.salt) effect.salt_weight = std::max(effect.salt_weight, inside);
    }
    return effect;
}

double calibration_ppm(const MassError& error, double time_s, double root_mz) {
    const double place = std::clamp(time_s / error.raster_s, 0.0, double(error.drift_ppm.size()) - 1.001);
    const auto i = std::size_t(place);
    const double drift = std::lerp(error.drift_ppm[i], error.drift_ppm[i + 1], place - double(i));
    return error.offset_ppm + error.slope_ppm * (root_mz - 15.0) / 10.0 + drift +
           (time_s >= error.step_time_s ? error.step_ppm : 0.0);
}

}  // namespace gassan
