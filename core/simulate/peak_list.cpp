#include "core/simulate/peak_list.hpp"

#include "core/base/random.hpp"
#include "core/peak/peak_params.hpp"
#include "core/simulate/detector.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <numeric>
#include <span>

namespace gassan {
namespace {

/// What was measured on runs that went both ways (docs/methods/simulator.md, "Peak lists alone").
namespace measured {
constexpr double mz_limit_ppm = 5.4, mz_limit_slope = 8.0;  // found: half of the ions of this standard error of m/z
constexpr double background_snr = 43.0, background_slope = 8.0;
constexpr double parted_fwhm = 0.8;  // ions of one m/z nearer than this are one peak
constexpr double area_spread = 1.05, area_bias = 0.13, area_floor = 0.002;
constexpr double height_spread = 2.15, height_floor = 0.010, height_bias = -0.007;
constexpr double width_spread = 1.7, width_floor = 0.02, width_bias = 0.02;
constexpr double time_spread = 1.7, time_floor = 0.03, time_scans = -0.45;
constexpr double drift_left = 0.22, mz_floor_ppm = 0.7;  // of the mass axis' drift, after detection has taken it off
constexpr double front_fwhm = 1.47, tail_fwhm = 1.88, bounds_sd_fwhm = 0.2;
constexpr double noise_of_threshold = 1.0 / 1.95;
constexpr double odd_scan = 0.034;    // share of peaks of which counting makes one scan look like a spike
constexpr double false_peaks = 0.35;  // a run
}  // namespace measured

/// One peak as it reaches the detector: an ion, or several that are not parted.
struct Arriving {
    const TrueIon* ion = nullptr;  ///< the strongest of them
    double mz = 0.0, area = 0.0, height = 0.0, fwhm_s = 0.0;
};

/// How well the peak can be known.
struct Precision {
    double share = 0.0;       ///< sd of its area over its area by counting: 1 / sqrt(ions) where there is nothing else
    double mz_se_ppm = 0.0;   ///< standard error of its m/z
    double flicker = 0.0;     ///< sd of its area by the spray's unrest: that of a scan over the scans it spans
    double background = 0.0;  ///< counts that stand below it
};

std::vector<Arriving> arriving(std::span<const TrueIon> ions) {
    constexpr double gauss_area = 1.0645;
    std::vector<Arriving> peaks;
    for (const TrueIon& ion : ions) {
        // A cluster of the salt is as wide as its zone: no peak to detection (1 of 96 was listed).
        if (ion.kind == "background" || !(ion.area > 0.0) || !(ion.height > 0.0)) continue;
        const double fwhm_s = ion.fwhm_s > 0.0 ? ion.fwhm_s : ion.area / (gauss_area * ion.height);
        peaks.push_back({&ion, ion.mz, ion.area, ion.height, fwhm_s});
    }
    return peaks;
}

bool is_parted(const SimulateParams& params, const Arriving& a, const Arriving& b) {
    return std::abs(a.mz - b.mz) > params.mass.merge_fwhm * mass_width(params, a.mz) ||
           std::abs(a.ion->mt_s - b.ion->mt_s) > measured::parted_fwhm * 0.5 * (a.fwhm_s + b.fwhm_s);
}

void add_to(Arriving& strong, const Arriving& weak) {
    const double away = (weak.ion->mt_s - strong.ion->mt_s) / weak.fwhm_s;
    strong.mz += (weak.mz - strong.mz) * weak.area / (strong.area + weak.area);
    strong.area += weak.area;
    strong.height += weak.height * std::exp2(-4.0 * away * away);
}

/// The strong take the weak that they are not parted from. By m/z.
std::vector<Arriving> merged(const SimulateParams& params, std::vector<Arriving> peaks) {
    std::sort(peaks.begin(), peaks.end(), [](const Arriving& a, const Arriving& b) { return a.mz < b.mz; });
    std::vector<std::size_t> by_height(peaks.size());
    std::iota(by_height.begin(), by_height.end(), std::size_t(0));
    std::stable_sort(by_height.begin(), by_height.end(),
                     [&](std::size_t a, std::size_t b) { return peaks[a].ion->height > peaks[b].ion->height; });
    std::vector<bool> gone(peaks.size(), false);
    for (const std::size_t strong : by_height) {
        if (gone[strong]) continue;
        const double mz = peaks[strong].mz, reach = params.mass.merge_fwhm * mass_width(params, mz);
        const auto first = std::lower_bound(peaks.begin(), peaks.end(), mz - reach,
                                            [](const Arriving& peak, double limit) { return peak.ion->mz < limit; });
        for (auto i = std::size_t(first - peaks.begin()); i < peaks.size() && peaks[i].ion->mz <= mz + reach; ++i) {
            if (i == strong || gone[i] || peaks[i].ion->height > peaks[strong].ion->height) continue;
            if (is_parted(params, peaks[strong], peaks[i])) continue;
            add_to(peaks[strong], peaks[i]);
            gone[i] = true;
        }
    }
    std::vector<Arriving> kept;
    for (std::size_t i = 0; i < peaks.size(); ++i)
        if (!gone[i]) kept.push_back(peaks[i]);
    return kept;
}

Precision precision_of(const SimulateParams& params, const StudyConditions& study, const Arriving& peak) {
    constexpr double widths = 2.5;  // of the bounds, over which noise is added up
    const double step_s = 1.0 / study.rate_hz, electronic = params.noise.electronic_sd;
    const double noise = std::isfinite(peak.ion->snr) ? peak.ion->height_emitted / peak.ion->snr : 0.0;
    const double gain = params.noise.ion_statistics ? study.gain : 0.0;
    const double variance = gain * peak.area * step_s + widths * peak.fwhm_s * step_s * noise * noise;
    Precision precision;
    precision.share = std::sqrt(variance) / peak.area;
    // Independent factors on the scans of a bell: sum w^2 / (sum w)^2 = step / (2 sqrt(pi) sigma).
    precision.flicker = params.noise.flicker_sd * std::sqrt(0.664 * step_s / peak.fwhm_s);
    precision.mz_se_ppm = one_ion_ppm(params, peak.mz) * std::sqrt(gain * step_s / peak.area);
    precision.background = std::max(0.0, (noise * noise - electronic * electronic) / study.gain);
    return precision;
}

double logistic(double z) {
    return 1.0 / (1.0 + std::exp(-z));
}

double probability_of_detection(const Arriving& peak, const Precision& precision) {
    const double known = logistic(measured::mz_limit_slope * std::log(measured::mz_limit_ppm / precision.mz_se_ppm));
    if (precision.background < 1.0) return known;
    return known * logistic(measured::background_slope * std::log(peak.ion->snr / measured::background_snr));
}

/// The mean over the run of its calibration error at an m/z: what detection, which knows no true mass, cannot see.
double mean_calibration_ppm(const StudyConditions& study, const RunConditions& run, double root_mz) {
    constexpr int points = 64;
    double sum = 0.0;
    for (int i = 0; i < points; ++i)
        sum += calibration_ppm(run.mass_error, (i + 0.5) / points * study.run_length_s, root_mz);
    return sum / points;
}

double drawn_mz(const StudyConditions& study, const RunConditions& run, const Arriving& peak,
                const Precision& precision, RandomStream& random) {
    const double root = std::sqrt(peak.mz), mean_ppm = mean_calibration_ppm(study, run, root);
    const double here_ppm = calibration_ppm(run.mass_error, peak.ion->mt_s, root);
    const double error_ppm = mean_ppm + measured::drift_left * (here_ppm - mean_ppm) +
                             std::hypot(measured::mz_floor_ppm, precision.mz_se_ppm) * draw_normal(random);
    return peak.mz * (1.0 + 1e-6 * error_ppm);
}

/// exp(N): a factor that cannot become negative.
double drawn_factor(RandomStream& random, double bias, double sd) {
    return std::exp(bias + sd * draw_normal(random));
}

FeatureFlag drawn_flags(const SimulateParams& params, const StudyConditions& study, const Feature& feature,
                        const Precision& precision, RandomStream& random) {
    const double minutes = (feature.end_s - feature.begin_s) / 60.0;
    FeatureFlag flags = FeatureFlag::none;
    if (random.uniform() < measured::odd_scan + minutes * params.noise.bursts_per_min) flags |= FeatureFlag::spike;
    if (random.uniform() < minutes * params.noise.dropouts_per_min) flags |= FeatureFlag::dropout;
    if (precision.background > study.threshold) flags |= FeatureFlag::on_background;
    if (feature.end_s >= study.run_length_s) flags |= FeatureFlag::cut_at_end;
    return flags;
}

/// What detection reads of the peak.
Feature read_peak(const SimulateParams& params, const StudyConditions& study, const RunConditions& run,
                  const Arriving& peak, const Precision& precision, RandomStream& random) {
    namespace m = measured;
    const double share = precision.share;
    const auto spread = [&](double floor, double factor) { return std::hypot(floor, factor * share); };
    const double area_spread = spread(std::hypot(m::area_floor, precision.flicker), m::area_spread);
    const double height_spread = spread(std::hypot(m::height_floor, params.noise.flicker_sd), m::height_spread);
    Feature feature;
    feature.mz = drawn_mz(study, run, peak, precision, random);
    feature.mt_s = peak.ion->mt_s + m::time_scans / study.rate_hz +
                   peak.fwhm_s * spread(m::time_floor, m::time_spread) * draw_normal(random);
    feature.area = peak.area * drawn_factor(random, m::area_bias * share, area_spread);
    feature.height = peak.height * drawn_factor(random, m::height_bias, height_spread);
    feature.fwhm_s = peak.fwhm_s * drawn_factor(random, m::width_bias, spread(m::width_floor, m::width_spread));
    feature.snr = feature.height /
                  std::hypot(m::noise_of_threshold * study.threshold, std::sqrt(study.gain * precision.background));
    feature.area_se = feature.area * area_spread;
    // Both bounds lie beyond half height.
    const auto reach = [&](double widths) {
        return feature.fwhm_s * std::max(0.6, widths + m::bounds_sd_fwhm * draw_normal(random));
    };
    feature.begin_s = std::max(0.0, feature.mt_s - reach(m::front_fwhm));
    feature.end_s = std::min(study.run_length_s, feature.mt_s + reach(m::tail_fwhm));
    feature.end_s = std::max(feature.end_s, feature.mt_s);
    const double quality = 0.99 - 28.0 * share * share + (0.006 + 15.0 * share * share) * draw_normal(random);
    feature.quality = std::clamp(quality, 0.05, 0.999);
    feature.flags = drawn_flags(params, study, feature, precision, random);
    return feature;
}

/// A peak that is nobody's: near the limit of detection, anywhere.
Feature read_nothing(const SimulateParams& params, const StudyConditions& study, RandomStream& random) {
    Feature feature;
    feature.mz = random.uniform(params.mass.mz_low, params.mass.mz_high);
    feature.mt_s = random.uniform(0.02, 0.98) * study.run_length_s;
    feature.height = study.threshold * draw_log_uniform(random, 4.0, 60.0);
    feature.fwhm_s = draw_log_uniform(random, 1.3, 5.0);
    feature.area = 1.0645 * feature.height * feature.fwhm_s;
    feature.area_se = 0.06 * feature.area;
    feature.snr = feature.height / (measured::noise_of_threshold * study.threshold);
    feature.begin_s = std::max(0.0, feature.mt_s - 1.2 * feature.fwhm_s);
    feature.end_s = std::min(study.run_length_s, feature.mt_s + 1.4 * feature.fwhm_s);
    feature.quality = random.uniform(0.3, 0.8);
    feature.flags = FeatureFlag::few_points;
    return feature;
}

/// A feature and whose it is.
struct Listed {
    Feature feature;
    const TrueIon* ion = nullptr;  ///< none of a false peak
};

/// Names after the order, and what the isotopes and satellites of an ion tell.
std::vector<Feature> named(const StudyConditions& study, std::vector<Listed> listed) {
    std::stable_sort(listed.begin(), listed.end(), [](const Listed& a, const Listed& b) {
        return a.feature.mz != b.feature.mz ? a.feature.mz < b.feature.mz : a.feature.mt_s < b.feature.mt_s;
    });
    for (std::size_t i = 0; i < listed.size(); ++i) listed[i].feature.feature_id = "F" + std::to_string(i + 1);
    constexpr double spacing_th = 1.00335, reach_th = 6.5;  // of carbon's isotopes; of those that are looked for
    for (std::size_t i = 0; i < listed.size(); ++i) {
        const TrueIon* ion = listed[i].ion;
        if (!ion || (ion->isotope == 0 && ion->kind != "ringing")) continue;
        for (std::size_t j = i; j-- > 0 && listed[i].feature.mz - listed[j].feature.mz < reach_th;) {
            const TrueIon* parent = listed[j].ion;
            if (!parent || parent->compound_id != ion->compound_id) continue;
            if (ion->kind == "ringing" && parent->isotope == ion->isotope && ion->ion == "ringing of " + parent->ion) {
                listed[i].feature.ion = "ringing of " + listed[j].feature.feature_id;
                break;
            }
            if (ion->kind == "ringing" || parent->isotope != 0 || parent->ion != ion->ion) continue;
            const long charge = std::lround(ion->isotope * spacing_th / (ion->mz - parent->mz));
            const int sign = study.polarity == Polarity::negative ? -1 : 1;
            listed[j].feature.charge = listed[i].feature.charge = sign * int(std::max(1L, charge));
            listed[i].feature.ion = "M+" + std::to_string(ion->isotope) + " of " + listed[j].feature.feature_id;
            break;
        }
    }
    std::vector<Feature> features;
    for (Listed& one : listed) features.push_back(std::move(one.feature));
    return features;
}

}  // namespace

std::vector<Feature> simulate_peak_list(const SimulateParams& params, const StudyConditions& study,
                                        const RunTruth& truth, std::uint64_t seed, std::uint32_t run_index) {
    std::vector<Listed> listed;
    for (const Arriving& peak : merged(params, arriving(truth.ions))) {
        // Two satellites of one line differ in their m/z alone.
        const auto line = compound_key(peak.ion->ion) + std::uint32_t(std::lround(peak.ion->mz * 1e3));
        RandomStream random(seed, std::uint32_t(Dice::peak_list), run_index, compound_key(peak.ion->compound_id), line);
        const Precision precision = precision_of(params, study, peak);
        if (random.uniform() >= probability_of_detection(peak, precision)) continue;
        listed.push_back({read_peak(params, study, truth.conditions, peak, precision, random), peak.ion});
    }
    RandomStream random(seed, std::uint32_t(Dice::peak_list), run_index);
    for (double left = draw_poisson(random, measured::false_peaks); left > 0.0; --left)
        listed.push_back({read_nothing(params, study, random), nullptr});
    return named(study, std::move(listed));
}

}  // namespace gassan
