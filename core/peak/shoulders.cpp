#include "core/peak/shoulders.hpp"

#include "core/peak/choose_shape.hpp"
#include "core/peak/shapes.hpp"
#include "core/signal/smooth.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace gassan {
namespace {

// The suspicion is cheap and generous: that curvatures are real is for the fits to say.
constexpr double clear_sd = 0.2, suspect_sd = 0.5, doubtful_sd = 3.0, least_upward = 0.01, least_downward = 0.05;
constexpr std::array step_fwhms{0.3, 0.45};  // curvature is taken over so much of the width on either side

constexpr double least_height_sd = 15.0;

// The verdict.
constexpr double evidence = 10.0;  // of AICc
constexpr double satisfied = 1.3;  // variances a degree of freedom
// Of the score test, in chi-square. A full fit gains more (median 1.3 times, at worst tens of times): of 639 tops that
// fits part 11 promise less.
constexpr double least_promise = 5.0;
constexpr double least_resolution = 0.5;  // below it two shapes only imitate one
constexpr double least_share = 0.001;     // of the smaller area in both
constexpr double most_area_se = 0.35;     // of ln area
constexpr double most_width_ratio = 3.5;
constexpr double least_sum_upward = 0.01;  // of the sum's logarithm, over half a sigma on either side

/// Logarithm of the counts above the baseline around one top, and what is known of it.
struct LogSignal {
    std::size_t first = 0;  // of the signal
    std::vector<double> log_counts;
    std::vector<double> variance;  // of log_counts; infinite where it cannot be believed
};

/// Second difference over +-step, in units of ln; with its standard deviation.
struct Curvature {
    double value = 0, sd = 0;

    [[nodiscard]] double asked_for() const { return (sd < clear_sd ? suspect_sd : doubtful_sd) * sd; }
};

double baseline_of(const SmoothedSignal& signal, const Top& top) {
    return std::min(signal.counts[top.left], signal.counts[top.right]);
}

LogSignal log_signal(const SmoothedSignal& signal, const Top& top, const IntensityNoise& noise) {
    LogSignal log{top.left, {}, {}};
    const std::vector<std::uint16_t> lightly(top.right - top.left + 1, 0);
    const std::vector<double> counts = smooth(std::span(signal.raw.counts).subspan(top.left, lightly.size()), lightly);
    const double baseline = baseline_of(signal, top);
    const double least = 5.0 * std::sqrt(noise.variance(std::max(baseline, noise.threshold)));
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const double above = counts[i] - baseline;
        const bool real = signal.raw.kind[top.left + i] == ScanKind::seen && above > least;
        log.log_counts.push_back(real ? std::log(above) : 0.0);
        const double single = noise.variance(counts[i]) / smooth_gain(0);
        log.variance.push_back(real ? single / (above * above) : 1e9);
    }
    return log;
}

Curvature curvature_at(const LogSignal& log, std::size_t i, std::size_t step) {
    const auto& z = log.log_counts;
    const auto& v = log.variance;
    return {z[i - step] + z[i + step] - 2.0 * z[i], std::sqrt(v[i - step] + v[i + step] + 4.0 * v[i])};
}

/// Walks from the top outwards: first the sharpest upward curve, then a downward one. \return index of the signal at
/// the upward curve: where two ions may meet.
std::optional<std::size_t> suspected_border(const LogSignal& log, std::size_t top, std::size_t step, int direction) {
    std::optional<std::size_t> border, confirmed;
    double sharpest = 0.0;
    const std::size_t count = log.log_counts.size();
    for (std::size_t i = top; i >= step && i + step < count; i += std::size_t(direction)) {
        const Curvature curve = curvature_at(log, i, step);
        if (curve.value > std::max(least_upward, curve.asked_for()) && curve.value > sharpest) {
            sharpest = curve.value;
            border = i;
        }
        if (border && -curve.value > std::max(least_downward, curve.asked_for())) confirmed = border;
    }
    if (!confirmed) return std::nullopt;
    return log.first + *confirmed;
}

