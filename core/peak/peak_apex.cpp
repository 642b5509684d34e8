#include "core/peak/peak_apex.hpp"

#include "core/signal/smooth.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

/// Is even a single scan at the top certain to a few per cent?
bool is_clear(const SmoothedSignal& signal, const Top& top) {
    constexpr double clear_scan = 0.04;
    const double scan_sd = signal.sd(top.at) * std::sqrt(smooth_gain(signal.half[top.at]));
    return scan_sd < clear_scan * signal.counts[top.at];
}

/// How far on either side the cap of a peak is taken for a parabola, in widths: a narrow cap where noise allows it, for
/// overloaded peaks are triangles.
constexpr double clear_cap_fwhm = 0.12, noisy_cap_fwhm = 0.3;

/// level + slope t + square t^2, t in s.
struct Parabola {
    double level, slope, square;
};

/// The parabola through the raw counts of scans [from, to] by least squares, about a time: over 1, t and t^2 less what
/// they have of each other, for which the times are taken from their mean.
Parabola parabola_through(const SmoothedSignal& signal, std::size_t from, std::size_t to, double about_s) {
    const auto& time_s = signal.raw.time_s;
    const auto points = double(to - from + 1);
    double mean_s = 0.0, mean = 0.0;
    for (std::size_t i = from; i <= to; ++i) {
        mean_s += (time_s[i] - about_s) / points;
        mean += signal.raw.counts[i] / points;
    }
    double squares = 0.0, cubes = 0.0, fourths = 0.0, along = 0.0, bent = 0.0;
    for (std::size_t i = from; i <= to; ++i) {
        const double away_s = time_s[i] - about_s - mean_s, counts = signal.raw.counts[i] - mean;
        squares += away_s * away_s;
        cubes += away_s * away_s * away_s;
        fourths += away_s * away_s * away_s * away_s;
        along += away_s * counts;
        bent += away_s * away_s * counts;
    }
    const double own = fourths - squares * squares / points - cubes * cubes / squares;
    const double square = own > 0.0 ? (bent - cubes / squares * along) / own : 0.0;
    const double slope = (along - square * cubes) / squares;
    const double level = mean - square * squares / points;
    return {level - slope * mean_s + square * mean_s * mean_s, slope - 2.0 * square * mean_s, square};
}

}  // namespace

Apex apex_of(const SmoothedSignal& signal, const Top& top, double fwhm_s) {
    const auto& time_s = signal.raw.time_s;
    // On a shoulder the highest scan is its neighbour's.
    const bool clear = is_clear(signal, top) && !top.shoulder;
    const double cap_fwhm = clear ? clear_cap_fwhm : noisy_cap_fwhm;
    // Smoothing pulls the top of a triangle off its edge: where noise allows, the highest scan itself is the start.
    std::size_t at = top.at;
    const std::size_t reach = clear ? 2u * signal.half[top.at] + 1u : 0;
    for (std::size_t i = std::max(top.left, top.at - std::min(top.at, reach)); i <= std::min(top.right, top.at + reach);
         ++i)
        if (signal.raw.counts[i] > signal.raw.counts[at]) at = i;
    const Apex plain{time_s[at], clear ? signal.raw.counts[at] : signal.counts[at]};
    std::size_t from = at, to = at;
    while (from > top.left && (at - from < 1 || plain.time_s - time_s[from - 1] <= cap_fwhm * fwhm_s)) --from;
    while (to < top.right && (to - at < 1 || time_s[to + 1] - plain.time_s <= cap_fwhm * fwhm_s)) ++to;
    if (to - from < 2) return plain;
    const Parabola fit = parabola_through(signal, from, to, plain.time_s);
    if (!(fit.square < 0.0)) return plain;
    const double vertex_s = -fit.slope / (2.0 * fit.square);
    if (plain.time_s + vertex_s < time_s[from] || plain.time_s + vertex_s > time_s[to]) return plain;
    return {plain.time_s + vertex_s, fit.level + 0.5 * fit.slope * vertex_s};
}

}  // namespace gassan
