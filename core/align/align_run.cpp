#include "core/align/align_run.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace gassan {
namespace {

constexpr double first_tolerance = 0.012;  // of time, while two parameters stand for three

/// An ion of the run and the ion of the frame at a time's distance.
struct Twin {
    std::size_t ion, frame_ion;
    double off_s;  ///< time in the run less where the warp expects it
    double ppm;    ///< m/z of the run less the frame's
};

double ppm_of(double mz, double reference) {
    return (mz / reference - 1.0) * 1e6;
}

/// First ion of the frame that is not lighter.
std::size_t first_at(const Frame& frame, double mz) {
    const auto at = std::lower_bound(frame.ions.begin(), frame.ions.end(), mz,
                                     [](const FrameIon& ion, double value) { return ion.mz < value; });
    return std::size_t(at - frame.ions.begin());
}

/// Calls visit for every ion of the frame within some ppm of an m/z.
template <class Visit>
void for_each_at(const Frame& frame, double mz, double tolerance_ppm, const Visit& visit) {
    for (std::size_t i = first_at(frame, mz * (1.0 - tolerance_ppm * 1e-6));
         i < frame.ions.size() && frame.ions[i].mz <= mz * (1.0 + tolerance_ppm * 1e-6); ++i)
        visit(i);
}

std::vector<TwinCandidate> twin_candidates(std::span<const RunIon> ions, const Frame& frame, const Warp& guess,
                                           const AlignParams& params) {
    std::vector<TwinCandidate> candidates;
    for (std::size_t i = 0; i < ions.size(); ++i)
        for_each_at(frame, ions[i].mz, params.mz_tolerance_ppm, [&](std::size_t j) {
            const double expected_s = guess.time_s(frame.ions[j].place);
            if (std::abs(ions[i].time_s - expected_s) <= params.search_share * expected_s)
                candidates.push_back({i, ions[i].time_s, frame.ions[j].place});
        });
    return candidates;
}

/// What a round of pairing goes by.
struct Closeness {
    double relative_sd, mz_shift_ppm, mz_reach_ppm;
};

/// Pairs that are nearest to each other from both sides.
std::vector<Twin> mutual_twins(std::span<const RunIon> ions, const Frame& frame, const Warp& warp,
                               const Closeness& close, double spacing_s) {
    constexpr double reach_sd = 5.0;
    std::vector<std::size_t> nearest_ion(frame.ions.size(), ions.size());
    std::vector<double> nearest_off(frame.ions.size(), 0.0);
    std::vector<Twin> nearest;
    for (std::size_t i = 0; i < ions.size(); ++i) {
        Twin best{i, frame.ions.size(), 0.0, 0.0};
        const double centre = ions[i].mz / (1.0 + close.mz_shift_ppm * 1e-6);
        for_each_at(frame, centre, close.mz_reach_ppm, [&](std::size_t j) {
            const double off_s = ions[i].time_s - warp.time_s(frame.ions[j].place);
            if (!(std::abs(off_s) <= reach_sd * time_sd_s(ions[i].time_s, close.relative_sd, spacing_s))) return;
            if (nearest_ion[j] == ions.size() || std::abs(off_s) < std::abs(nearest_off[j])) {
                nearest_ion[j] = i;
                nearest_off[j] = off_s;
            }
            if (best.frame_ion == frame.ions.size() || std::abs(off_s) < std::abs(best.off_s))
                best = {i, j, off_s, ppm_of(ions[i].mz, frame.ions[j].mz)};
        });
        if (best.frame_ion != frame.ions.size()) nearest.push_back(best);
    }
    std::erase_if(nearest, [&](const Twin& twin) { return nearest_ion[twin.frame_ion] != twin.ion; });
    return nearest;
}

std::vector<WarpPoint> points_of(std::span<const Twin> twins, std::span<const RunIon> ions, const Frame& frame,
                                 double relative_sd, double spacing_s) {
    std::vector<WarpPoint> points;
    for (const Twin& twin : twins) {
        const double time_s = ions[twin.ion].time_s;
        points.push_back({time_s, frame.ions[twin.frame_ion].place, time_sd_s(time_s, relative_sd, spacing_s)});
    }
    return points;
}

/// What the twins of one round say of the next.
Closeness closer(std::span<const Twin> twins, std::span<const RunIon> ions, const Closeness& before) {
    if (twins.size() < 3) return before;
    std::vector<double> off, ppm;
    for (const Twin& twin : twins) {
        off.push_back(std::abs(twin.off_s) / ions[twin.ion].time_s);
        ppm.push_back(twin.ppm);
    }
    const double shift = median(ppm);
    for (double& value : ppm) value = std::abs(value - shift);
    return {std::clamp(mad_to_sd * median(off), least_relative_sd, first_tolerance / 2.0), shift,
            std::clamp(5.0 * mad_to_sd * median(ppm), 3.0, before.mz_reach_ppm)};
}

/// Is the warp one-to-one between the times?
bool is_monotone(const Warp& warp, double first_s, double last_s) {
    const double first = warp.slope(first_s), last = warp.slope(last_s);
    return first * last > 0.0 && first * warp.a < 0.0;
}

RunAlignment not_aligned(const WarpPrior& prior, std::size_t anchors, const AlignParams& params) {
    RunAlignment result;
    result.warp = prior.centre;
    result.n_anchors = int(anchors);
    result.reason = "not aligned: it shares " + std::to_string(anchors) + " strong ions with the frame, and " +
                    std::to_string(params.min_anchors) + " are needed; its times were taken as they are";
    return result;
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
            ions.push_back({feature.mz, feature.mt_s, outline_of(feature).height});
    std::sort(ions.begin(), ions.end(), [](const RunIon& a, const RunIon& b) {
        return a.height != b.height ? a.height > b.height : a.mz < b.mz;
    });
    ions.resize(std::min(ions.size(), std::size_t(params.strong_ions)));
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
    constexpr int rounds = 6;
    const auto candidates = twin_candidates(ions, frame, prior.centre, params);
    Warp warp = agreed_warp(candidates, prior, first_tolerance);
    Closeness close{first_tolerance / 2.0, 0.0, params.mz_tolerance_ppm};
    std::vector<Twin> twins;
    WarpFit fit{warp, {}};
    for (int round = 0; round < rounds; ++round) {
        twins = mutual_twins(ions, frame, fit.warp, close, spacing_s);
        if (twins.size() < std::size_t(params.min_anchors)) return not_aligned(prior, twins.size(), params);
        fit = fit_warp(points_of(twins, ions, frame, close.relative_sd, spacing_s), prior, fit.warp);
        for (Twin& twin : twins) twin.off_s = ions[twin.ion].time_s - fit.warp.time_s(frame.ions[twin.frame_ion].place);
        close = closer(twins, ions, close);
    }
    const auto kept = std::count_if(fit.weights.begin(), fit.weights.end(), [](double w) { return w > 0.0; });
    if (kept < params.min_anchors) return not_aligned(prior, std::size_t(kept), params);
    RunAlignment result;
    result.warp = fit.warp;
    result.mz_shift_ppm = close.mz_shift_ppm;
    tell_residuals(result, twins, fit.weights, ions, frame);
    if (!is_monotone(fit.warp, result.first_anchor_s, result.last_anchor_s)) return not_aligned(prior, 0, params);
    result.aligned = true;
    return result;
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
            alignment.reason = "its anchors scatter by " + number_text(std::round(rms * 1e5) / 1e3) +
                               " % of their time, more than " + number_text(std::round(limit * 1e5) / 1e3) + " %";
    }
}

}  // namespace gassan