std::vector<std::size_t> suspected_borders(const SmoothedSignal& signal, const Top& top, const IntensityNoise& noise) {
    std::vector<std::size_t> borders;
    if (signal.counts[top.at] - baseline_of(signal, top) < least_height_sd * signal.sd(top.at)) return borders;
    if (signal.counts[top.at] < 3.0 * signal.usual) return borders;  // a wave of a lasting ion has any shape
    const double fwhm_scans = signal.raw.expected_fwhm_s[top.at] / signal.raw.spacing_s;
    const LogSignal log = log_signal(signal, top, noise);
    for (const double step_fwhm : step_fwhms) {
        const auto step = std::max<std::size_t>(2, std::size_t(step_fwhm * fwhm_scans + 0.5));
        for (const int direction : {-1, +1})
            if (const auto border = suspected_border(log, top.at - top.left, step, direction))
                if (std::none_of(borders.begin(), borders.end(),
                                 [&](std::size_t other) { return *border <= other + 2 && other <= *border + 2; }))
                    borders.push_back(*border);
    }
    return borders;
}

/// A peak as a fit begins with it, from the counts between two scans.
Peak rough_peak(const SmoothedSignal& signal, std::size_t from, std::size_t to, double baseline) {
    const auto& time_s = signal.raw.time_s;
    std::size_t at = from;
    for (std::size_t i = from; i <= to; ++i)
        if (signal.counts[i] > signal.counts[at]) at = i;
    Peak peak;
    peak.apex_s = time_s[at];
    peak.height = std::max(signal.counts[at] - baseline, 1.0);
    std::size_t left = at, right = at;
    const auto high = [&](std::size_t i) { return signal.counts[i] - baseline > 0.5 * peak.height; };
    while (left > from && high(left)) --left;
    while (right < to && high(right)) ++right;
    // Where a neighbour hides a side the other one speaks for both.
    const double front_s = left > from ? time_s[at] - time_s[left] : 1e9;
    const double tail_s = right < to ? time_s[right] - time_s[at] : 1e9;
    const double sides_s = std::max(front_s, tail_s) < 1e9 ? front_s + tail_s : 2.0 * std::min(front_s, tail_s);
    const double expected_s = signal.raw.expected_fwhm_s[at];
    peak.fwhm_s = std::clamp(sides_s < 1e9 ? sides_s : expected_s, 0.3 * expected_s, 3.0 * expected_s);
    peak.area = peak.height * peak.fwhm_s;
    // How it leans, if both its feet are in sight.
    const auto foot = [&](std::size_t i) { return signal.counts[i] - baseline > 0.1 * peak.height; };
    while (left > from && foot(left)) --left;
    while (right < to && foot(right)) ++right;
    if (left > from && right < to && left < at && right > at)
        peak.asymmetry = (time_s[right] - time_s[at]) / (time_s[at] - time_s[left]);
    return peak;
}

/// What the verdict is about: the scans of a top and of the near halves of neighbours that touch it.
struct Scene {
    Region region;
    double baseline = 0.0;
    std::vector<Peak> before, after;  ///< neighbours on either side, at most one each
};

