#include "core/peak/choose_shape.hpp"

#include "core/peak/peak_baseline.hpp"
#include "core/peak/shapes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace gassan {
namespace {

/// A shape that leaves no more than this many variances a degree of freedom leaves noise.
constexpr double noise_alone = 1.25;

double reduced_chi_square(const ShapeFit& fit) {
    return fit.chi_square / std::max(1.0, double(fit.seen - fit.free()));
}

/// Means of as many neighbours of one kind as make a long stretch short: a shape needs no more points.
FitPoints thinned(const FitPoints& points) {
    constexpr std::size_t most_points = 48;
    if (points.size() <= most_points) return points;
    const std::size_t block = (points.size() + most_points - 1) / most_points;
    FitPoints few;
    for (std::size_t i = 0; i < points.size();) {
        std::size_t end = i;
        double time = 0.0, counts = 0.0, variance = 0.0;
        while (end < points.size() && end < i + block && points.unseen[end] == points.unseen[i]) {
            time += points.time_s[end];
            counts += points.counts[end];
            variance += 1.0 / (points.weight[end] * points.weight[end]);
            ++end;
        }
        const auto n = double(end - i);
        few.time_s.push_back(time / n);
        few.counts.push_back(counts / n);
        few.weight.push_back(n / std::sqrt(variance));
        few.unseen.push_back(points.unseen[i]);
        i = end;
    }
    return few;
}

/// Keeps the better of two in `best`, and how far it leads.
void compete(ShapeFit fit, std::size_t points, ShapeChoice& best) {
    const double aicc = fit.aicc(points);
    if (aicc < best.aicc) {
        best.lead = best.aicc - aicc;
        best.aicc = aicc;
        best.fit = std::move(fit);
    } else {
        best.lead = std::min(best.lead, aicc - best.aicc);
    }
}

ShapeChoice nothing_yet() {
    ShapeChoice choice;
    choice.aicc = choice.fit.cost = std::numeric_limits<double>::infinity();
    return choice;
}

/// An EMG of a fitted Gaussian: part of its width becomes the exponential.
Component emg_start(Component gauss, ShapeKind kind) {
    const double sigma_s = std::exp(gauss.log_sigma_s);
    gauss.centre_s += (kind == ShapeKind::emg_tail ? -0.5 : 0.5) * sigma_s;
    gauss.log_sigma_s += std::log(0.85);
    gauss.skew = std::log(0.6);
    return gauss;
}

}  // namespace

double baseline_at(std::span<const Peak> group, double time_s) {
    const Peak* peak = &group.front();
    for (const Peak& one : group)
        if (time_s >= one.begin_s) peak = &one;
    return baseline_at(*peak, time_s);
}

FitPoints fit_points(const TraceSignal& signal, const IntensityNoise& noise, const Region& region,
                     std::span<const Peak> peaks) {
    FitPoints points;
    const auto counts_near = [&](std::size_t i) {
        const std::size_t before = i > 0 ? i - 1 : i, after = std::min(i + 1, signal.size() - 1);
        return 0.25 * (signal.counts[before] + 2.0 * signal.counts[i] + signal.counts[after]);
    };
    // A scan gathers ions over its whole time: where counts bend within a scan they are not those of one moment. The
    // mean over a bin differs from its middle by a 24th of the second difference, and from other places by more.
    constexpr double raster = 0.05;
    const auto bend_at = [&](std::size_t i) {
        if (i == 0 || i + 1 == signal.size()) return 0.0;
        return signal.counts[i - 1] - 2.0 * signal.counts[i] + signal.counts[i + 1];
    };
    const double wander2 = signal.wander * signal.wander - 1.0;
    for (std::size_t i = region.begin; i <= region.end; ++i) {
        const bool unseen = signal.kind[i] == ScanKind::unseen;
        if (!unseen && signal.kind[i] != ScanKind::seen) continue;
        const double base = baseline_at(peaks, signal.time_s[i]);
        const double level = unseen ? noise.threshold : counts_near(i);
        const double kink = unseen ? 0.0 : raster * bend_at(i);
        const double variance = noise.variance(std::max({level, noise.threshold, base})) +
                                wander2 * noise.variance(std::max(base, 0.0)) + kink * kink;
        points.time_s.push_back(signal.time_s[i]);
        points.counts.push_back((unseen ? std::max(noise.threshold, base) : signal.counts[i]) - base);
        points.weight.push_back(1.0 / std::sqrt(variance));
        points.unseen.push_back(char(unseen));
    }
    return thinned(points);
}

Component gauss_start(const Peak& peak) {
    const double sigma_s = std::max(peak.fwhm_s, 1e-3) / fwhm_over_sigma;
    return {std::log(std::max(peak.height * sigma_s * 2.5066, 1e-3)), peak.apex_s, std::log(sigma_s), 0.0};
}

