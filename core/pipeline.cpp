#include "core/pipeline.hpp"

#include "core/base/counted.hpp"
#include "core/base/parallel.hpp"
#include "core/base/robust.hpp"
#include "core/group/run_ions.hpp"
#include "core/mobility/markers.hpp"
#include "core/peak/ion_peaks.hpp"
#include "core/peak/quality.hpp"
#include "core/peak/saturation.hpp"
#include "core/peak/width_law.hpp"
#include "core/signal/mass_drift.hpp"
#include "core/signal/mz_scatter.hpp"
#include "core/signal/scan_health.hpp"
#include "core/trace/ion_cache.hpp"
#include "core/trace/mass_traces.hpp"
#include "core/trace/trace_signal.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <string>

namespace gassan {
namespace {

constexpr std::size_t fewest_scans = 20;

/// Runs work for each item on threads and strings the results together in order of items.
template <class Result, class Work>
std::vector<Result> gather(std::size_t count, int threads, const Work& work) {
    std::vector<std::vector<Result>> parts(count);
    parallel_for(count, threads, [&](std::size_t item) { parts[item] = work(item); });
    std::vector<Result> all;
    for (auto& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

/// What a peak must be to be kept: in a study other runs may vouch for one that a run alone would not report.
PeakParams peak_bar(const Params& params, const RunRequest& request) {
    PeakParams bar = params.peak;
    if (!request.for_study) return bar;
    bar.max_mz_se_ppm = std::max(bar.max_mz_se_ppm, bar.study_mz_se_ppm);
    bar.min_quality = std::min(bar.min_quality, bar.study_quality);
    return bar;
}

std::vector<IonPeak> find_ions(const RunContext& context, const Params& params, const PeakParams& bar, int threads) {
    const auto found = gather<IonPeak>(context.traces.size(), threads,
                                       [&](std::size_t trace) { return peaks_of_trace(context, trace, bar); });
    auto settled = gather<IonPeak>(
        found.size(), threads, [&](std::size_t item) { return settle_peak(context, found[item], params.trace, bar); });
    auto single = without_doubles(std::move(settled), context.scatter, params.trace);
    return without_modulations(std::move(single), params.peak, params.group);
}

/// Numbers features, and says of isotopes whose they are.
std::vector<Feature> name_features(const std::vector<IonPeak>& ions,
                                   const std::vector<std::optional<Relation>>& relations, Polarity polarity,
                                   const PeakParams& params) {
    const auto id = [](std::size_t index) { return "F" + std::to_string(index + 1); };
    std::vector<Feature> features;
    for (const IonPeak& ion : ions) {
        features.push_back(to_feature(ion));
        if (ion.mz_se_ppm > params.max_mz_se_ppm || ion.peak.quality < params.min_quality)
            features.back().flags |= FeatureFlag::uncertain_mz;
    }
    for (std::size_t i = 0; i < ions.size(); ++i) {
        features[i].feature_id = id(i);
        if (!relations[i]) continue;
        const Relation& relation = *relations[i];
        if (relation.kind == Relation::Kind::ringing) {
            features[i].ion = "ringing of " + id(relation.parent);
            continue;
        }
        features[i].ion = "M+" + std::to_string(relation.isotope) + " of " + id(relation.parent);
        const int sign = polarity == Polarity::negative ? -1 : 1;
        features[i].charge = features[relation.parent].charge = sign * relation.charge;
    }
    return features;
}

/// Indices of the strongest features that are no echo of another.
std::vector<std::size_t> strongest(const std::vector<Feature>& features, std::size_t count) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < features.size(); ++i)
        if (!is_echo(features[i])) order.push_back(i);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return features[a].height != features[b].height ? features[a].height > features[b].height : a < b;
    });
    order.resize(std::min(order.size(), count));
    return order;
}

/// Median time between scans.
double scan_spacing_s(const Run& run) {
    std::vector<double> steps_s;
    for (std::size_t scan = 1; scan < run.scans(); ++scan)
        steps_s.push_back(run.scan_time_s[scan] - run.scan_time_s[scan - 1]);
    return median(std::move(steps_s));
}

void require_scans(const Run& run) {
    if (run.scans() < fewest_scans)
        throw Error("the run has " + counted(run.scans(), "MS1 scan", "MS1 scans") + "; at least " +
                    std::to_string(fewest_scans) + " are needed to tell peaks from background");
    if (!(scan_spacing_s(run) > 0.0)) throw Error("most scans of the run have the time of the scan before: no clock");
}

/// A missing scan is no zero.
void leave_out_dropouts(const RunClock& clock, Electropherogram& curve) {
    for (std::size_t scan = 0; scan < curve.intensity.size(); ++scan)
        if (clock.dropout[scan]) curve.intensity[scan] = std::numeric_limits<float>::quiet_NaN();
}

Electropherogram electropherogram_of(const RunContext& context, const IonPeak& ion, const TraceParams& params) {
    Electropherogram result{ion.mz, context.clock.time_s, {}};
    const auto counts = counts_of_ion(context, ion.aligned_mz, 0, context.clock.time_s.size(), params);
    result.intensity.assign(counts.begin(), counts.end());
    leave_out_dropouts(context.clock, result);
    return result;
}