Scene scene_of(const SmoothedSignal& signal, const std::vector<Top>& tops, std::size_t index) {
    constexpr double touches = 0.1;
    const Top& top = tops[index];
    Scene scene{{top.left, top.right}, baseline_of(signal, top), {}, {}};
    const double height = signal.counts[top.at];
    const auto add = [&](std::size_t neighbour, std::size_t valley, std::vector<Peak>& side) {
        if (signal.counts[valley] < touches * std::min(height, signal.counts[tops[neighbour].at])) return;
        const Top& other = tops[neighbour];
        scene.baseline = std::min(scene.baseline, baseline_of(signal, other));
        scene.region.begin = std::min(scene.region.begin, other.at);
        scene.region.end = std::max(scene.region.end, other.at);
        side.push_back(rough_peak(signal, other.left, other.right, scene.baseline));
    };
    if (index > 0) add(index - 1, top.left, scene.before);
    if (index + 1 < tops.size()) add(index + 1, top.right, scene.after);
    // Far out there is nothing to learn, and the background to stumble over.
    const double reach_s = 4.0 * rough_peak(signal, top.left, top.right, scene.baseline).fwhm_s;
    const auto& time_s = signal.raw.time_s;
    while (scene.region.begin < top.at && time_s[top.at] - time_s[scene.region.begin] > reach_s) ++scene.region.begin;
    while (scene.region.end > top.at && time_s[scene.region.end] - time_s[top.at] > reach_s) --scene.region.end;
    return scene;
}

FitPoints points_of(const SmoothedSignal& signal, const Scene& scene, const IntensityNoise& noise) {
    Peak level;
    level.baseline_begin = level.baseline_end = scene.baseline;
    return fit_points(signal.raw, noise, scene.region, std::span(&level, 1));
}

ShapeChoice fit_scene(const FitPoints& points, const Scene& scene, std::span<const Peak> middle) {
    std::vector<Peak> peaks = scene.before;
    peaks.insert(peaks.end(), middle.begin(), middle.end());
    peaks.insert(peaks.end(), scene.after.begin(), scene.after.end());
    return peaks.size() == 1 ? choose_shape(points, peaks.front()) : choose_shape(points, peaks);
}

/// Could a second ion of the same form beside the middle one of a fitted scene gain enough, wherever it may be?
bool promises(const FitPoints& points, const ShapeFit& one, const Component& middle, double fwhm_s) {
    std::vector<Component> candidates;
    for (const double width : {1.0, 0.5})
        for (const double place_fwhm : {-0.5, 0.5, -0.9, 0.9, -0.2, 0.2, -1.5, 1.5}) {
            candidates.push_back(middle);
            candidates.back().centre_s += place_fwhm * fwhm_s;
            candidates.back().log_sigma_s += std::log(width);
        }
    return gain_of_another(points, one, candidates, least_promise) >= least_promise;
}

/// Where the logarithm of the sum of two neighbours curves upwards most, between their apexes or, where the weaker
/// drowns even at its own, a little outside; nothing if it does so nowhere.
std::optional<double> upward_place_s(const ShapeFit& fit, double first_s, double second_s, double sigma_a,
                                     double sigma_b) {
    const double step_s = 0.5 * std::min(sigma_a, sigma_b);
    const std::vector<PreparedComponent> prepared = fit.prepared();
    const auto log_counts = [&](double time_s) { return std::log(std::max(counts_of(prepared, time_s), 1e-9)); };
    constexpr int places = 32;
    double sharpest = least_sum_upward;
    std::optional<double> place_s;
    for (int i = 0; i <= places; ++i) {
        const double time_s = std::lerp(first_s - sigma_a, second_s + sigma_b, double(i) / places);
        const double curve = log_counts(time_s - step_s) + log_counts(time_s + step_s) - 2.0 * log_counts(time_s);
        if (curve <= sharpest) continue;
        sharpest = curve;
        place_s = time_s;
    }
    return place_s;
}

/// Where two tops lie and where they meet, seconds.
struct Parting {
    double first_s, border_s, second_s;
    double aicc, chi_square;
    TopOutline first, second;
};

