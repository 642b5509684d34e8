#include "core/peak/ion_peaks.hpp"

#include "core/peak/detect_peaks.hpp"
#include "core/peak/fit_shape.hpp"
#include "core/peak/saturation.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

/// Points of one ion, one a scan at most, in order of scan.
struct IonPoints {
    std::vector<std::uint32_t> scan;
    std::vector<float> intensity;
    std::vector<double> mz;
};

/// Views of the same.
struct PointsView {
    std::span<const std::uint32_t> scan;
    std::span<const float> intensity;
    std::span<const double> mz;
};

PointsView points_of(const MassTraces& traces, std::size_t trace) {
    const std::size_t first = traces.begin[trace], count = traces.begin[trace + 1] - first;
    return {std::span(traces.scan).subspan(first, count), std::span(traces.intensity).subspan(first, count),
            std::span(traces.point_mz).subspan(first, count)};
}

/// Consecutive scans [first, last).
struct Stretch {
    std::size_t first, last;
};

/// The parts of a run in which an ion is seen often enough to make a peak, with room for baselines on both sides.
std::vector<Stretch> lively_stretches(const RunContext& context, std::span<const std::uint32_t> scan,
                                      double margin_fwhm) {
    constexpr std::size_t fewest = 4;    // points ...
    constexpr double within_fwhm = 2.0;  // ... in so short a time
    const double spacing_s = context.clock.spacing_s;
    std::vector<Stretch> stretches;
    for (std::size_t i = 0; i + fewest <= scan.size(); ++i) {
        const double fwhm_scans = context.clock.expected_fwhm_s[scan[i]] / spacing_s;
        const std::size_t last_point = scan[i + fewest - 1];
        if (double(last_point - scan[i]) > within_fwhm * fwhm_scans + 3.0) continue;
        const auto margin = std::size_t(margin_fwhm * fwhm_scans) + 5;
        const std::size_t first = scan[i] > margin ? scan[i] - margin : 0;
        const std::size_t last = std::min(context.clock.time_s.size(), last_point + margin + 1);
        if (!stretches.empty() && first <= stretches.back().last)
            stretches.back().last = std::max(last, stretches.back().last);
        else
            stretches.push_back({first, last});
    }
    return stretches;
}

/// m/z of a peak, as measured and on the drift-free axis: each point weighs by how well it knows its m/z (the inverse
/// of its variance), which is the best that ion statistics allow.
void weigh_mz(const RunContext& context, const PointsView& points, IonPeak& ion) {
    const Peak& peak = ion.peak;
    double weight = 0.0, measured = 0.0, aligned = 0.0;
    const auto from = std::lower_bound(points.scan.begin(), points.scan.end(), peak.begin) - points.scan.begin();
    for (auto i = std::size_t(from); i < points.scan.size() && points.scan[i] <= peak.end; ++i) {
        const double above = double(points.intensity[i]) - 0.5 * (peak.baseline_begin + peak.baseline_end);
        if (above < 0.1 * peak.height) continue;
        if (has(peak.flags, FeatureFlag::saturated) && is_bent(points.intensity[i], context.noise)) continue;
        const double sd_ppm = context.scatter.sd_ppm(points.mz[i], points.intensity[i]);
        const double share = above / double(points.intensity[i]) / (sd_ppm * sd_ppm);
        weight += share;
        measured += share * points.mz[i];
        aligned += share * points.mz[i] * (1.0 - context.drift_ppm[points.scan[i]] * 1e-6);
    }
    ion.mz_se_ppm = 1e9;  // until its points say otherwise
    if (weight <= 0.0) return;
    ion.mz = measured / weight;
    ion.aligned_mz = aligned / weight;
    ion.mz_se_ppm = 1.0 / std::sqrt(weight);
}

