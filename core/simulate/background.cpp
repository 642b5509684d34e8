#include "core/simulate/background.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace gassan {
namespace {

constexpr double drift_raster_s = 20.0;  // far below its correlation time: between the points a straight line does

/// Ornstein-Uhlenbeck factors of all ions on a raster, [point][ion].
std::vector<float> draw_drift(const SimulateParams& params, std::size_t ions, double run_length_s, std::uint64_t seed,
                              std::uint32_t run) {
    const auto points = std::size_t(run_length_s / drift_raster_s) + 3;
    const double keep = std::exp(-drift_raster_s / params.background.drift_time_s);
    const double fresh = std::sqrt(1.0 - keep * keep) * params.background.drift_sd;
    std::vector<float> drift(points * ions);
    for (std::size_t i = 0; i < ions; ++i) {
        RandomStream random(seed, std::uint32_t(Dice::background_drift), run, std::uint32_t(i));
        double value = params.background.drift_sd * draw_normal(random);
        for (std::size_t point = 0; point < points; ++point) {
            drift[point * ions + i] = float(value);
            value = keep * value + fresh * draw_normal(random);
        }
    }
    return drift;
}

std::size_t draw_scan(RandomStream& random, std::size_t scans) {
    return std::min(scans - 1, std::size_t(random.uniform() * double(scans)));
}

/// Area of a bell of a height through the detector's ceiling, and before it, while the run is recorded.
std::pair<double, double> bell_areas(const SimulateParams& params, const Zone& zone, double height,
                                     double run_length_s) {
    constexpr double reach = 8.0, steps_per_sigma = 64.0;
    const double step_s = zone.sigma_s / steps_per_sigma;
    double seen = 0.0, emitted = 0.0;
    for (double z = -reach; z < reach; z += 1.0 / steps_per_sigma) {
        const double time_s = zone.centre_s + z * zone.sigma_s;
        if (time_s < params.separation.recording_start_s || time_s > run_length_s) continue;
        const double counts = height * std::exp(-0.5 * z * z);
        seen += saturated(params, counts) * step_s;
        emitted += counts * step_s;
    }
    return {seen, emitted};
}

}  // namespace

SprayHistory draw_spray(const SimulateParams& params, std::size_t scans, double run_length_s, std::uint64_t seed,
                        std::uint32_t run) {
    SprayHistory history;
    history.factor.assign(scans, 1.0);
    const double minutes = run_length_s / 60.0;
    RandomStream random(seed, std::uint32_t(Dice::spray), run);
    for (double n = draw_poisson(random, params.noise.dropouts_per_min * minutes); n > 0.0; --n) {
        const std::size_t first = draw_scan(random, scans);
        const auto length = std::size_t(1.0 + random.uniform() * params.noise.dropout_scans);
        const double left = random.uniform(0.0, params.noise.dropout_high);
        for (std::size_t i = first; i < std::min(scans, first + length); ++i) history.factor[i] = left;
    }
    for (double n = draw_poisson(random, params.noise.bursts_per_min * minutes); n > 0.0; --n)
        history.factor[draw_scan(random, scans)] *=
            draw_log_uniform(random, params.noise.burst_low, params.noise.burst_high);
    RandomStream dice(seed, std::uint32_t(Dice::spikes), run);
    for (double n = draw_poisson(dice, params.noise.spikes_per_min * minutes); n > 0.0; --n) {
        const std::size_t scan = draw_scan(dice, scans);
        const Hit hit{dice.uniform(params.mass.mz_low, params.mass.mz_high),
                      float(draw_log_uniform(dice, params.noise.spike_low, params.noise.spike_high)), 0.0f};
        history.spikes.push_back({scan, hit});
        // Half of them last into the next scan.
        if (dice.uniform() < 0.5 && scan + 1 < scans) history.spikes.push_back({scan + 1, hit});
    }
    std::stable_sort(history.spikes.begin(), history.spikes.end(),
                     [](const Spike& a, const Spike& b) { return a.scan < b.scan; });
    return history;
}