/// The verdict on components k and k + 1 of a fit.
std::optional<Parting> parting_of(const ShapeChoice& choice, std::size_t k) {
    const ShapeFit& fit = choice.fit;
    if (!std::isfinite(fit.cost) || fit.components.size() < k + 2) return std::nullopt;
    const Component &a = fit.components[k], &b = fit.components[k + 1];
    const double first_s = component_apex_s(fit.kind, a), second_s = component_apex_s(fit.kind, b);
    const double sigma_a = std::exp(a.log_sigma_s), sigma_b = std::exp(b.log_sigma_s);
    const double resolution = 1.18 * (second_s - first_s) / (fwhm_over_sigma * (sigma_a + sigma_b));
    if (!(resolution > least_resolution) || std::fabs(a.log_sigma_s - b.log_sigma_s) > std::log(most_width_ratio))
        return std::nullopt;
    if (std::fabs(a.log_area - b.log_area) > -std::log(least_share)) return std::nullopt;
    if (!(std::max(fit.log_area_se[k], fit.log_area_se[k + 1]) < most_area_se)) return std::nullopt;
    const auto border_s = upward_place_s(fit, first_s, second_s, sigma_a, sigma_b);
    if (!border_s) return std::nullopt;
    return Parting{first_s,
                   *border_s,
                   second_s,
                   choice.aicc,
                   fit.chi_square / std::max(1.0, double(fit.seen - fit.free())),
                   component_outline(fit.kind, a),
                   component_outline(fit.kind, b)};
}

std::size_t nearest_scan(const SmoothedSignal& signal, double time_s, std::size_t from, std::size_t to) {
    const auto& times = signal.raw.time_s;
    const auto after = std::size_t(std::lower_bound(times.begin(), times.end(), time_s) - times.begin());
    const std::size_t nearest =
        after > 0 && (after == times.size() || time_s - times[after - 1] < times[after] - time_s) ? after - 1 : after;
    return std::clamp(nearest, from, to);
}

/// Two tops for one, if the fits say so.
std::optional<std::array<Top, 2>> parted(const SmoothedSignal& signal, const std::vector<Top>& tops, std::size_t index,
                                         const std::vector<std::size_t>& borders, const IntensityNoise& noise) {
    const Top& top = tops[index];
    const Scene scene = scene_of(signal, tops, index);
    const FitPoints points = points_of(signal, scene, noise);
    const Peak whole = rough_peak(signal, top.left, top.right, scene.baseline);
    const ShapeChoice one = fit_scene(points, scene, std::span(&whole, 1));
    // What one shape describes down to the noise is one.
    if (one.fit.chi_square < satisfied * double(one.fit.seen - one.fit.free())) return std::nullopt;
    if (!promises(points, one.fit, one.fit.components[scene.before.size()], whole.fwhm_s)) return std::nullopt;
    std::optional<Parting> best;
    for (const std::size_t border : borders) {
        if (best && best->chi_square < satisfied) break;
        const std::array halves{rough_peak(signal, top.left, border, scene.baseline),
                                rough_peak(signal, border, top.right, scene.baseline)};
        const auto parting = parting_of(fit_scene(points, scene, halves), scene.before.size());
        if (parting && parting->aicc < one.aicc - evidence && (!best || parting->aicc < best->aicc)) best = parting;
    }
    if (!best || top.right < top.left + 4) return std::nullopt;
    const std::size_t border = nearest_scan(signal, best->border_s, top.left + 2, top.right - 2);
    const std::size_t first = nearest_scan(signal, best->first_s, top.left, border - 1);
    const std::size_t second = nearest_scan(signal, best->second_s, border + 1, top.right);
    return std::array{Top{first, top.left, border, true, false, best->first},
                      Top{second, border, top.right, true, false, best->second}};
}

}  // namespace

std::vector<Top> with_shoulders(const SmoothedSignal& signal, std::vector<Top> tops, const IntensityNoise& noise) {
    for (std::size_t i = 0; i < tops.size(); ++i) {
        const auto borders = suspected_borders(signal, tops[i], noise);
        if (borders.empty()) continue;
        const auto two = parted(signal, tops, i, borders, noise);
        if (!two) continue;
        tops[i] = (*two)[0];
        tops.insert(tops.begin() + std::ptrdiff_t(i) + 1, (*two)[1]);
        ++i;  // a third ion within these is beyond what is sought here
    }
    return tops;
}

}  // namespace gassan
