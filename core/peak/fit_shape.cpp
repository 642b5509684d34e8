#include "core/peak/fit_shape.hpp"

#include "core/peak/choose_shape.hpp"
#include "core/peak/shapes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace gassan {
namespace {

/// Peaks [first, last) that touch: one that is asked for, and its neighbours.
struct Group {
    std::size_t first, last, own;

    [[nodiscard]] std::size_t size() const { return last - first; }
};

Group group_around(std::span<const Peak> peaks, std::size_t own) {
    const auto touch = [&](std::size_t left) { return peaks[left + 1].begin <= peaks[left].end + 1; };
    return {own > 0 && touch(own - 1) ? own - 1 : own, own + 1 < peaks.size() && touch(own) ? own + 2 : own + 1, own};
}

Region region_of(const TraceSignal& signal, std::span<const Peak> group) {
    return {group.front().begin - signal.first_scan, group.back().end - signal.first_scan};
}

/// A little beyond the bounds, where the counts say that the peak has ended, but not into a neighbour.
Region widened(const TraceSignal& signal, std::span<const Peak> peaks, const Group& group) {
    Region region = region_of(signal, peaks.subspan(group.first, group.size()));
    const auto reach = [&](const Peak& peak) { return std::size_t(0.7 * peak.fwhm_s / signal.spacing_s) + 1; };
    const std::size_t lowest = group.first > 0 ? peaks[group.first - 1].end + 1 - signal.first_scan : 0;
    const std::size_t highest =
        group.last < peaks.size() ? peaks[group.last].begin - 1 - signal.first_scan : signal.size() - 1;
    region.begin -= std::min(region.begin - std::min(region.begin, lowest), reach(peaks[group.first]));
    region.end = std::max(region.end, std::min(highest, region.end + reach(peaks[group.last - 1])));
    return region;
}

double snr(const Peak& peak) {
    return peak.snr_of_height();
}

/// Is there enough of a peak to ask for its shape?
bool has_shape(const Peak& peak) {
    return snr(peak) > 10.0 && peak.points >= 5 && !has(peak.flags, FeatureFlag::saturated);
}

/// Of one component of a fit: what it has of the counts in the region, of what the detector did not tell, and beyond.
struct Share {
    double area = 0.0;      ///< counts x s
    double variance = 0.0;  ///< by the noise of the scans
    double by_shape = 0.0;  ///< part of area that the electropherogram does not tell
    double span_s = 0.0;    ///< duration over which it owns the counts: a baseline's error times this is area
};

/// What is expected of a scan in which the ion was not seen, above the baseline.
double expected_unseen(double counts, double limit, double sd) {
    const double above = (counts - limit) / sd;
    if (above < -5.0) return counts;
    const double below = 0.5 * std::erfc(above / std::sqrt(2.0));
    if (below < 1e-9) return limit;
    return counts - sd * gauss_density(0.0, 1.0, above) / below;
}

Share share_of(const TraceSignal& signal, const IntensityNoise& noise, std::span<const Peak> group,
               const Region& region, const ShapeFit& fit, std::size_t which) {
    Share share;
    const Component& own = fit.components[which];
    const auto& time_s = signal.time_s;
    const auto times_s = std::span(time_s).subspan(region.begin, region.end - region.begin + 1);
    const std::vector<double> owns = PreparedComponent(fit.kind, own).counts(times_s), sums = fit.counts(times_s);
    for (std::size_t i = region.begin; i <= region.end; ++i) {
        const double before_s = i > region.begin ? time_s[i] - time_s[i - 1] : 0.0;
        const double after_s = i < region.end ? time_s[i + 1] - time_s[i] : 0.0;
        const double weight_s = 0.5 * (before_s + after_s);
        const double base = baseline_at(group, time_s[i]);
        const double of_own = owns[i - region.begin], of_all = sums[i - region.begin];
        // Where no component is worth a count the bounds decide.
        const Peak& peak = group[which];
        const bool inside = time_s[i] >= peak.begin_s && time_s[i] <= peak.end_s;
        const double part = fit.components.size() == 1 ? 1.0 : of_all > 1.0 ? of_own / of_all : inside ? 1.0 : 0.0;
        double counts = signal.counts[i] - base;
        double variance = noise.variance(std::max(signal.counts[i], base));
        if (signal.kind[i] == ScanKind::unseen) {
            const double limit = noise.threshold - base;
            if (limit > 0.0) {
                const double sd = std::sqrt(noise.variance(noise.threshold));
                const double hidden = expected_unseen(of_all, limit, sd);
                share.by_shape += weight_s * part * std::max(hidden - counts, 0.0);
                counts = std::max(hidden, counts);
            }
        } else if (signal.kind[i] != ScanKind::seen) {
            share.by_shape += weight_s * part * std::abs(of_all - counts);
            counts = of_all;
            variance *= 2.0;
        }
        share.area += weight_s * part * counts;
        share.variance += weight_s * weight_s * part * part * variance;
        share.span_s += weight_s * part;
    }
    const double beyond = std::exp(own.log_area) * (component_cdf(fit.kind, own, time_s[region.begin]) + 1.0 -
                                                    component_cdf(fit.kind, own, time_s[region.end]));
    share.area += beyond;
    share.by_shape += beyond;
    return share;
}

/// Standard error of the baseline under a peak, counts.
double baseline_se(const TraceSignal& signal, const IntensityNoise& noise, const Peak& peak) {
    if (!(peak.presence > 0.0)) return 0.0;
    // The levels of both sides, each over a few widths of scans.
    const double scans = std::max(6.0, 6.0 * signal.expected_fwhm_s[peak.apex - signal.first_scan] / signal.spacing_s);
    return std::sqrt(noise.variance(std::max(peak.level, 0.5 * noise.threshold)) / scans) * signal.wander;
}

void set_area(const TraceSignal& signal, const IntensityNoise& noise, const Share& share, double by_fit_se,
              Peak& peak) {
    constexpr double shape_trust = 0.3;  // of what only the shape tells
    constexpr double imperfect = 0.002;  // of any area: true shapes are none of the three
    const double level = baseline_se(signal, noise, peak) * share.span_s;
    const double squares = share.variance + level * level + std::pow(shape_trust * share.by_shape, 2) +
                           std::pow(imperfect * share.area, 2);
    peak.area = share.area;
    peak.area_se = std::max(std::sqrt(squares), by_fit_se);
}

/// What no shape describes was disturbed by something, and its area is no better than that: noise counts as often as
/// chi-square says, beyond what an imperfect noise law explains.
void doubt(Peak& peak) {
    constexpr double usual = 2.0, most = 10.0;
    if (std::isfinite(peak.chi_square)) peak.area_se *= std::sqrt(std::clamp(peak.chi_square / usual, 1.0, most));
}

/// Parted at a perpendicular: nobody knows how much of the neighbour is on this side.
Peak at_perpendicular(Peak peak) {
    constexpr double share = 0.08;
    peak.area_se = std::hypot(peak.area_se, share * peak.area);
    return peak;
}

PeakModel model_of(ShapeKind kind) {
    switch (kind) {
        case ShapeKind::gauss:
            return PeakModel::gauss;
        case ShapeKind::hvl:
            return PeakModel::hvl;
        default:
            return PeakModel::emg;
    }
}

/// How well the shape describes the scans between the bounds.
void set_misfit(const TraceSignal& signal, std::span<const Peak> group, const ShapeFit& fit, Peak& peak) {
    const Region bounds = region_of(signal, std::span(&peak, 1));
    const std::vector<double> sums =
        fit.counts(std::span(signal.time_s).subspan(bounds.begin, bounds.end - bounds.begin + 1));
    double squares = 0.0;
    std::size_t scans = 0;
    for (std::size_t i = bounds.begin; i <= bounds.end; ++i) {
        if (signal.kind[i] != ScanKind::seen) continue;
        const double left = signal.counts[i] - baseline_at(group, signal.time_s[i]) - sums[i - bounds.begin];
        squares += left * left;
        ++scans;
    }
    peak.misfit = std::sqrt(squares / double(std::max<std::size_t>(scans, 1))) / peak.height;
    peak.chi_square = fit.chi_square / std::max(1.0, double(fit.seen - fit.free()));
}

bool describes(const Peak& peak) {
    constexpr double most_chi_square = 6.0, most_misfit = 0.04;
    return peak.chi_square < most_chi_square || peak.misfit < most_misfit;
}

/// Does an HVL component lean so far, and is its a1 so well known, that a1 tells more than the apex?
bool knows_a1(const ShapeFit& fit, std::size_t which, const Peak& own) {
    constexpr double least_snr = 20.0, most_se_fwhm = 0.1, least_d = 2.0;
    return std::isfinite(fit.cost) && fit.kind == ShapeKind::hvl && snr(own) > least_snr &&
           std::fabs(fit.components[which].skew) > least_d && fit.centre_se_s[which] < most_se_fwhm * own.fwhm_s;
}

/// Where little of the ion would have come, by an HVL fit that describes it and that no other shape comes near; NaN
/// where it tells no more than the apex.
double told_a1_s(const TraceSignal& signal, std::span<const Peak> group, const ShapeChoice& choice, std::size_t which,
                 Peak own) {
    constexpr double clear_lead = 10.0, noise_alone = 2.0, most_misfit = 0.02;
    if (!(choice.lead > clear_lead) || !knows_a1(choice.fit, which, own)) return no_value;
    set_misfit(signal, group, choice.fit, own);
    return own.chi_square < noise_alone || own.misfit < most_misfit ? choice.fit.components[which].centre_s : no_value;
}

/// A peak of few ions: a Gaussian about as wide as the law expects says what was lost below the threshold.
Peak with_law(const TraceSignal& signal, const IntensityNoise& noise, std::span<const Peak> peaks, const Group& group,
              Peak peak) {
    const FitPoints points = fit_points(signal, noise, widened(signal, peaks, group), peaks.subspan(group.own, 1));
    const double expected_s = signal.expected_fwhm_s[peak.apex - signal.first_scan];
    const ShapePrior prior{.log_sigma_s = std::log(expected_s / fwhm_over_sigma), .log_sigma_sd = 0.4};
    const Component start = gauss_start(peak);
    const ShapeFit fit = fit_components(points, ShapeKind::gauss, std::span(&start, 1), prior);
    if (!std::isfinite(fit.cost)) return peak;
    const auto alone = peaks.subspan(group.own, 1);
    const Share share = share_of(signal, noise, alone, region_of(signal, alone), fit, 0);
    if (share.area > 2.0 * peak.area || share.area < 0.5 * peak.area) return peak;
    set_area(signal, noise, share, 0.0, peak);
    return peak;
}

Peak with_own_shape(const TraceSignal& signal, const IntensityNoise& noise, std::span<const Peak> peaks,
                    const Group& group, Peak peak) {
    const auto alone = peaks.subspan(group.own, 1);
    const FitPoints points = fit_points(signal, noise, widened(signal, peaks, group), alone);
    const ShapeChoice choice = choose_shape(points, peak);
    if (!std::isfinite(choice.fit.cost)) return peak;
    peak.a1_s = told_a1_s(signal, alone, choice, 0, peak);
    set_misfit(signal, alone, choice.fit, peak);
    const Share share = share_of(signal, noise, alone, region_of(signal, alone), choice.fit, 0);
    if (!describes(peak) || share.by_shape > 0.3 * share.area) {
        peak = with_law(signal, noise, peaks, group, peak);
        doubt(peak);
        return peak;
    }
    peak.model = model_of(choice.fit.kind);
    set_area(signal, noise, share, 0.0, peak);
    doubt(peak);
    return peak;
}

/// Is each component where its peak is, and about as large?
bool is_believable(std::span<const Peak> group, const ShapeFit& fit) {
    for (std::size_t k = 0; k < group.size(); ++k) {
        const double apex_s = component_apex_s(fit.kind, fit.components[k]);
        const double slack_s = 0.5 * group[k].fwhm_s;
        if (apex_s < group[k].begin_s - slack_s || apex_s > group[k].end_s + slack_s) return false;
        if (!(fit.log_area_se[k] < 0.5)) return false;
    }
    return true;
}

std::optional<Peak> with_shared_shape(const TraceSignal& signal, const IntensityNoise& noise,
                                      std::span<const Peak> peaks, const Group& group, Peak peak) {
    const auto members = peaks.subspan(group.first, group.size());
    const FitPoints points = fit_points(signal, noise, widened(signal, peaks, group), members);
    const ShapeChoice choice = choose_shape(points, members);
    if (!std::isfinite(choice.fit.cost) || !is_believable(members, choice.fit)) return std::nullopt;
    const std::size_t which = group.own - group.first;
    set_misfit(signal, members, choice.fit, peak);
    if (!describes(peak)) return std::nullopt;
    const Share share = share_of(signal, noise, members, region_of(signal, members), choice.fit, which);
    peak.model = model_of(choice.fit.kind);
    set_area(signal, noise, share, choice.fit.log_area_se[which] * share.area, peak);
    doubt(peak);
    set_outline(component_outline(choice.fit.kind, choice.fit.components[which]), peak);
    peak.a1_s = told_a1_s(signal, members, choice, which, peak);
    return peak;
}

/// The same scans for one who trusts the form of a peak more than its heights: a spray flickers, and a detector bends,
/// by a share of the counts.
FitPoints softened(FitPoints points, double height) {
    constexpr double of_counts = 0.1, of_height = 0.01;
    for (std::size_t i = 0; i < points.size(); ++i)
        points.weight[i] = 1.0 / std::hypot(1.0 / points.weight[i], of_counts * points.counts[i], of_height * height);
    return points;
}

/// Where little of a far leaning peak would have come, though no shape describes its heights or a neighbour spoils its
/// foot. What bends or hides the top of a triangle leaves its corners where they are.
double leaning_a1_s(const TraceSignal& signal, const IntensityNoise& noise, std::span<const Peak> peaks,
                    const Group& group, Peak peak) {
    constexpr double least_lean = 1.6, most_beside = 0.2, most_misfit = 0.2, most_chi_square = 5.0;
    if (!has_shape(peak) || !(std::max(peak.asymmetry, 1.0 / peak.asymmetry) > least_lean)) return no_value;
    for (std::size_t i = group.first; i < group.last; ++i)
        if (i != group.own && peaks[i].height > most_beside * peak.height) return no_value;
    const auto alone = peaks.subspan(group.own, 1);
    const Component start = hvl_start(peak);
    const FitPoints points = softened(fit_points(signal, noise, region_of(signal, alone), alone), peak.height);
    const ShapeFit fit = fit_components(points, ShapeKind::hvl, std::span(&start, 1), {});
    if (!knows_a1(fit, 0, peak)) return no_value;
    set_misfit(signal, alone, fit, peak);
    return peak.misfit < most_misfit && peak.chi_square < most_chi_square ? fit.components.front().centre_s : no_value;
}

/// All but a centre that no whole shape tells.
Peak with_area(const TraceSignal& signal, const IntensityNoise& noise, std::span<const Peak> peaks,
               const Group& group) {
    const Peak& own = peaks[group.own];
    if (group.size() == 1)
        return has_shape(own) ? with_own_shape(signal, noise, peaks, group, own)
                              : with_law(signal, noise, peaks, group, own);
    const auto members = peaks.subspan(group.first, group.size());
    if (std::all_of(members.begin(), members.end(), has_shape))
        if (const auto shared = with_shared_shape(signal, noise, peaks, group, own)) return *shared;
    return at_perpendicular(own);
}

}  // namespace

Peak with_shape(const TraceSignal& signal, const IntensityNoise& noise, std::span<const Peak> peaks, std::size_t own) {
    // A full detector shows its own shape.
    if (has(peaks[own].flags, FeatureFlag::saturated)) return peaks[own];
    const Group group = group_around(peaks, own);
    Peak peak = with_area(signal, noise, peaks, group);
    if (!std::isfinite(peak.a1_s) && peak.model != PeakModel::emg)
        peak.a1_s = leaning_a1_s(signal, noise, peaks, group, peaks[own]);
    return peak;
}

}  // namespace gassan
