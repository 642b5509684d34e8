#include "core/peak/quality.hpp"

#include "core/peak/peak_baseline.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gassan {
namespace {

// As bench_quality prints it.
constexpr std::array<QualityTerm, quality_terms> table{{
    {"constant", -4.094},
    {"presence x ln significance, 4 to 20", 0.875},
    {"ln significance, 4 to 10", 1.881},
    {"presence", -0.525},
    {"presence x ln rise, 0.4 to 10", 0.369},
    {"narrower than 0.74 of the law, ln", 1.202},
    {"wider than 1.35 times the law, ln", -0.766},
    {"ln points, 3 to 20", -0.197},
    {"ln unlikeness", -0.272},
    {"(ln unlikeness)^2", 0.282},
    {"cliff", 0.221},
    {"logit of m/z within 10 ppm", 0.226},
    {"ln se of m/z, 0.5 to 15 ppm", -1.609},
    {"ln points x ln se of m/z", 0.631},
    {"sightings", -2.573},
    {"ln wander, 1 to 10", -0.590},
    {"top share", 0.548},
    {"spike", -0.808},
}};

/// How much of the scatter about the mean a two-sided Gaussian through the peak's own apex, height and half-widths
/// explains: HVL triangles and EMG tails pass, the sides are free.
double likeness_of(const SmoothedSignal& signal, const Peak& peak) {
    const auto& time_s = signal.raw.time_s;
    double sum = 0.0, squares = 0.0, misfit = 0.0;
    std::size_t scans = 0;
    for (std::size_t i = peak.begin - signal.raw.first_scan; i <= peak.end - signal.raw.first_scan; ++i) {
        const double above = signal.raw.counts[i] - baseline_at(peak, time_s[i]);
        const double half_s = time_s[i] < peak.apex_s ? peak.front_s : peak.tail_s;
        const double away = (time_s[i] - peak.apex_s) / std::max(half_s, 1e-9);
        const double model = peak.height * std::exp2(-away * away);
        sum += above;
        squares += above * above;
        misfit += (above - model) * (above - model);
        ++scans;
    }
    const double scatter = squares - sum * sum / double(scans);
    return scatter > 0.0 ? std::clamp(1.0 - misfit / scatter, 0.0, 1.0) : 0.0;
}

double ln_within(double value, double low, double high) {
    return std::log(std::clamp(value, low, high));
}

/// ln odds that the m/z found lies within 10 ppm of the ion's, were it normal with this standard error.
double mz_odds(double mz_se_ppm) {
    constexpr double window_ppm = 10.0, least = 1e-3;
    const double inside = std::erf(window_ppm / (mz_se_ppm * std::numbers::sqrt2));
    return std::log(std::max(inside, least) / (1.0 - inside + least));
}

}  // namespace

const std::array<QualityTerm, quality_terms>& quality_table() {
    return table;
}

QualityEvidence quality_evidence(const Peak& peak, const IonKnowledge& ion) {
    constexpr double usual_width = 0.3;  // ln: within a factor of 1.35
    const double width = ln_within(peak.width_ratio, 0.1, 10.0);
    const double points = ln_within(double(peak.points), 3.0, 20.0);
    const double unlike = std::log(1.03 - std::clamp(peak.likeness, 0.0, 1.0));
    const double mz_se = ln_within(ion.mz_se_ppm, 0.5, 15.0);
    return {1.0,
            peak.presence * ln_within(peak.significance, 4.0, 20.0),
            ln_within(peak.significance, 4.0, 10.0),
            peak.presence,
            peak.presence * ln_within(peak.rise, 0.4, 10.0),
            std::min(width + usual_width, 0.0),
            std::max(width - usual_width, 0.0),
            points,
            unlike,
            unlike * unlike,
            std::min(peak.cliff, 1.0),
            mz_odds(std::clamp(ion.mz_se_ppm, 0.5, 100.0)),
            mz_se,
            points * mz_se,
            ion.sightings,
            ln_within(ion.wander, 1.0, 10.0),
            peak.top_share,
            has(peak.flags, FeatureFlag::spike) ? 1.0 : 0.0};
}

double peak_quality(const Peak& peak, const IonKnowledge& ion) {
    const QualityEvidence evidence = quality_evidence(peak, ion);
    double logit = 0.0;
    for (std::size_t i = 0; i < quality_terms; ++i) logit += table[i].weight * evidence[i];
    return 1.0 / (1.0 + std::exp(-logit));
}

void judge_peak(const SmoothedSignal& signal, Peak& peak) {
    peak.likeness = likeness_of(signal, peak);
    peak.width_ratio = peak.fwhm_s / signal.raw.expected_fwhm_s[peak.apex - signal.raw.first_scan];
    peak.quality = peak_quality(peak, {.sightings = signal.raw.sightings, .wander = signal.raw.wander});
}

void judge_parted(Peak& peak) {
    constexpr double shape_variance = 0.12;  // of a Gaussian of height 1 between its feet
    if (!has(peak.flags, FeatureFlag::shoulder) || !std::isfinite(peak.misfit)) return;
    peak.likeness = std::max(peak.likeness, 1.0 - peak.misfit * peak.misfit / shape_variance);
}

}  // namespace gassan
