#include "core/peak/measure_peaks.hpp"

#include "core/peak/peak_apex.hpp"
#include "core/peak/peak_baseline.hpp"
#include "core/peak/saturation.hpp"
#include "core/signal/smooth.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace gassan {
namespace {

constexpr double least_reach_hwhm = 2.6;  // a Gaussian has 1 % of its height left there
constexpr double persistent = 0.7;        // an ion seen in this share of the scans is background

/// Where, walking from the top, the signal first stays below share of its height (time between scans), or the limit.
double crossing_s(const SmoothedSignal& signal, const Top& top, const Baseline& baseline, double share, int step) {
    const auto& time_s = signal.raw.time_s;
    const auto above = [&](std::size_t i) { return signal.counts[i] - baseline.at(time_s[i]); };
    const double wanted = share * above(top.at);
    const std::size_t limit = step < 0 ? top.left : top.right;
    for (std::size_t i = top.at; i != limit; i += std::size_t(step)) {
        const std::size_t next = i + std::size_t(step);
        if (above(next) >= wanted) continue;
        const std::size_t second = next == limit ? next : next + std::size_t(step);
        if (above(i) < wanted || (above(second) >= wanted && second != next)) continue;  // a single dip is noise
        const double part = (above(i) - wanted) / (above(i) - above(next));
        return time_s[i] + part * (time_s[next] - time_s[i]);
    }
    return time_s[limit];
}

/// Down to a share of the height, to the noise, or to the neighbour's valley; but at least as far as a clean peak
/// of this width would reach, for the eye loses a weak one's feet in the noise and they still are area.
std::size_t bound_of(const SmoothedSignal& signal, const Top& top, const Baseline& baseline, double bound_height,
                     int step) {
    const auto& time_s = signal.raw.time_s;
    const auto above = [&](std::size_t i) { return signal.counts[i] - baseline.at(time_s[i]); };
    const std::size_t limit = step < 0 ? top.left : top.right;
    const double half_s = crossing_s(signal, top, baseline, 0.5, step);
    const double least_s = least_reach_hwhm * std::abs(half_s - time_s[top.at]);
    const double height = above(top.at);
    int low = 0;
    std::size_t i = top.at;
    for (; i != limit; i += std::size_t(step)) {
        const double here = above(i), share = bound_height * height, most = 0.1 * height;
        const bool is_low = here < share || (here < most && here < signal.sd(i));
        low = is_low ? low + 1 : 0;
        if (low >= 2 && std::abs(time_s[i] - time_s[top.at]) >= least_s) break;
    }
    return i;
}

Bounds bounds_of(const SmoothedSignal& signal, const Top& top, const Baseline& baseline, double bound_height) {
    if (top.bounded) return {top.left, top.right};
    return {bound_of(signal, top, baseline, bound_height, -1), bound_of(signal, top, baseline, bound_height, +1)};
}

/// Does noise move the smoothed top by more than a tenth of its height? Then its fine outline is not believed.
bool is_rough(const SmoothedSignal& signal, const Top& top, double height) {
    constexpr double rough_top = 0.1;
    return signal.sd(top.at) >= rough_top * height;
}

/// Width that the smoothing added, in s^2 of variance.
double smoothing_variance_s2(const SmoothedSignal& signal, std::size_t at) {
    const double spacing_s = signal.raw.spacing_s;
    const double width = 2.0 * signal.half[at] + 1.0;
    const double scans2 = signal.half[at] == 0 ? 0.5 : 2.0 * (width * width - 1.0) / 12.0;
    return scans2 * spacing_s * spacing_s;
}

/// Trapezoids over the true scan times, less the baseline; the variance of the counts carried through.
void integrate(const SmoothedSignal& signal, const Bounds& bounds, const Baseline& baseline,
               const IntensityNoise& noise, double level_se, Peak& peak) {
    const auto& time_s = signal.raw.time_s;
    double area = 0.0, variance = 0.0;
    for (std::size_t i = bounds.begin; i <= bounds.end; ++i) {
        const double before = i > bounds.begin ? time_s[i] - time_s[i - 1] : 0.0;
        const double after = i < bounds.end ? time_s[i + 1] - time_s[i] : 0.0;
        const double weight_s = 0.5 * (before + after);
        area += weight_s * (signal.raw.counts[i] - baseline.at(time_s[i]));
        const double single = noise.variance(signal.raw.counts[i]) + peak.noise_sd * peak.noise_sd;
        // A bridged scan knows nothing of itself: it stands for its neighbours once more.
        const bool real = signal.raw.kind[i] == ScanKind::seen || signal.raw.kind[i] == ScanKind::unseen;
        variance += weight_s * weight_s * single * (real ? 1.0 : 4.0);
    }
    const double duration_s = time_s[bounds.end] - time_s[bounds.begin];
    peak.area = area;
    peak.area_se = std::sqrt(variance + level_se * level_se * duration_s * duration_s);
}

FeatureFlag flags_of(const SmoothedSignal& signal, const Top& top, const Bounds& bounds, const Baseline& baseline,
                     const IntensityNoise& noise, const Peak& peak) {
    FeatureFlag flags = FeatureFlag::none;
    for (std::size_t i = bounds.begin; i <= bounds.end; ++i) {
        if (signal.raw.kind[i] == ScanKind::dropout) flags |= FeatureFlag::dropout;
        if (signal.raw.kind[i] == ScanKind::spike) flags |= FeatureFlag::spike;
        if (is_at_ceiling(signal.raw.counts[i], noise)) flags |= FeatureFlag::saturated;
    }
    const auto share_at = [&](std::size_t i) {
        return (signal.counts[i] - baseline.at(signal.raw.time_s[i])) / peak.height;
    };
    const std::size_t last = signal.counts.size() - 1;
    const bool left_valley = bounds.begin == top.left && top.left > 0;
    const bool right_valley = bounds.end == top.right && top.right < last;
    if ((left_valley && share_at(bounds.begin) > 0.05) || (right_valley && share_at(bounds.end) > 0.05))
        flags |= FeatureFlag::overlap;
    if (bounds.begin == 0 && share_at(0) > 0.05) flags |= FeatureFlag::cut_at_start;
    if (bounds.end == last && share_at(last) > 0.05) flags |= FeatureFlag::cut_at_end;
    if (top.shoulder) flags |= FeatureFlag::shoulder;
    if (peak.points < 5) flags |= FeatureFlag::few_points;
    if (peak.presence >= persistent) flags |= FeatureFlag::on_background;
    return flags;
}

/// Share of the scans beside a peak with at least so many counts.
double strong_share(const Flank& left, const Flank& right, double counts) {
    const auto strong = [&](const Flank& flank) {
        return double(std::count_if(flank.counts.begin(), flank.counts.end(), [&](double c) { return c >= counts; }));
    };
    const double scans = double(left.scans + right.scans);
    return scans > 0.0 ? (strong(left) + strong(right)) / scans : 0.0;
}

/// ln P of at least `seen` sightings in `scans` if they came at random (leading term of the Poisson tail): at the
/// rate of the flanks or of the whole run, whichever is higher, and never less than a few strays a run.
double chance_log(std::size_t seen, std::size_t scans, double run_rate, double flank_rate) {
    const double rate = std::max({run_rate, flank_rate, 0.001});
    const double expected = std::min(rate, 1.0) * double(scans);
    const auto count = double(seen);
    return count <= expected ? 0.0 : count * std::log(expected) - expected - std::lgamma(count + 1.0);
}

/// Counts, in heights, of the last scan before the ion is unseen, walking from the top; 0 if it never is.
double step_to_nothing(const SmoothedSignal& signal, const Top& top, const Bounds& bounds, double height, int step) {
    const auto& raw = signal.raw;
    const std::size_t limit = step < 0 ? bounds.begin : bounds.end;
    for (std::size_t i = top.at; i != limit; i += std::size_t(step))
        if (raw.kind[i + std::size_t(step)] == ScanKind::unseen) return raw.counts[i] / height;
    return 0.0;
}

/// Where the signal falls to half its height. A side on which a neighbour takes over before that is taken to be as wide
/// as the other.
std::pair<double, double> half_heights_s(const SmoothedSignal& signal, const Top& top, const Baseline& baseline) {
    const auto& time_s = signal.raw.time_s;
    const double left_s = crossing_s(signal, top, baseline, 0.5, -1);
    const double right_s = crossing_s(signal, top, baseline, 0.5, +1);
    const bool left_hidden = top.left > 0 && left_s <= time_s[top.left];
    const bool right_hidden = top.right + 1 < time_s.size() && right_s >= time_s[top.right];
    const double apex_s = time_s[top.at];
    if (left_hidden && !right_hidden) return {std::min(left_s, apex_s - (right_s - apex_s)), right_s};
    if (right_hidden && !left_hidden) return {left_s, std::max(right_s, apex_s + (apex_s - left_s))};
    return {left_s, right_s};
}

/// All numbers of one peak, its bounds and baseline being settled.
Peak measure(const SmoothedSignal& signal, const Top& top, const Bounds& bounds, const Baseline& baseline,
             const Flank& left, const Flank& right, const IntensityNoise& noise) {
    const auto& time_s = signal.raw.time_s;
    Peak peak;
    peak.begin = signal.raw.first_scan + bounds.begin;
    peak.apex = signal.raw.first_scan + top.at;
    peak.end = signal.raw.first_scan + bounds.end;
    peak.begin_s = time_s[bounds.begin];
    peak.end_s = time_s[bounds.end];
    peak.baseline_begin = baseline.at(peak.begin_s);
    peak.baseline_end = baseline.at(peak.end_s);

    const double scans = double(left.scans + right.scans);
    peak.level = scans > 0 ? (left.level * double(left.scans) + right.level * double(right.scans)) / scans : 0.0;
    peak.presence =
        scans > 0 ? (left.presence * double(left.scans) + right.presence * double(right.scans)) / scans : 0.0;
    // Where the ion is not seen its noise hides below the threshold.
    peak.noise_sd = std::max({std::sqrt(noise.variance(peak.level)), left.sd, right.sd, 0.5 * noise.threshold});

    const auto [left_half_s, right_half_s] = half_heights_s(signal, top, baseline);
    const double seen_fwhm_s = right_half_s - left_half_s;
    const double added_s2 = 8.0 * std::log(2.0) * smoothing_variance_s2(signal, top.at);
    peak.fwhm_s = std::sqrt(std::max(seen_fwhm_s * seen_fwhm_s - added_s2, 0.25 * seen_fwhm_s * seen_fwhm_s));
    const Apex apex = apex_of(signal, top, peak.fwhm_s);
    peak.apex_s = apex.time_s;
    peak.height = std::max(apex.counts - baseline.at(apex.time_s), 1e-9);
    peak.front_s = std::max(peak.apex_s - left_half_s, 0.0);
    peak.tail_s = std::max(right_half_s - peak.apex_s, 0.0);
    const double front_s = peak.apex_s - crossing_s(signal, top, baseline, 0.1, -1);
    const double tail_s = crossing_s(signal, top, baseline, 0.1, +1) - peak.apex_s;
    peak.asymmetry = front_s > 0.0 ? std::max(tail_s, 0.0) / front_s : 1.0;

    if (top.outline.height > 0.0) set_outline(top.outline, peak);

    const double higher_side = std::max(left.level, right.level);
    double top_sum = 0.0;
    std::size_t top_scans = 0, top_seen = 0, strong = 0;
    for (std::size_t i = bounds.begin; i <= bounds.end; ++i) {
        const double above = signal.raw.counts[i] - baseline.at(time_s[i]);
        strong += signal.raw.kind[i] == ScanKind::seen && above > 0.3 * peak.height;
        peak.points += signal.raw.kind[i] == ScanKind::seen && above > 1.5 * peak.noise_sd;
        if (time_s[i] < peak.apex_s - peak.front_s || time_s[i] > peak.apex_s + peak.tail_s) continue;
        top_sum += signal.raw.counts[i];
        ++top_scans;
        top_seen += signal.raw.kind[i] != ScanKind::unseen;
    }
    top_scans = std::max<std::size_t>(top_scans, 1);
    const auto strays = strong_share(left, right, 0.3 * peak.height);
    const double run_rate = 0.3 * peak.height < 2.0 * noise.threshold ? signal.raw.sightings : 0.0;
    peak.chance_log = chance_log(strong, bounds.end - bounds.begin + 1, run_rate, strays);
    peak.top_share = double(top_seen) / double(top_scans);
    peak.rise = (top_sum / double(top_scans) - peak.level) / std::max({peak.level, signal.usual, 1e-9});
    const double single =
        std::max({noise.variance(std::max(higher_side, noise.threshold)), left.variance, right.variance});
    const double wander2 = signal.raw.wander * signal.raw.wander - 1.0;
    const double top_sd = std::sqrt(single / double(top_scans) + wander2 * single / smooth_gain(signal.half[top.at]));
    peak.significance = (top_sum / double(top_scans) - higher_side) / top_sd;

    peak.cliff = std::min(step_to_nothing(signal, top, bounds, peak.height, -1),
                          step_to_nothing(signal, top, bounds, peak.height, +1));

    const double level_se = scans > 0 ? peak.noise_sd / std::sqrt(scans) : peak.noise_sd;
    integrate(signal, bounds, baseline, noise, peak.presence > 0.0 ? level_se : 0.0, peak);
    peak.flags = flags_of(signal, top, bounds, baseline, noise, peak);
    return peak;
}

/// A top and the smoothing on which its outline is drawn.
struct Outline {
    const SmoothedSignal& signal;
    Top top;
    Baseline first_guess;
};

/// \param coarse_of gives the coarse smoothing; not asked for a top that is clear.
template <class CoarseOf>
Outline outline_of(const SmoothedSignal& fine, const CoarseOf& coarse_of, const Top& top) {
    const Baseline base = first_baseline(fine, top);
    const double height = fine.counts[top.at] - base.at(fine.raw.time_s[top.at]);
    if (!is_rough(fine, top, height)) return {fine, top, base};
    const SmoothedSignal& coarse = coarse_of();
    Top moved = top;
    const std::size_t reach = scans_of(fine, top.at, 0.5);
    for (std::size_t i = std::max(top.left, top.at - std::min(top.at, reach)); i <= std::min(top.right, top.at + reach);
         ++i)
        if (coarse.counts[i] > coarse.counts[moved.at]) moved.at = i;
    return {coarse, moved, first_baseline(coarse, moved)};
}

/// Tops [first, last) whose bounds meet.
struct Group {
    std::size_t first, last;
};

std::vector<Group> groups_that_touch(const std::vector<Bounds>& bounds) {
    std::vector<Group> groups;
    for (std::size_t i = 0; i < bounds.size(); ++i) {
        if (!groups.empty() && bounds[i].begin <= bounds[i - 1].end)
            groups.back().last = i + 1;
        else
            groups.push_back({i, i + 1});
    }
    return groups;
}

template <class CoarseOf>
std::vector<Peak> measure_all(const SmoothedSignal& fine, const CoarseOf& coarse_of, std::span<const Top> tops,
                              const IntensityNoise& noise, const PeakParams& params) {
    std::vector<Outline> outlines;
    std::vector<Bounds> bounds;
    for (const Top& top : tops) {
        const Outline& outline = outlines.emplace_back(outline_of(fine, coarse_of, top));
        bounds.push_back(bounds_of(outline.signal, outline.top, outline.first_guess, params.bound_height));
    }
    const std::vector<std::uint8_t> occupied = occupied_scans(fine, tops, bounds);

    std::vector<Peak> peaks;
    for (const Group& group : groups_that_touch(bounds)) {
        const Bounds whole{bounds[group.first].begin, bounds[group.last - 1].end};
        const auto [left, right] = flanks_beside(fine, occupied, whole, noise.threshold);
        const Baseline baseline{fine.raw.time_s[whole.begin], fine.raw.time_s[whole.end], left.level, right.level};
        for (std::size_t i = group.first; i < group.last; ++i) {
            const Outline& outline = outlines[i];
            const Bounds settled = bounds_of(outline.signal, outline.top, baseline, params.bound_height);
            peaks.push_back(measure(outline.signal, outline.top, settled, baseline, left, right, noise));
        }
    }
    return peaks;
}

}  // namespace

void set_outline(const TopOutline& outline, Peak& peak) {
    peak.apex_s = outline.apex_s;
    peak.height = outline.height;
    peak.front_s = outline.front_s;
    peak.tail_s = outline.tail_s;
    peak.fwhm_s = outline.front_s + outline.tail_s;
    peak.asymmetry = outline.asymmetry;
}

std::vector<Peak> measure_peaks(const SmoothedSignal& fine, const SmoothedSignal& coarse, std::span<const Top> tops,
                                const IntensityNoise& noise, const PeakParams& params) {
    return measure_all(
        fine, [&]() -> const SmoothedSignal& { return coarse; }, tops, noise, params);
}

std::vector<Peak> measure_peaks(const SmoothedSignal& fine, std::span<const Top> tops, const IntensityNoise& noise,
                                const PeakParams& params) {
    std::optional<SmoothedSignal> coarse;
    const auto coarse_of = [&]() -> const SmoothedSignal& {
        if (!coarse) coarse.emplace(smoothed(fine.raw, noise, coarse_smoothing));
        return *coarse;
    };
    return measure_all(fine, coarse_of, tops, noise, params);
}

}  // namespace gassan
