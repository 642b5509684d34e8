#include "core/segment/segment_spacing.hpp"

#include "core/base/error.hpp"
#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gassan {
namespace {

using Picks = std::vector<std::optional<std::size_t>>;  // of a standard's peaks, one a tooth

constexpr double missing_cost = 0.3;    // of a tooth that is not there amid those that are
constexpr double most_uneven = 1.45;    // spacings of two compounds of one run differ by less than this factor
constexpr double sure_of_shift = 0.35;  // spacings: a comb lies no further from where it is predicted

struct Comb {
    Picks teeth;  // from its first seen tooth to its last, at most one a plug
    double spacing_s = no_value;
    double score = 0.0;

    [[nodiscard]] std::size_t seen() const {
        return std::size_t(std::count_if(teeth.begin(), teeth.end(), [](const auto& tooth) { return tooth; }));
    }
};

std::size_t compounds_of(const std::vector<StandardPeaks>& standards) {
    std::size_t compounds = 0;
    for (const StandardPeaks& standard : standards) compounds = std::max(compounds, standard.compound + 1);
    return compounds;
}

std::optional<std::size_t> nearest_peak(const std::vector<SegmentPeak>& peaks, double time_s, double reach_s) {
    const auto after = std::lower_bound(peaks.begin(), peaks.end(), time_s,
                                        [](const SegmentPeak& peak, double t) { return peak.time_s < t; });
    std::optional<std::size_t> best;
    for (auto it = after == peaks.begin() ? after : after - 1; it != peaks.end() && it <= after; ++it) {
        const double away_s = std::abs(it->time_s - time_s);
        if (away_s > reach_s) continue;
        reach_s = away_s;
        best = std::size_t(it - peaks.begin());
    }
    return best;
}

/// Height that counts in full: the lowest of the n highest, for a standard has about one height in all plugs.
double full_height(const std::vector<SegmentPeak>& peaks, std::size_t segments) {
    std::vector<double> heights;
    for (const SegmentPeak& peak : peaks) heights.push_back(peak.height);
    std::sort(heights.rbegin(), heights.rend());
    return heights[std::min(heights.size(), segments) - 1];
}

/// Teeth from a peak on, each at the spacing from the last that was seen.
Comb comb_from(const std::vector<SegmentPeak>& peaks, std::size_t first, double spacing_s, std::size_t segments,
               double full, const SegmentParams& params) {
    const double reach_s = params.tooth_tolerance * spacing_s;
    const auto worth = [&](std::size_t peak) { return std::min(1.0, std::sqrt(peaks[peak].height / full)); };
    Comb comb{{first}, spacing_s, worth(first)};
    double last_s = peaks[first].time_s;
    std::size_t since = 0;
    for (std::size_t n = 1; n < segments; ++n) {
        const double expected_s = last_s + double(since + 1) * spacing_s;
        if (expected_s - reach_s > peaks.back().time_s) break;
        ++since;
        const auto peak = nearest_peak(peaks, expected_s, reach_s);
        comb.teeth.push_back(peak);
        if (!peak) continue;
        const double off = (peaks[*peak].time_s - expected_s) / reach_s;
        comb.score += worth(*peak) * (1.0 - 0.5 * off * off) - missing_cost * double(since - 1);
        last_s = peaks[*peak].time_s;
        since = 0;
    }
    comb.teeth.resize(comb.teeth.size() - since);
    return comb;
}

struct SpacingBounds {
    double low_s, high_s;
};

Comb best_comb(const std::vector<SegmentPeak>& peaks, std::size_t segments, const SpacingBounds& bounds,
               const SegmentParams& params) {
    Comb best;
    if (peaks.empty()) return best;
    const double full = full_height(peaks, segments);
    for (std::size_t i = 0; i < peaks.size(); ++i)
        for (std::size_t j = i + 1; j < peaks.size(); ++j)
            for (std::size_t steps = 1; steps < segments; ++steps) {
                const double spacing_s = (peaks[j].time_s - peaks[i].time_s) / double(steps);
                if (!(spacing_s > 0.0) || spacing_s > bounds.high_s) continue;
                if (spacing_s < bounds.low_s) break;
                Comb comb = comb_from(peaks, i, spacing_s, segments, full, params);
                if (comb.score > best.score) best = std::move(comb);
            }
    return best;
}

/// One comb a standard; the best of all bounds the others' spacings.
std::vector<Comb> combs_of(const std::vector<StandardPeaks>& standards, std::size_t segments,
                           const SegmentParams& params) {
    std::vector<Comb> combs;
    for (const StandardPeaks& standard : standards)
        combs.push_back(best_comb(standard.peaks, segments, {0.0, std::numeric_limits<double>::infinity()}, params));
    const auto best =
        std::max_element(combs.begin(), combs.end(), [](const Comb& a, const Comb& b) { return a.score < b.score; });
    if (best == combs.end() || !(best->score > 0.0)) return combs;
    const SpacingBounds bounds{best->spacing_s / most_uneven, best->spacing_s * most_uneven};
    for (std::size_t s = 0; s < standards.size(); ++s)
        if (!(combs[s].spacing_s >= bounds.low_s && combs[s].spacing_s <= bounds.high_s))
            combs[s] = best_comb(standards[s].peaks, segments, bounds, params);
    return combs;
}

/// Picks of every standard in every plug, and which standards' plugs are known.
struct Laid {
    std::vector<Picks> picks;  // standards x segments
    std::vector<bool> known;
};

double time_of(const StandardPeaks& standard, const std::optional<std::size_t>& pick) {
    return pick ? standard.peaks[*pick].time_s : no_value;
}

InjectionTimes times_of(const std::vector<StandardPeaks>& standards, const Laid& laid, std::size_t segment,
                        std::size_t compounds) {
    InjectionTimes times(compounds, no_value);
    for (std::size_t s = 0; s < standards.size(); ++s)
        if (laid.known[s]) times[standards[s].compound] = time_of(standards[s], laid.picks[s][segment]);
    return times;
}

std::vector<InjectionTimes> plugs_of(const std::vector<StandardPeaks>& standards, const Laid& laid,
                                     std::size_t compounds) {
    std::vector<InjectionTimes> plugs;
    for (std::size_t i = 0; i < laid.picks.front().size(); ++i)
        plugs.push_back(times_of(standards, laid, i, compounds));
    return plugs;
}

Picks shifted(const Comb& comb, std::size_t shift, std::size_t segments) {
    Picks picks(segments);
    std::copy(comb.teeth.begin(), comb.teeth.end(), picks.begin() + std::ptrdiff_t(shift));
    return picks;
}

/// How far a comb at a shift lies from where the standards laid so far predict it, in spacings; infinite where they
/// say nothing.
double shift_error(const std::vector<StandardPeaks>& standards, const Laid& laid, std::size_t standard,
                   const Picks& picks, double spacing_s, const TimeModel& model) {
    std::vector<double> errors;
    if (model.mean.empty()) return std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < picks.size(); ++i) {
        if (!picks[i]) continue;
        const InjectionTimes times = times_of(standards, laid, i, model.mean.size());
        const PredictedTime predicted = predict_time(model, times, standards[standard].compound);
        if (std::isfinite(predicted.time_s))
            errors.push_back((time_of(standards[standard], picks[i]) - predicted.time_s) / spacing_s);
    }
    return errors.empty() ? std::numeric_limits<double>::infinity() : std::abs(median(errors));
}

