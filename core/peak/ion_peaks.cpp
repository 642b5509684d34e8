#include "core/peak/ion_peaks.hpp"

#include "core/base/robust.hpp"
#include "core/peak/detect_peaks.hpp"
#include "core/peak/fit_shape.hpp"
#include "core/peak/lively_stretches.hpp"
#include "core/peak/quality.hpp"
#include "core/peak/saturation.hpp"
#include "core/peak/smoothed_signal.hpp"
#include "core/trace/ion_cache.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

namespace gassan {
namespace {

PointsView points_of(const MassTraces& traces, std::size_t trace) {
    const std::size_t first = traces.begin[trace], count = traces.begin[trace + 1] - first;
    return {std::span(traces.scan).subspan(first, count), std::span(traces.intensity).subspan(first, count),
            std::span(traces.key).subspan(first, count)};
}

/// m/z of a peak, as measured and on the drift-free axis: each point weighs by how well it knows its m/z (the inverse
/// of its variance), which is the best that ion statistics allow.
/// \param mz_at the drift-free m/z of the i-th point.
template <class MzAt>
void weigh_mz(const RunContext& context, std::span<const std::uint32_t> scans, std::span<const float> intensity,
              const MzAt& mz_at, IonPeak& ion) {
    const Peak& peak = ion.peak;
    double weight = 0.0, measured = 0.0, aligned = 0.0;
    const auto from = std::lower_bound(scans.begin(), scans.end(), peak.begin) - scans.begin();
    for (auto i = std::size_t(from); i < scans.size() && scans[i] <= peak.end; ++i) {
        const double above = double(intensity[i]) - 0.5 * (peak.baseline_begin + peak.baseline_end);
        if (above < 0.1 * peak.height) continue;
        const double mz = mz_at(i);
        if (has(peak.flags, FeatureFlag::saturated) && is_bent(intensity[i], context.noise)) continue;
        const double share = above / double(intensity[i]) / scatter_at(context.scatter, mz).variance_ppm2(intensity[i]);
        weight += share;
        measured += share * mz * (1.0 + context.drift_ppm[scans[i]] * 1e-6);
        aligned += share * mz;
    }
    ion.mz_se_ppm = 1e9;  // until its points say otherwise
    if (weight <= 0.0) return;
    ion.mz = measured / weight;
    ion.aligned_mz = aligned / weight;
    ion.mz_se_ppm = 1.0 / std::sqrt(weight);
}

void weigh_mz(const RunContext& context, const IonTrack& track, IonPeak& ion) {
    weigh_mz(
        context, track.scan, track.intensity, [&](std::size_t i) { return track.mz[i]; }, ion);
}

/// The electropherogram around an ion's m/z, its peaks, and which of them is the ion's.
struct Sighting {
    IonTrack track;
    TraceSignal signal;
    std::vector<Peak> peaks;
    std::size_t own = 0;
};

/// Measures the peak that holds the ion's apex on the electropherogram around the ion's m/z; nothing if there is none.
std::optional<Sighting> look_again(const RunContext& context, const TraceParams& trace_params, const PeakParams& params,
                                   IonPeak& ion) {
    constexpr double margin_fwhm = 5.0;
    const double fwhm_s = std::max(ion.peak.fwhm_s, context.clock.expected_fwhm_s[ion.peak.apex]);
    const auto margin = std::size_t(margin_fwhm * fwhm_s / context.clock.spacing_s) + 5;
    const Stretch stretch{ion.peak.begin > margin ? ion.peak.begin - margin : 0,
                          std::min(context.clock.time_s.size(), ion.peak.end + margin + 1)};
    Sighting seen;
    seen.track =
        extract_ion(context.centroids, context.scatter, ion.aligned_mz, stretch.first, stretch.last, trace_params);
    seen.signal =
        trace_signal(context.clock, seen.track.scan, seen.track.intensity, stretch.first, stretch.last, context.noise);
    seen.signal.sightings = ion.sightings;
    seen.signal.wander = ion.wander;
    seen.peaks = detect_peaks(seen.signal, context.noise, params);
    const auto holds = std::find_if(seen.peaks.begin(), seen.peaks.end(), [&](const Peak& peak) {
        return peak.begin <= ion.peak.apex && ion.peak.apex <= peak.end;
    });
    if (holds == seen.peaks.end()) return std::nullopt;
    seen.own = std::size_t(holds - seen.peaks.begin());
    ion.peak = *holds;
    weigh_mz(context, seen.track, ion);
    return seen;
}

/// Measures an ion on its own electropherogram until its m/z stays; nothing if it is not there any more.
std::optional<Sighting> look_until_settled(const RunContext& context, const TraceParams& trace_params,
                                           const PeakParams& params, IonPeak& ion) {
    constexpr double moved_ppm = 0.5;  // less changes no more than a point at the border of its tolerance
    std::optional<Sighting> seen;
    // Once more where the first electropherogram shows that the m/z was biased by a neighbour.
    for (int round = 0; round < 2; ++round) {
        const double before_mz = ion.aligned_mz;
        seen = look_again(context, trace_params, params, ion);
        if (!seen || std::abs(ion.aligned_mz - before_mz) < moved_ppm * 1e-6 * before_mz) break;
    }
    return seen;
}

/// Is it an ion's peak by all that is known now? Then with its shape and quality.
std::optional<IonPeak> finished(const RunContext& context, const Sighting& seen, const PeakParams& params,
                                IonPeak ion) {
    if (ion.mz_se_ppm > params.max_mz_se_ppm) return std::nullopt;
    ion.peak = with_shape(seen.signal, context.noise, seen.peaks, seen.own);
    judge_parted(ion.peak);
    ion.peak.quality = peak_quality(ion.peak, {ion.sightings, ion.wander, ion.mz_se_ppm});
    if (ion.peak.quality < params.min_quality) return std::nullopt;
    return ion;
}

/// Neighbours of the ion's peak that only fits tell from it: the first look took them for part of it.
std::vector<IonPeak> parted_from(const RunContext& context, const Sighting& seen, const IonPeak& own) {
    std::vector<IonPeak> parted;
    const std::size_t first = seen.own - std::min<std::size_t>(seen.own, 1);
    for (std::size_t i = first; i < std::min(seen.peaks.size(), seen.own + 2); ++i) {
        const Peak& peak = seen.peaks[i];
        if (i == seen.own || !has(peak.flags, FeatureFlag::shoulder)) continue;
        IonPeak ion = own;
        ion.peak = peak;
        // Its highest scan is that of the border: the place of its own top says which peak it is.
        const auto& time_s = context.clock.time_s;
        const auto after = std::upper_bound(time_s.begin(), time_s.end(), peak.apex_s) - time_s.begin();
        ion.peak.apex = std::clamp(std::size_t(after), peak.begin + 1, std::max(peak.end, peak.begin + 2) - 1);
        weigh_mz(context, seen.track, ion);
        parted.push_back(ion);
    }
    return parted;
}

struct TopOfTrace {
    std::size_t trace;
    float intensity;
};

/// Traces whose highest point is above a bar, highest first.
std::vector<TopOfTrace> tops_of_traces(const MassTraces& traces, double least) {
    std::vector<TopOfTrace> tops;
    for (std::size_t trace = 0; trace < traces.size(); ++trace) {
        const auto intensity = points_of(traces, trace).intensity;
        const float highest = *std::max_element(intensity.begin(), intensity.end());
        if (highest >= least) tops.push_back({trace, highest});
    }
    std::sort(tops.begin(), tops.end(), [](const TopOfTrace& a, const TopOfTrace& b) {
        return a.intensity != b.intensity ? a.intensity > b.intensity : a.trace < b.trace;
    });
    return tops;
}

/// Keeps the highest width_samples_used of all heights seen, the lowest of them in front.
void keep_highest(std::vector<double>& heap, double height) {
    if (heap.size() == width_samples_used) {
        if (height <= heap.front()) return;
        std::pop_heap(heap.begin(), heap.end(), std::greater<>());
        heap.pop_back();
    }
    heap.push_back(height);
    std::push_heap(heap.begin(), heap.end(), std::greater<>());
}

}  // namespace

std::vector<WidthSample> width_samples(const RunContext& context) {
    // The law rests on the strongest samples: traces come by their highest point, until enough samples are higher.
    const std::vector<TopOfTrace> tops = tops_of_traces(context.traces, 20.0 * context.noise.threshold);
    std::vector<WidthSample> samples;
    std::vector<double> lowest_first;  // heights of samples, a heap once there are enough
    for (const TopOfTrace& top : tops) {
        if (lowest_first.size() == width_samples_used && top.intensity < lowest_first.front()) break;
        const PointsView points = points_of(context.traces, top.trace);
        for (const Stretch& stretch : lively_stretches(context, points, 1.0)) {
            const TraceSignal signal =
                trace_signal(context.clock, points.scan, points.intensity, stretch.first, stretch.last, context.noise);
            const auto sample = width_at_top(signal);
            if (!sample || sample->height <= 20.0 * context.noise.threshold) continue;
            samples.push_back(*sample);
            keep_highest(lowest_first, sample->height);
        }
    }
    return samples;
}

std::vector<IonPeak> peaks_of_trace(const RunContext& context, std::size_t trace, const PeakParams& params) {
    constexpr double margin_fwhm = 4.0;
    std::vector<IonPeak> found;
    PeakParams first_look = params;
    first_look.shoulders = false;  // each peak is measured anew, and what hides in it found there
    const PointsView points = points_of(context.traces, trace);
    for (const Stretch& stretch : lively_stretches(context, points, margin_fwhm)) {
        TraceSignal signal =
            trace_signal(context.clock, points.scan, points.intensity, stretch.first, stretch.last, context.noise);
        if (signal.sightings >= 0.7) signal.usual = median(signal.counts);  // asked for at every smoothing
        const SmoothedSignal fine = smoothed(signal, context.noise, fine_smoothing);
        signal.wander = wander_of(fine);
        for (const Peak& peak : detect_peaks(fine, first_look)) {
            const double centre = context.traces.mz[trace];
            IonPeak ion{.peak = peak,
                        .mz = centre,
                        .aligned_mz = centre,
                        .sightings = signal.sightings,
                        .wander = signal.wander};
            weigh_mz(
                context, points.scan, points.intensity, [&](std::size_t i) { return mz_of_key(points.key[i]); }, ion);
            found.push_back(ion);
        }
    }
    return found;
}

std::vector<IonPeak> settle_peak(const RunContext& context, const IonPeak& found, const TraceParams& trace_params,
                                 const PeakParams& params) {
    IonPeak ion = found;
    const auto seen = look_until_settled(context, trace_params, params, ion);
    if (!seen) return {};
    std::vector<IonPeak> settled;
    if (const auto whole = finished(context, *seen, params, ion)) settled.push_back(*whole);
    for (IonPeak& other : parted_from(context, *seen, ion)) {
        const auto seen_other = look_until_settled(context, trace_params, params, other);
        if (!seen_other) continue;
        if (const auto whole = finished(context, *seen_other, params, other)) settled.push_back(*whole);
    }
    return settled;
}

std::vector<double> counts_of_ion(const RunContext& context, double aligned_mz, std::size_t first, std::size_t last,
                                  const TraceParams& params) {
    std::vector<double> counts(last - first, 0.0);
    const IonTrack track = extract_ion(context.centroids, context.scatter, aligned_mz, first, last, params);
    for (std::size_t i = 0; i < track.scan.size(); ++i) counts[track.scan[i] - first] = track.intensity[i];
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