Component hvl_start(const Peak& peak) {
    // Tail over front at 10 % height is 1 + d / 5.2 within a tenth up to d = 20 (table of domain knowledge in
    // docs/methods/peak_shapes.md), and (FWHM / sigma)^2 = 5.55 + 0.415 d.
    const double lean = std::clamp(peak.asymmetry, 0.05, 20.0);
    const double d = std::clamp(lean >= 1.0 ? 5.2 * (lean - 1.0) : -5.2 * (1.0 / lean - 1.0), -60.0, 60.0);
    Component start = gauss_start(peak);
    start.skew = d;
    start.log_sigma_s = std::log(std::max(peak.fwhm_s, 1e-3) / std::sqrt(5.55 + 0.415 * std::fabs(d)));
    start.centre_s = 0.0;
    start.centre_s = peak.apex_s - component_apex_s(ShapeKind::hvl, start);
    start.log_area = std::log(std::max(peak.area, 1e-3));
    return start;
}

TopOutline component_outline(ShapeKind kind, const Component& component) {
    const PreparedComponent prepared(kind, component);
    TopOutline outline;
    outline.apex_s = component_apex_s(kind, component);
    outline.height = prepared.counts(outline.apex_s);
    const double skew = kind == ShapeKind::gauss ? 0.0
                        : kind == ShapeKind::hvl ? component.skew
                                                 : std::exp(component.skew);
    const double farthest_s = 12.0 * std::exp(component.log_sigma_s) * (1.0 + std::sqrt(std::fabs(skew)));
    const auto half_width = [&](double share, double side) {
        double near_s = 0.0, far_s = farthest_s;
        for (int i = 0; i < 24; ++i) {
            const double middle_s = 0.5 * (near_s + far_s);
            (prepared.counts(outline.apex_s + side * middle_s) > share * outline.height ? near_s : far_s) = middle_s;
        }
        return 0.5 * (near_s + far_s);
    };
    outline.front_s = half_width(0.5, -1.0);
    outline.tail_s = half_width(0.5, 1.0);
    outline.asymmetry = half_width(0.1, 1.0) / half_width(0.1, -1.0);
    return outline;
}

ShapeChoice choose_shape(const FitPoints& points, const Peak& peak) {
    ShapeChoice best = nothing_yet();
    const Component start = gauss_start(peak);
    ShapeFit gauss = fit_components(points, ShapeKind::gauss, std::span(&start, 1), {});
    const Component symmetric = gauss.components.front();
    const bool leans = std::fabs(std::log(std::max(peak.asymmetry, 1e-3))) > 0.2;
    const double left = reduced_chi_square(gauss);
    compete(std::move(gauss), points.size(), best);
    best.lead = std::numeric_limits<double>::infinity();
    if (left < noise_alone && !leans) return best;

    const Component skewed = hvl_start(peak);
    ShapeFit leaning = fit_components(points, ShapeKind::hvl, std::span(&skewed, 1), {});
    compete(std::move(leaning), points.size(), best);
    const double d = best.fit.kind == ShapeKind::hvl ? best.fit.components.front().skew : std::log(peak.asymmetry);
    const ShapeKind side = d >= 0.0 ? ShapeKind::emg_tail : ShapeKind::emg_front;
    const Component mixed = emg_start(symmetric, side);
    compete(fit_components(points, side, std::span(&mixed, 1), {}), points.size(), best);
    return best;
}

ShapeChoice choose_shape(const FitPoints& points, std::span<const Peak> peaks) {
    constexpr double tied = 0.35, usual_skew = 10.0;
    ShapeChoice best = nothing_yet();
    std::vector<Component> start;
    for (const Peak& peak : peaks) start.push_back(gauss_start(peak));
    const ShapePrior prior{.tie_sd = tied, .skew = 0.0, .skew_sd = usual_skew};
    ShapeFit gauss = fit_components(points, ShapeKind::gauss, start, prior);
    const std::vector<Component> symmetric = gauss.components;
    const double left = reduced_chi_square(gauss);
    compete(std::move(gauss), points.size(), best);
    best.lead = std::numeric_limits<double>::infinity();
    if (left < noise_alone) return best;
    ShapeFit skewed = fit_components(points, ShapeKind::hvl, symmetric, prior);
    const double still_left = reduced_chi_square(skewed);
    const bool tails = skewed.components.front().skew + skewed.components.back().skew >= 0.0;
    compete(std::move(skewed), points.size(), best);
    if (still_left < noise_alone) return best;
    const ShapeKind side = tails ? ShapeKind::emg_tail : ShapeKind::emg_front;
    std::vector<Component> mixed;
    for (const Component& one : symmetric) mixed.push_back(emg_start(one, side));
    ShapePrior exponential = prior;
    exponential.skew = std::log(0.6);
    exponential.skew_sd = 1.0;
    compete(fit_components(points, side, mixed, exponential), points.size(), best);
    return best;
}

}  // namespace gassan