Background::Background(const Detector& detector, const StudyConditions& study, const RunConditions& run, SprayLoad load,
                       std::uint64_t seed, std::uint32_t run_index)
    : detector_(detector), study_(study), run_(run), load_(std::move(load)), seed_(seed), run_index_(run_index) {
    for (const BackgroundIon& ion : study.background) {
        root_mz_.push_back(std::sqrt(ion.mz));
        scatter_ppm_.push_back(one_ion_ppm(detector.params, ion.mz));
    }
    drift_ = draw_drift(detector.params, study.background.size(), study.run_length_s, seed, run_index);
}

void Background::hits(std::uint32_t scan, double time_s, double spray, std::vector<Hit>& out) const {
    const std::size_t ions = study_.background.size();
    if (ions == 0) return;
    const auto last = double(drift_.size() / ions) - 1.001;
    const double place = std::clamp(time_s / drift_raster_s, 0.0, last);
    const auto point = std::size_t(place);
    const double share = place - double(point);
    const float* before = drift_.data() + point * ions;
    const float* after = before + ions;
    const BackgroundMoment moment = background_moment(detector_.params, run_, load_, time_s);
    // The calibration is linear in sqrt(m/z): two points give it for all ions of the scan.
    const double at_zero = calibration_ppm(run_.mass_error, time_s, 0.0);
    const double per_root = calibration_ppm(run_.mass_error, time_s, 1.0) - at_zero;
    for (std::size_t i = 0; i < ions; ++i) {
        const BackgroundIon& ion = study_.background[i];
        const double drift = std::max(0.0, 1.0 + std::lerp(double(before[i]), double(after[i]), share));
        const double level = spray * background_counts(ion, moment, drift);
        count_ions(detector_, RandomStream(seed_, std::uint32_t(Dice::background), run_index_, std::uint32_t(i), scan),
                   ion.mz, at_zero + per_root * root_mz_[i], scatter_ppm_[i], level, out);
    }
    sort_nearly_sorted(out);
}

std::vector<TrueIon> background_truth(const SimulateParams& params, const StudyConditions& study,
                                      const RunConditions& run) {
    std::vector<TrueIon> ions;
    const Zone& zone = run.zones[1];
    const double centre_s = zone.centre_s;
    if (centre_s < params.separation.recording_start_s || centre_s > study.run_length_s) return ions;
    BackgroundMoment beside = background_moment(params, run, {}, centre_s);
    beside.salt = 0.0;
    const double electronic = params.noise.electronic_sd;
    for (const BackgroundIon& ion : study.background) {
        const double height = ion.salt_counts * run.salt_factor;
        if (height <= 0.0) continue;
        const double level = background_level(params, study, beside, ion.mz);
        TrueIon truth{.compound_id = ion.name, .ion = "[" + ion.name + "]", .kind = "background"};
        truth.ion += study.polarity == Polarity::negative ? "-" : "+";
        truth.isotope = ion.isotope;
        truth.mz = ion.mz;
        truth.mt_s = truth.a1_s = centre_s;
        truth.height_emitted = height;
        truth.height = saturated(params, height);
        const auto [area, area_emitted] = bell_areas(params, zone, height, study.run_length_s);
        truth.area = area;
        truth.area_emitted = area_emitted;
        truth.mobility_tu = geometry(params.separation.geometry).salts_tu[1];
        truth.snr = height / std::sqrt(electronic * electronic + study.gain * level);
        truth.fwhm_s = 2.0 * std::sqrt(2.0 * std::numbers::ln2) * zone.sigma_s;
        ions.push_back(std::move(truth));
    }
    return ions;
}

void draw_singletons(const SimulateParams& params, RandomStream random, double expected, std::vector<Hit>& out) {
    // Uniform order statistics from exponential spacings: sorted as they are made.
    const auto count = std::size_t(draw_poisson(random, expected));
    const std::size_t first = out.size();
    double sum = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
        sum -= std::log(random.uniform32());
        out.push_back(
            {sum, float(draw_pareto(random, params.noise.singleton_exponent, params.noise.singleton_minimum)), 0.0f});
    }
    sum += draw_exponential(random);
    const double scale = (params.mass.mz_high - params.mass.mz_low) / sum;
    for (std::size_t i = first; i < out.size(); ++i) out[i].mz = params.mass.mz_low + out[i].mz * scale;
}

}  // namespace gassan