/// The centroids around an ion's m/z in a stretch: in each scan the one most likely to be the ion.
IonPoints fetch_points(const RunContext& context, double aligned_mz, const Stretch& stretch,
                       const TraceParams& params) {
    IonPoints points;
    for (std::size_t scan = stretch.first; scan < stretch.last; ++scan) {
        const double centre = aligned_mz * (1.0 + context.drift_ppm[scan] * 1e-6);
        const double widest = std::max(params.min_tolerance_ppm, search_ppm(centre) * 2.0) * 1e-6 * centre;
        const auto mz = context.run.scan_mz(scan);
        const auto intensity = context.run.scan_intensity(scan);
        double best_fit = -1e300;
        std::size_t best = mz.size();
        for (auto i = std::size_t(std::lower_bound(mz.begin(), mz.end(), centre - widest) - mz.begin());
             i < mz.size() && mz[i] <= centre + widest; ++i) {
            const double away_ppm = (mz[i] / centre - 1.0) * 1e6;
            const double sd_ppm = context.scatter.sd_ppm(centre, intensity[i]);
            if (std::abs(away_ppm) > std::max(params.min_tolerance_ppm, params.scatter_sd * sd_ppm)) continue;
            const double z = away_ppm / sd_ppm;
            const double fit = -0.5 * z * z - std::log(sd_ppm);
            if (fit > best_fit) {
                best_fit = fit;
                best = i;
            }
        }
        if (best == mz.size()) continue;
        points.scan.push_back(std::uint32_t(scan));
        points.intensity.push_back(intensity[best]);
        points.mz.push_back(mz[best]);
    }
    return points;
}

}  // namespace

std::vector<WidthSample> width_samples(const RunContext& context) {
    std::vector<WidthSample> samples;
    for (std::size_t trace = 0; trace < context.traces.size(); ++trace) {
        const PointsView points = points_of(context.traces, trace);
        // A peak worth learning from towers over the threshold.
        if (*std::max_element(points.intensity.begin(), points.intensity.end()) < 20.0 * context.noise.threshold)
            continue;
        for (const Stretch& stretch : lively_stretches(context, points.scan, 1.0)) {
            const TraceSignal signal =
                trace_signal(context.clock, points.scan, points.intensity, stretch.first, stretch.last, context.noise);
            const auto sample = width_at_top(signal);
            if (sample && sample->height > 20.0 * context.noise.threshold) samples.push_back(*sample);
        }
    }
    return samples;
}

std::vector<IonPeak> peaks_of_trace(const RunContext& context, std::size_t trace, const PeakParams& params) {
    constexpr double margin_fwhm = 4.0;
    std::vector<IonPeak> found;
    const PointsView points = points_of(context.traces, trace);
    for (const Stretch& stretch : lively_stretches(context, points.scan, margin_fwhm)) {
        TraceSignal signal =
            trace_signal(context.clock, points.scan, points.intensity, stretch.first, stretch.last, context.noise);
        signal.wander = wander_of(signal, context.noise);
        for (const Peak& peak : detect_peaks(signal, context.noise, params)) {
            const double centre = context.traces.mz[trace];
            IonPeak ion{.peak = peak,
                        .mz = centre,
                        .aligned_mz = centre,
                        .sightings = signal.sightings,
                        .wander = signal.wander};
            weigh_mz(context, points, ion);
            found.push_back(ion);
        }
    }
    return found;
}

