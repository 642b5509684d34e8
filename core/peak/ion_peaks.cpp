#include "core/peak/ion_peaks.hpp"

#include "core/base/robust.hpp"
#include "core/peak/detect_peaks.hpp"
#include "core/peak/fit_shape.hpp"
#include "core/peak/quality.hpp"
#include "core/peak/saturation.hpp"
#include "core/peak/smoothed_signal.hpp"
#include "core/signal/smooth.hpp"
#include "core/trace/ion_cache.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>

namespace gassan {
namespace {

/// Points of one trace, one a scan at most, in order of scan.
struct PointsView {
    std::span<const std::uint32_t> scan;
    std::span<const float> intensity;
    std::span<const std::int32_t> key;
};

PointsView points_of(const MassTraces& traces, std::size_t trace) {
    const std::size_t first = traces.begin[trace], count = traces.begin[trace + 1] - first;
    return {std::span(traces.scan).subspan(first, count), std::span(traces.intensity).subspan(first, count),
            std::span(traces.key).subspan(first, count)};
}

/// Consecutive scans [first, last).
struct Stretch {
    std::size_t first, last;
};

/// Fewest sightings in so many scans that strays at this rate would hardly make by chance: the leading term of the
/// Poisson tail below e^-8. The final rule (Peak::chance_log) asks for e^-18.
std::size_t no_chance(double rate, std::uint32_t scans) {
    constexpr double bar = 3.4e-4;
    const double expected = rate * double(scans);
    double probability = std::exp(-expected);
    std::size_t count = 0;
    while (double(count) <= expected || probability > bar) probability *= expected / double(++count);
    return count;
}

/// Where a trace has points enough for a peak. A first bar that spares smoothing what could not pass detect_peaks: most
/// of a run, for strays make three traces to an ion's one.
class Liveliness {
public:
    Liveliness(const RunContext& context, const PointsView& points)
        : clock_(context.clock),
          noise_(context.noise),
          points_(points),
          high_(float(10.0 * context.noise.threshold)),
          rate_(double(points.scan.size()) / double(context.clock.time_s.size())) {}

    /// Can point i and those after it be the upper half of a peak? \return how many of them, or 0.
    [[nodiscard]] std::size_t dense_from(std::size_t i) {
        look_up(clock_.expected_fwhm_s[points_.scan[i]] / clock_.spacing_s);
        if (!within(i, 4, peak_scans_) && !within(i - std::min<std::size_t>(i, 3), 4, peak_scans_)) return 0;
        // An outline drawn on the coarse smoothing is as wide as that, and most of it must be seen.
        const bool is_dense = within(i, coarse_points_, coarse_scans_);
        const bool is_no_chance =
            within(i, no_chance_coarse_, coarse_scans_) || within(i, no_chance_peak_, peak_scans_);
        if (is_dense && is_no_chance) return coarse_points_;
        // A peak too clear for the coarse one stands out of the noise already on the fine one; a high one may be
        // chance.
        const Clump fine = clump_from(i);
        if (fine.highest < high_ && !is_no_chance) return 0;
        if (is_dense) return coarse_points_;
        return fine.points >= 2 && fine.sum >= clear_sum_ ? fine.points : 0;
    }

private:
    /// Do points i and the count - 1 after it lie within so many scans?
    [[nodiscard]] bool within(std::size_t i, std::size_t count, std::uint32_t scans) const {
        return i + count <= points_.scan.size() && points_.scan[i + count - 1] - points_.scan[i] < scans;
    }

    /// Points under one kernel of the fine smoothing.
    struct Clump {
        std::size_t points = 1;
        double sum = 0;
        float highest = 0;
    };
    [[nodiscard]] Clump clump_from(std::size_t i) const {
        Clump clump{1, points_.intensity[i], points_.intensity[i]};
        for (; within(i, clump.points + 1, fine_scans_); ++clump.points) {
            clump.sum += points_.intensity[i + clump.points];
            clump.highest = std::max(clump.highest, points_.intensity[i + clump.points]);
        }
        return clump;
    }

    /// The bars, the same wherever peaks are equally wide.
    void look_up(double fwhm_scans) {
        const auto wide = std::uint32_t(fwhm_scans);
        if (wide == fwhm_scans_) return;
        fwhm_scans_ = wide;
        peak_scans_ = 2u * wide + 4u;
        coarse_scans_ = 2u * smoothing_half(coarse_smoothing, fwhm_scans) + 1u;
        coarse_points_ = std::max<std::size_t>(2, (coarse_scans_ + 1) / 2);
        constexpr double often = 0.2;  // an ion seen so often is judged by other rules
        no_chance_coarse_ = rate_ >= often ? 1 : no_chance(rate_, coarse_scans_);
        no_chance_peak_ = rate_ >= often ? 1 : no_chance(rate_, peak_scans_);

        // c > 10 sd(c) with sd(c)^2 = (gain c + relative^2 c^2) / smooth_gain, and c is at most the sum over the width.
        constexpr double clear_sd = 10.0;
        const std::uint16_t fine = smoothing_half(fine_smoothing, fwhm_scans);
        fine_scans_ = std::max(4u * fine + 1u, 3u);
        const double share = smooth_gain(fine) / (clear_sd * clear_sd) - noise_.relative * noise_.relative;
        const double width = fine == 0 ? 2.0 : 2.0 * fine + 1.0;
        clear_sum_ = share > 0.0 ? noise_.gain / share * width : std::numeric_limits<double>::infinity();
    }

    const RunClock& clock_;
    const IntensityNoise& noise_;
    const PointsView& points_;
    float high_;  // half of the height from which on the final rule allows chance
    double rate_;
    std::uint32_t fwhm_scans_ = std::numeric_limits<std::uint32_t>::max();
    std::uint32_t peak_scans_ = 0, coarse_scans_ = 0, fine_scans_ = 0;
    std::size_t coarse_points_ = 0, no_chance_coarse_ = 0, no_chance_peak_ = 0;
    double clear_sum_ = 0;
};

/// The parts of a run in which an ion can have a peak, with room for baselines on both sides.
std::vector<Stretch> lively_stretches(const RunContext& context, const PointsView& points, double margin_fwhm) {
    std::vector<Stretch> stretches;
    Liveliness liveliness(context, points);
    for (std::size_t i = 0; i < points.scan.size(); ++i) {
        const std::size_t dense = liveliness.dense_from(i);
        if (dense == 0) continue;
        const std::size_t scan = points.scan[i], last_point = points.scan[i + dense - 1];
        const double fwhm_scans = context.clock.expected_fwhm_s[scan] / context.clock.spacing_s;
        const auto margin = std::size_t(margin_fwhm * fwhm_scans) + 5;
        const std::size_t first = scan > margin ? scan - margin : 0;
        const std::size_t last = std::min(context.clock.time_s.size(), last_point + margin + 1);
        if (!stretches.empty() && first <= stretches.back().last)
            stretches.back().last = std::max(last, stretches.back().last);
        else
            stretches.push_back({first, last});
        i += dense - 2;  // the last of them may begin the next
    }
    return stretches;
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
        signal.wander = wander_of(signal, context.noise);
        for (const Peak& peak : detect_peaks(signal, context.noise, first_look)) {
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
