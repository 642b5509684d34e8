#include "core/align/align_run.hpp"

#include "core/align/current_failure.hpp"
#include "core/align/late_curve.hpp"
#include "core/align/late_path.hpp"
#include "core/align/twins.hpp"
#include "core/base/counted.hpp"
#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

namespace gassan {
namespace {

/// Is the warp one-to-one between the times? Its lateness is by itself.
bool is_monotone(const Warp& warp, double first_s, double last_s) {
    const double first = warp.slope(first_s), last = warp.slope(last_s);
    return first * last > 0.0 && first * warp.a < 0.0;
}

/// The ions of a run and what they are laid onto.
struct Task {
    std::span<const RunIon> ions;
    const Frame& frame;
    const WarpPrior& prior;
    double spacing_s;
    const AlignParams& params;
};

/// Twins and the law through them.
struct Pairing {
    std::vector<Twin> twins;
    WarpFit fit;
    Closeness close;
};

void measure_offs(const Task& task, Pairing& pairing) {
    for (Twin& twin : pairing.twins)
        twin.off_s = task.ions[twin.ion].time_s - pairing.fit.warp.time_s(task.frame.ions[twin.frame_ion].place);
}

/// Pairs and fits by turns, each round going by what the one before has learnt; the start's lateness is kept.
Pairing paired(const Task& task, const Warp& start, Closeness close, int rounds, bool narrow = true) {
    Pairing pairing{{}, {start, {}, {}}, close};
    for (int round = 0; round < rounds; ++round) {
        pairing.twins = mutual_twins(task.ions, task.frame, pairing.fit, pairing.close, task.spacing_s);
        if (pairing.twins.size() < std::size_t(task.params.min_anchors)) return pairing;
        pairing.fit =
            fit_warp(points_of(pairing.twins, task.ions, task.frame, pairing.close.relative_sd, task.spacing_s),
                     task.prior, pairing.fit.warp);
        measure_offs(task, pairing);
        if (narrow) pairing.close = closer(pairing.twins, task.ions, pairing.close);
    }
    return pairing;
}

/// The curve of what remains of these twins after a law with its lateness.
LateCurve curve_of(const Task& task, const Pairing& pairing, double relative_sd) {
    std::vector<LatePoint> points;
    for (const Twin& twin : pairing.twins) {
        const RunIon& ion = task.ions[twin.ion];
        points.push_back({ion.time_s, twin.off_s, twin_sd_s(ion, relative_sd, task.spacing_s), ion.vote});
    }
    return late_curve(points);
}

/// Law, and law with a failure of the current, each with the curve it earns: the way that tells times best.
struct Explanation {
    Pairing pairing;
    LateCurve curve;
    std::optional<CurrentFailure> failure;
};

/// The law through given twins, its scatter learnt from them alone.
Explanation explained(const Task& task, Pairing pairing, std::optional<CurrentFailure> failure) {
    pairing.fit.warp.late.clear();
    if (failure) pairing.fit.warp.late = {{failure->begin_s, 0.0}, {failure->end_s, failure->late_s}};
    const double relative_sd = pairing.close.relative_sd;
    pairing.fit = fit_warp(points_of(pairing.twins, task.ions, task.frame, relative_sd, task.spacing_s), task.prior,
                           pairing.fit.warp);
    measure_offs(task, pairing);
    LateCurve curve = curve_of(task, pairing, relative_sd);
    return {std::move(pairing), std::move(curve), failure};
}

/// What the plain law leaves unpaired may be late: the twins along the path that most ions agree on, where it has more.
Pairing followed(const Task& task, std::span<const TwinCandidate> candidates, Pairing plain) {
    constexpr int rounds = 2;
    constexpr double path_sd = 0.002;  // of the time: how well a path tells it
    constexpr double more_share = 0.03;
    constexpr std::size_t more_twins = 3;
    Warp start = plain.fit.warp;
    start.late = late_path(candidates, start);
    if (start.late.empty()) return plain;
    Closeness wide = plain.close;
    wide.relative_sd = std::max(wide.relative_sd, path_sd);
    Pairing along = paired(task, start, wide, rounds, false);
    along.close = plain.close;
    const std::size_t wanted =
        plain.twins.size() + std::max(more_twins, std::size_t(more_share * double(plain.twins.size())));
    return along.twins.size() >= wanted ? along : plain;
}

/// Does the run's clock stop on the way, or bend? Each is believed only where it earns its place.
Explanation best_explanation(const Task& task, Pairing pairing, bool is_followed) {
    constexpr double least_gain = 0.10;  // of the error: a failure must beat the curve that follows it as it can
    Explanation smooth = explained(task, pairing, std::nullopt);
    if (smooth.curve.knots.empty() && !is_followed) return smooth;
    const auto points = points_of(pairing.twins, task.ions, task.frame, pairing.close.relative_sd, task.spacing_s);
    const auto failure = find_failure(points, task.prior, smooth.pairing.fit.warp);
    if (!failure) return smooth;
    Explanation broken = explained(task, std::move(pairing), failure);
    return broken.curve.curve_error <= (1.0 - least_gain) * smooth.curve.curve_error ? broken : smooth;
}

/// The twins of the whole law, and the curve once more from them.
Explanation settled(const Task& task, Explanation found) {
    constexpr int turns = 2, rounds = 2;
    const std::vector<Lateness> jump =
        found.failure
            ? std::vector<Lateness>{{found.failure->begin_s, 0.0}, {found.failure->end_s, found.failure->late_s}}
            : std::vector<Lateness>{};
    for (int turn = 0; turn < turns; ++turn) {
        Warp start = found.pairing.fit.warp;
        start.late = sum_of(jump, found.curve.knots);
        found.pairing = paired(task, start, found.pairing.close, rounds);
        if (found.pairing.twins.size() < std::size_t(task.params.min_anchors)) return found;
        if (found.curve.knots.empty()) continue;
        // The curve is taken anew from what the law and the failure leave.
        Pairing bare = found.pairing;
        bare.fit.warp.late = jump;
        measure_offs(task, bare);
        found.curve = curve_of(task, bare, found.pairing.close.relative_sd);
        found.pairing.fit.warp.late = sum_of(jump, found.curve.knots);
        measure_offs(task, found.pairing);
    }
    return found;
}

RunAlignment not_aligned(const WarpPrior& prior, std::size_t anchors, const AlignParams& params) {
    RunAlignment result;
    result.warp = prior.centre;
    result.n_anchors = int(anchors);
    result.reason = "not aligned: it shares " + counted(anchors, "strong ion", "strong ions") +
                    " with the frame, and " + std::to_string(params.min_anchors) +
                    " are needed; its times were taken as they are";
    return result;
}

std::string failure_text(const CurrentFailure& failure) {
    const auto whole = [](double value) { return number_text(std::round(value)); };
    return "its current failed: what comes after " + whole(failure.begin_s) + " s comes " + whole(failure.late_s) +
           " s late, and was aligned by itself; look at the peaks of that minute";
}

void tell_residuals(RunAlignment& result, std::span<const Twin> twins, std::span<const double> weights,
                    std::span<const RunIon> ions, const Frame& frame) {
    double sum_s = 0.0, sum_place = 0.0;
    for (std::size_t i = 0; i < twins.size(); ++i) {
        const RunIon& ion = ions[twins[i].ion];
        const double place = frame.ions[twins[i].frame_ion].place;
        const double off_s = ion.time_s - result.warp.time_s(place);
        result.anchors.push_back({ion.mz, ion.time_s, place, frame.clock.time_s(place), off_s, weights[i]});
        if (weights[i] <= 0.0) continue;
        ++result.n_anchors;
        sum_s += off_s * off_s;
        const double off_place = result.warp.place(ion.time_s) - place;
        sum_place += off_place * off_place;
        result.first_anchor_s = std::fmin(result.first_anchor_s, ion.time_s);
        result.last_anchor_s = std::fmax(result.last_anchor_s, ion.time_s);
    }
    result.rms_s = std::sqrt(sum_s / result.n_anchors);
    result.rms_place = std::sqrt(sum_place / result.n_anchors);
    std::sort(result.anchors.begin(), result.anchors.end(), [](const Anchor& a, const Anchor& b) {
        return a.time_s != b.time_s ? a.time_s < b.time_s : a.mz < b.mz;
    });
}

/// Ions that come together share one vote: they are one compound, or one zone of salt, and err by the same.
void share_votes(std::vector<RunIon>& ions) {
    constexpr double together_share = 0.0015, least_together_s = 1.0;
    std::vector<double> times;
    for (const RunIon& ion : ions) times.push_back(ion.time_s);
    std::sort(times.begin(), times.end());
    for (RunIon& ion : ions) {
        const double reach_s = std::max(least_together_s, together_share * ion.time_s);
        const auto first = std::lower_bound(times.begin(), times.end(), ion.time_s - reach_s);
        const auto last = std::upper_bound(times.begin(), times.end(), ion.time_s + reach_s);
        ion.vote = 1.0 / double(last - first);
    }
}

/// The whole way, as far as twins are looked for.
RunAlignment aligned_within(const Task& task) {
    constexpr int rounds = 6;
    const auto& [ions, frame, prior, spacing_s, params] = task;
    const auto candidates = twin_candidates(ions, frame, prior.centre, params);
    const Warp agreed = agreed_warp(candidates, prior, first_tolerance);
    Pairing plain = paired(task, agreed, {first_tolerance / 2.0, 0.0, params.mz_tolerance_ppm}, rounds);
    if (plain.twins.size() < std::size_t(params.min_anchors)) return not_aligned(prior, plain.twins.size(), params);
    const std::size_t before = plain.twins.size();
    Pairing all = followed(task, candidates, std::move(plain));
    const bool is_followed = all.twins.size() > before;
    Explanation found = settled(task, best_explanation(task, std::move(all), is_followed));
    const Pairing& pairing = found.pairing;
    const auto& weights = pairing.fit.weights;
    const auto kept = std::count_if(weights.begin(), weights.end(), [](double w) { return w > 0.0; });
    if (kept < params.min_anchors) return not_aligned(prior, std::size_t(kept), params);
    RunAlignment result;
    result.warp = pairing.fit.warp;
    result.mz_shift_ppm = pairing.close.mz_shift_ppm;
    tell_residuals(result, pairing.twins, weights, ions, frame);
    if (!is_monotone(result.warp, result.first_anchor_s, result.last_anchor_s)) return not_aligned(prior, 0, params);
    result.aligned = true;
    if (found.failure) result.reason = failure_text(*found.failure);
    return result;
}

}  // namespace

double time_sd_s(double time_s, double relative_sd, double spacing_s) {
    constexpr double apex_scans = 0.25;
    return std::hypot(relative_sd * time_s, apex_scans * spacing_s);
}

std::vector<RunIon> strong_ions(std::span<const Feature> features, const AlignParams& params) {
    constexpr FeatureFlag unsure =
        FeatureFlag::shoulder | FeatureFlag::cut_at_start | FeatureFlag::cut_at_end | FeatureFlag::uncertain_mz;
    std::vector<RunIon> ions;
    for (const Feature& feature : features)
        if (!is_echo(feature) && !has(feature.flags, unsure))
            ions.push_back({feature.mz, centre_s(feature), outline_of(feature).height, centre_sd_s(feature)});
    std::sort(ions.begin(), ions.end(), [](const RunIon& a, const RunIon& b) {
        return a.height != b.height ? a.height > b.height : a.mz < b.mz;
    });
    ions.resize(std::min(ions.size(), std::size_t(params.strong_ions)));
    share_votes(ions);
    std::sort(ions.begin(), ions.end(),
              [](const RunIon& a, const RunIon& b) { return a.mz != b.mz ? a.mz < b.mz : a.time_s < b.time_s; });
    return ions;
}

WarpPrior warp_prior(const Frame& frame, const std::optional<MobilityScale>& scale, const AlignParams& params) {
    WarpPrior prior;
    prior.centre = frame.clock;
    if (scale && frame.in_tu) prior.centre = {scale->gain_tu_s, scale->offset_tu, 0.0, scale->delay_s};
    std::vector<double> places;
    for (const FrameIon& ion : frame.ions) places.push_back(std::abs(ion.place - frame.clock.b));
    // The flow as far as it is known; where it is not, or is suppressed, what the usual ion's own speed is.
    const double usual = places.empty() ? std::abs(frame.clock.a) / 600.0 : median(places);
    const double flow = std::max(std::abs(prior.centre.b), 0.3 * usual);
    prior.a_sd = params.gain_sd * std::abs(prior.centre.a);
    prior.b_sd = params.offset_sd * (frame.in_tu ? flow : usual);
    prior.c_sd = params.bend_sd * (frame.in_tu ? flow : usual) / 1000.0;
    return prior;
}

RunAlignment align_run(std::span<const RunIon> ions, const Frame& frame, const WarpPrior& prior, double spacing_s,
                       const AlignParams& params) {
    constexpr double wider = 2.0, least_share = 0.3;
    constexpr double least_anchors = 8.0;
    RunAlignment near = aligned_within({ions, frame, prior, spacing_s, params});
    if (near.aligned) return near;
    // A capillary 15 % longer brings everything 32 % later: so far twins are looked for where nearer ones are none, and
    // believed where they are many.
    AlignParams wide = params;
    wide.search_share = std::min(1.0, wider * params.search_share);
    WarpPrior loose = prior;
    loose.a_sd *= wider;
    RunAlignment far = aligned_within({ions, frame, loose, spacing_s, wide});
    const double wanted = std::max(least_anchors, least_share * double(std::min(ions.size(), frame.ions.size())));
    return far.aligned && double(far.n_anchors) >= wanted ? far : near;
}

void judge_alignments(std::span<RunAlignment> alignments, const AlignParams& params) {
    std::vector<double> scatter;
    const auto relative_rms = [](const RunAlignment& alignment) {
        double sum = 0.0;
        for (const Anchor& anchor : alignment.anchors)
            if (anchor.weight > 0.0) sum += anchor.residual_s / anchor.time_s * anchor.residual_s / anchor.time_s;
        return std::sqrt(sum / std::max(1, alignment.n_anchors));
    };
    for (const RunAlignment& alignment : alignments)
        if (alignment.aligned) scatter.push_back(relative_rms(alignment));
    if (scatter.empty()) return;
    const double limit = std::max(params.rms_limit_share, params.rms_limit_ratio * median(scatter));
    for (RunAlignment& alignment : alignments) {
        if (!alignment.aligned) continue;
        const double rms = relative_rms(alignment);
        if (rms > limit)
            alignment.reason += (alignment.reason.empty() ? "" : "; ") + std::string("its anchors scatter by ") +
                                number_text(std::round(rms * 1e5) / 1e3) + " % of their time, more than " +
                                number_text(std::round(limit * 1e5) / 1e3) + " %";
    }
}

}  // namespace gassan