Electropherogram total_ion(const RunClock& clock, const std::vector<double>& counts) {
    Electropherogram result{0.0, clock.time_s, {counts.begin(), counts.end()}};
    leave_out_dropouts(clock, result);
    return result;
}

RunCharacter character_of(const RunContext& context, const WidthLaw& law, std::size_t lasting) {
    const auto [low, high] = std::minmax_element(context.drift_ppm.begin(), context.drift_ppm.end());
    return {.gain = context.noise.gain,
            .flicker = context.noise.relative,
            .threshold = context.noise.threshold,
            .mz_floor_ppm = context.scatter.floor_ppm,
            .mz_drift_ppm = *high - *low,
            .fwhm_ref_s = law.fwhm_ref_s,
            .time_ref_s = law.time_ref_s,
            .fwhm_power = law.power,
            .width_peaks = law.learnt_from,
            .traces = context.traces.size(),
            .lasting_ions = lasting,
            .dropouts = std::size_t(std::count(context.clock.dropout.begin(), context.clock.dropout.end(), 1))};
}

RunArchive archive_of(const RunContext& context, const WidthLaw& law, Polarity polarity, IonCache centroids) {
    return {.polarity = polarity,
            .scan_time_s = context.clock.time_s,
            .dropout = context.clock.dropout,
            .spacing_s = context.clock.spacing_s,
            .scatter = context.scatter,
            .noise = context.noise,
            .width_law = law,
            .centroids = std::move(centroids)};
}

std::vector<std::vector<double>> evidence_of(const std::vector<IonPeak>& ions) {
    std::vector<std::vector<double>> all;
    for (const IonPeak& ion : ions) {
        const QualityEvidence one = quality_evidence(ion.peak, {ion.sightings, ion.wander, ion.mz_se_ppm});
        all.emplace_back(one.begin(), one.end());
    }
    return all;
}

/// Gives every feature its mobility, if the markers of the run are there to tell.
void put_on_mobility_scale(const SeparationSettings& separation, RunResult& result) {
    RunMobility mobility = find_mobility_scale(result.features, separation);
    if (mobility.scale) fill_mobilities(result.features, *mobility.scale);
    result.mobility_scale = mobility.scale;
    result.markers = std::move(mobility.markers);
    result.notes.insert(result.notes.end(), mobility.notes.begin(), mobility.notes.end());
}

}  // namespace

bool is_same_run(const TableRun& column, const StudyRun& run) {
    return column.sample_id == run.sample_id && column.run_hash == run.run_hash && column.segment == run.segment;
}

StageScope stage_scope(std::string_view stage) {
    if (stage == "align" || stage == "match") return StageScope::study;
    if (stage == "annotate" || stage == "quantify" || stage == "correct") return StageScope::names;
    if (stage == "segment") return StageScope::segments;
    return StageScope::run;
}

void check(const Params& params) {
    Params::stages(params, [](std::string_view name, const auto& stage, std::string_view) { validate(name, stage); });
}

RunResult process_run(const Run& run, const Params& params, const RunRequest& request) {
    check(params);
    require_scans(run);

    // The run learns about itself: its mass axis, its ions, its missing scans, its noise, its widths.
    const std::vector<double> drift_ppm = mass_drift_ppm(run);
    IonCache centroids = ion_cache(run, drift_ppm);
    const CentroidSupport support = centroid_support(centroids, run.scans());
    const MassTraces traces = mass_traces(centroids, support, run.scans(), params.trace);
    const std::vector<double> all_counts = total_ion_counts(run);
    const LastingIons lasting = lasting_ions(traces, run.scans());
    RunClock clock{run.scan_time_s, find_dropouts(lasting.enough() ? lasting.counts : all_counts, params.signal),
                   expected_fwhm_s({}, run.scan_time_s), scan_spacing_s(run)};
    IntensityNoise noise = intensity_noise(traces);
    noise.ceiling = detector_ceiling(traces, noise);
    const RunContext context{centroids, clock, traces, support.scatter, drift_ppm, noise};
    const WidthLaw width_law = learn_width_law(width_samples(context), params.peak, median(run.scan_time_s));
    clock.expected_fwhm_s = expected_fwhm_s(width_law, run.scan_time_s);

    // Its ions become peaks, and peaks features.
    const std::vector<IonPeak> ions = find_ions(context, params, peak_bar(params, request), request.threads);
    const auto relations = relate_ions(context, ions, params.trace, params.group);
    RunResult result;
    result.features = name_features(ions, relations, run.polarity, params.peak);
    if (request.separation) put_on_mobility_scale(*request.separation, result);
    result.electropherograms.resize(ions.size());
    for (const std::size_t i : strongest(result.features, request.electropherograms))
        result.electropherograms[i] = electropherogram_of(context, ions[i], params.trace);
    result.total_ion = total_ion(clock, all_counts);
    result.character = character_of(context, width_law, lasting.count);
    if (request.archive) result.archive = archive_of(context, width_law, run.polarity, std::move(centroids));
    if (request.evidence) result.evidence = evidence_of(ions);
    return result;
}

}  // namespace gassan