/// Lays all combs beside the first, the longest ones first. \param base plug of the first comb's first tooth.
Laid lay_beside(const std::vector<StandardPeaks>& standards, const std::vector<Comb>& combs,
                const std::vector<std::size_t>& order, std::size_t base, std::size_t segments, const TimeModel& model) {
    Laid laid{std::vector<Picks>(standards.size(), Picks(segments)), std::vector<bool>(standards.size(), false)};
    laid.picks[order.front()] = shifted(combs[order.front()], base, segments);
    laid.known[order.front()] = true;
    for (std::size_t n = 1; n < order.size(); ++n) {
        const std::size_t s = order[n];
        const Comb& comb = combs[s];
        if (comb.seen() < 2) continue;
        if (comb.teeth.size() == combs[order.front()].teeth.size()) {  // what fails at an end, fails for all
            laid.picks[s] = shifted(comb, base, segments);
            laid.known[s] = true;
            continue;
        }
        double best = sure_of_shift;
        for (std::size_t shift = 0; shift + comb.teeth.size() <= segments; ++shift) {
            Picks picks = shifted(comb, shift, segments);
            const double error = shift_error(standards, laid, s, picks, comb.spacing_s, model);
            if (error >= best) continue;
            best = error;
            laid.picks[s] = std::move(picks);
        }
        laid.known[s] = best < sure_of_shift;
    }
    return laid;
}