std::vector<IonPeak> settle_peak(const RunContext& context, const IonPeak& found, const TraceParams& trace_params,
                                 const PeakParams& params) {
    constexpr double margin_fwhm = 5.0;
    IonPeak ion = found;
    // Twice: the first electropherogram may show that the m/z was biased by a neighbour.
    for (int round = 0; round < 2; ++round) {
        const double fwhm_s = std::max(ion.peak.fwhm_s, context.clock.expected_fwhm_s[ion.peak.apex]);
        const auto margin = std::size_t(margin_fwhm * fwhm_s / context.clock.spacing_s) + 5;
        const Stretch stretch{ion.peak.begin > margin ? ion.peak.begin - margin : 0,
                              std::min(context.run.scans(), ion.peak.end + margin + 1)};
        const IonPoints points = fetch_points(context, ion.aligned_mz, stretch, trace_params);
        const PointsView view{points.scan, points.intensity, points.mz};
        TraceSignal signal =
            trace_signal(context.clock, view.scan, view.intensity, stretch.first, stretch.last, context.noise);
        signal.sightings = ion.sightings;
        signal.wander = ion.wander;
        const std::vector<Peak> peaks = detect_peaks(signal, context.noise, params);
        const auto holds = std::find_if(peaks.begin(), peaks.end(), [&](const Peak& peak) {
            return peak.begin <= ion.peak.apex && ion.peak.apex <= peak.end;
        });
        if (holds == peaks.end()) return {};
        ion.peak = *holds;
        weigh_mz(context, view, ion);
        if (round == 1) ion.peak = with_shape(signal, context.noise, peaks, std::size_t(holds - peaks.begin()));
    }
    if (ion.mz_se_ppm > params.max_mz_se_ppm) return {};
    return {ion};
}

std::vector<double> counts_of_ion(const RunContext& context, double aligned_mz, std::size_t first, std::size_t last,
                                  const TraceParams& params) {
    std::vector<double> counts(last - first, 0.0);
    const IonPoints points = fetch_points(context, aligned_mz, {first, last}, params);
    for (std::size_t i = 0; i < points.scan.size(); ++i) counts[points.scan[i] - first] = points.intensity[i];
    return counts;
}

std::vector<IonPeak> without_doubles(std::vector<IonPeak> peaks, const MzScatter& scatter,
                                     const TraceParams& trace_params) {
    std::sort(peaks.begin(), peaks.end(), [](const IonPeak& a, const IonPeak& b) {
        return a.aligned_mz != b.aligned_mz ? a.aligned_mz < b.aligned_mz : a.peak.apex_s < b.peak.apex_s;
    });
    std::vector<std::uint8_t> gone(peaks.size(), 0);
    for (std::size_t i = 0; i < peaks.size(); ++i)
        for (std::size_t j = i + 1; j < peaks.size() && !gone[i]; ++j) {
            const IonPeak &a = peaks[i], &b = peaks[j];
            const double weaker = std::min(a.peak.height, b.peak.height);
            const double reach_ppm = std::max(trace_params.min_tolerance_ppm,
                                              trace_params.scatter_sd * scatter.sd_ppm(a.aligned_mz, weaker));
            if (b.aligned_mz > a.aligned_mz * (1.0 + 200.0 * 1e-6)) break;
            if (gone[j] || b.aligned_mz > a.aligned_mz * (1.0 + reach_ppm * 1e-6)) continue;
            const bool same_top = a.peak.apex + 1 >= b.peak.apex && b.peak.apex + 1 >= a.peak.apex;
            if (!same_top) continue;
            gone[a.peak.height >= b.peak.height ? j : i] = 1;
        }
    std::vector<IonPeak> kept;
    for (std::size_t i = 0; i < peaks.size(); ++i)
        if (!gone[i]) kept.push_back(peaks[i]);
    return kept;
}

Feature to_feature(const IonPeak& ion) {
    const Peak& peak = ion.peak;
    return {.feature_id = {},
            .mz = ion.aligned_mz,
            .mt_s = peak.apex_s,
            .mobility_tu = no_value,
            .charge = 0,
            .ion = {},
            .area = peak.area,
            .height = peak.height,
            .snr = peak.snr_of_height(),
            .fwhm_s = peak.fwhm_s,
            .asymmetry = peak.asymmetry,
            .begin_s = peak.begin_s,
            .end_s = peak.end_s,
            .area_se = peak.area_se,
            .quality = peak.quality,
            .flags = peak.flags,
            .model = peak.model,
            .a1_s = peak.a1_s};
}

}  // namespace gassan