/// Plug of the first comb's first tooth where no comb shows both edges: by the expected times of the first plug.
/// Standards are laid as if the first comb began with the first plug; what is found is how many plugs later it does.
std::optional<std::size_t> base_by_expected(const std::vector<StandardPeaks>& standards, const std::vector<Comb>& combs,
                                            const std::vector<std::size_t>& order, std::size_t segments) {
    const Comb& first = combs[order.front()];
    std::vector<double> bases;
    for (const std::size_t s : order) {
        if (combs[s].seen() < 2 || combs[s].teeth.size() != first.teeth.size()) continue;
        if (!std::isfinite(standards[s].first_plug_s)) continue;
        bases.push_back((time_of(standards[s], combs[s].teeth.front()) - standards[s].first_plug_s) /
                        combs[s].spacing_s);
    }
    if (bases.empty()) return std::nullopt;
    const double base = median(bases), whole = std::round(base);
    if (std::abs(base - whole) > sure_of_shift || whole < 0.0) return std::nullopt;
    if (whole + double(first.teeth.size()) > double(segments)) return std::nullopt;
    return std::size_t(whole);
}

/// What the run itself tells of its times, where nothing else does: its whole combs.
TimeModel learnt_here(const std::vector<StandardPeaks>& standards, const std::vector<Comb>& combs, std::size_t segments,
                      const SegmentParams& params) {
    std::vector<InjectionTimes> plugs(segments, InjectionTimes(compounds_of(standards), no_value));
    for (std::size_t s = 0; s < standards.size(); ++s)
        for (std::size_t i = 0; i < segments && combs[s].teeth.size() == segments; ++i)
            plugs[i][standards[s].compound] = time_of(standards[s], combs[s].teeth[i]);
    return learn_times(plugs, params);
}

/// The tooth where the others of its plug see it. A comb's own stays unless it is far off, or another peak lies much
/// nearer: the earliest and the latest compound are told a few seconds wrong.
std::optional<std::size_t> vouched(const std::vector<SegmentPeak>& peaks, const std::optional<std::size_t>& own,
                                   const PredictedTime& told, double spacing_s, const SegmentParams& params) {
    constexpr double nearest = 0.05, furthest = 0.15;  // spacings
    constexpr double much_nearer = 1.0 / 3.0;
    const double gate_s = params.gate_sd * std::hypot(told.sd_s, params.min_sd_s);
    const auto other = nearest_peak(peaks, told.time_s, std::clamp(gate_s, nearest * spacing_s, furthest * spacing_s));
    if (!own) return other;
    const double off_s = std::abs(peaks[*own].time_s - told.time_s);
    if (off_s > std::max(gate_s, furthest * spacing_s)) return other;
    const bool is_better =
        other && off_s > gate_s && std::abs(peaks[*other].time_s - told.time_s) < much_nearer * off_s;
    return is_better ? other : own;
}

/// Lets the standards of each plug vouch for each other, by what this run's own plugs tell: another run's flow may put
/// them seconds off.
void vouch(const std::vector<StandardPeaks>& standards, const std::vector<Comb>& combs, std::size_t compounds,
           const SegmentParams& params, Laid& laid) {
    const Laid before = laid;
    const auto known = std::count(before.known.begin(), before.known.end(), true);
    const std::size_t segments = before.picks.front().size();
    const std::vector<InjectionTimes> plugs = plugs_of(standards, before, compounds);
    const TimeModel model = learn_times(plugs, params);
    for (std::size_t s = 0; s < standards.size(); ++s) {
        if (!std::isfinite(combs[s].spacing_s) || !before.known[s]) continue;
        for (std::size_t i = 0; i < segments; ++i) {
            const PredictedTime told = predict_time(model, plugs[i], standards[s].compound);
            if (told.told_by == 0 && known > 2) laid.picks[s][i].reset();  // no other saw this plug
            if (told.told_by < 2) continue;                                // one alone may itself be wrong
            laid.picks[s][i] = vouched(standards[s].peaks, before.picks[s][i], told, combs[s].spacing_s, params);
        }
    }
}

double spacing_between(const std::vector<StandardPeaks>& standards, const Laid& laid) {
    std::vector<double> spacings;
    for (std::size_t s = 0; s < standards.size(); ++s)
        for (std::size_t i = 0; i + 1 < laid.picks[s].size(); ++i)
            if (laid.picks[s][i] && laid.picks[s][i + 1])
                spacings.push_back(time_of(standards[s], laid.picks[s][i + 1]) -
                                   time_of(standards[s], laid.picks[s][i]));
    return spacings.empty() ? no_value : median(spacings);
}

/// Where a tooth is expected: by the others of its plug, else halfway between its neighbours.
double expected_tooth_s(const std::vector<StandardPeaks>& standards, const Laid& laid, std::size_t s, std::size_t i,
                        const TimeModel& model) {
    if (!model.mean.empty()) {
        const InjectionTimes times = times_of(standards, laid, i, model.mean.size());
        const PredictedTime predicted = predict_time(model, times, standards[s].compound);
        if (std::isfinite(predicted.time_s)) return predicted.time_s;
    }
    if (i == 0 || i + 1 >= laid.picks[s].size()) return no_value;
    return 0.5 * (time_of(standards[s], laid.picks[s][i - 1]) + time_of(standards[s], laid.picks[s][i + 1]));
}

/// Which of a standard's peaks hold a tooth that has no peak of its own.
void mark_merged(const std::vector<SegmentPeak>& peaks, Tooth* teeth, std::size_t segments) {
    for (std::size_t i = 0; i < segments; ++i) {
        if (teeth[i].kind != ToothKind::missing || !std::isfinite(teeth[i].time_s)) continue;
        for (std::size_t p = 0; p < peaks.size(); ++p) {
            if (!(peaks[p].begin_s <= teeth[i].time_s && teeth[i].time_s <= peaks[p].end_s)) continue;
            std::size_t holds = 0;
            for (std::size_t j = 0; j < segments; ++j)
                holds += j != i && teeth[j].time_s >= peaks[p].begin_s && teeth[j].time_s <= peaks[p].end_s;
            if (holds == 0) continue;  // a peak beside its place, alone: not the standard
            for (std::size_t j = 0; j < segments; ++j)
                if (teeth[j].time_s >= peaks[p].begin_s && teeth[j].time_s <= peaks[p].end_s) {
                    teeth[j].kind = ToothKind::merged;
                    teeth[j].peak = p;
                }
        }
    }
}

void mark_teeth(const std::vector<StandardPeaks>& standards, const Laid& laid, const TimeModel& model,
                SegmentSpacing& result) {
    for (std::size_t s = 0; s < standards.size(); ++s) {
        Tooth* const teeth = result.teeth.data() + s * result.segments;
        for (std::size_t i = 0; i < result.segments; ++i) {
            const auto& pick = laid.picks[s][i];
            if (!laid.known[s]) continue;
            if (pick)
                teeth[i] = {ToothKind::seen, pick, standards[s].peaks[*pick].time_s};
            else
                teeth[i] = {ToothKind::missing, std::nullopt, expected_tooth_s(standards, laid, s, i, model)};
        }
        mark_merged(standards[s].peaks, teeth, result.segments);
    }
}

}  // namespace

SegmentSpacing segment_spacing(const std::vector<StandardPeaks>& standards, std::size_t segments, const TimeModel& told,
                               const SegmentParams& params) {
    require(segments >= 1, "a run has at least one segment");
    SegmentSpacing result;
    result.segments = segments;
    result.teeth.assign(standards.size() * segments, {ToothKind::unclear, std::nullopt, no_value});
    const std::vector<Comb> combs = combs_of(standards, segments, params);
    std::vector<std::size_t> order(standards.size());
    for (std::size_t s = 0; s < order.size(); ++s) order[s] = s;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const std::size_t of_a = combs[a].teeth.size(), of_b = combs[b].teeth.size();
        return of_a != of_b ? of_a > of_b : combs[a].score > combs[b].score;
    });
    if (order.empty() || combs[order.front()].seen() < 2) {
        result.notes.push_back({"segments-not-found", "",
                                "no internal standard repeats its peak; the " + std::to_string(segments) +
                                    " segments cannot be told apart"});
        return result;
    }
    const TimeModel model = told.mean.empty() ? learnt_here(standards, combs, segments, params) : told;
    const std::size_t seen = combs[order.front()].teeth.size();
    std::optional<std::size_t> base = 0;
    if (seen < segments) base = base_by_expected(standards, combs, order, segments);
    Laid laid = lay_beside(standards, combs, order, base.value_or(0), segments, model);
    const std::size_t compounds = compounds_of(standards);
    for (int round = 0; round < 2; ++round) vouch(standards, combs, compounds, params, laid);
    result.spacing_s = spacing_between(standards, laid);
    result.clear = base.has_value();
    if (!result.clear) {
        result.notes.push_back({"segment-edge-unclear", "",
                                "the internal standards show " + std::to_string(seen) + " of " +
                                    std::to_string(segments) +
                                    " segments, and whether the first or the last is missing is not known; tell "
                                    "when the standards of the first segment come. Nothing was assigned"});
        return result;
    }
    mark_teeth(standards, laid, learn_times(plugs_of(standards, laid, compounds), params), result);
    return result;
}

InjectionTimes plug_times(const SegmentSpacing& spacing, const std::vector<StandardPeaks>& standards,
                          std::size_t segment, std::size_t compounds) {
    InjectionTimes times(compounds, no_value);
    for (std::size_t s = 0; s < standards.size(); ++s) {
        const Tooth& tooth = spacing.tooth(s, segment);
        if (spacing.clear && tooth.kind == ToothKind::seen) times[standards[s].compound] = tooth.time_s;
    }
    return times;
}

}  // namespace gassan
