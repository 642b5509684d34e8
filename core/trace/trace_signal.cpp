#include "core/trace/trace_signal.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

/// Straight line from the last good scan before begin to the first good one at end; flat at the borders.
void bridge(TraceSignal& signal, std::size_t begin, std::size_t end) {
    const bool has_left = begin > 0, has_right = end < signal.size();
    const double left = has_left ? signal.counts[begin - 1] : has_right ? signal.counts[end] : 0.0;
    const double right = has_right ? signal.counts[end] : left;
    const double left_s = has_left ? signal.time_s[begin - 1] : signal.time_s[begin];
    const double right_s = has_right ? signal.time_s[end] : signal.time_s[end - 1];
    for (std::size_t i = begin; i < end; ++i) {
        const double part = right_s > left_s ? (signal.time_s[i] - left_s) / (right_s - left_s) : 0.5;
        signal.counts[i] = left + part * (right - left);
    }
}

void bridge_dropouts(TraceSignal& signal) {
    for (std::size_t i = 0; i < signal.size(); ++i) {
        if (signal.kind[i] != ScanKind::dropout) continue;
        std::size_t end = i;
        while (end < signal.size() && signal.kind[end] == ScanKind::dropout) ++end;
        bridge(signal, i, end);
        i = end;
    }
}

/// A lone scan a tenth as high as two scans on either side: the ion was lost, and what was taken for it is a stray.
void forget_strangers(TraceSignal& signal) {
    constexpr double strange = 0.1;  // no valley between two peaks falls and rises so far from one scan to the next
    for (std::size_t i = 2; i + 2 < signal.size(); ++i) {
        if (signal.kind[i] != ScanKind::seen) continue;
        const auto& counts = signal.counts;
        const double around = std::min({counts[i - 2], counts[i - 1], counts[i + 1], counts[i + 2]});
        if (counts[i] >= strange * around) continue;
        signal.kind[i] = ScanKind::unseen;
        signal.counts[i] = 0.0;
    }
}

/// An ion far above the threshold cannot vanish for a scan or two: its centroid was merged with another's.
void bridge_losses(TraceSignal& signal, const IntensityNoise& noise) {
    constexpr std::size_t longest = 2;
    for (std::size_t i = 1; i < signal.size(); ++i) {
        if (signal.kind[i] != ScanKind::unseen || signal.kind[i - 1] == ScanKind::unseen) continue;
        std::size_t end = i;
        while (end < signal.size() && signal.kind[end] == ScanKind::unseen && end - i <= longest) ++end;
        if (end == signal.size() || end - i > longest) continue;
        const double weaker = std::min(signal.counts[i - 1], signal.counts[end]);
        if (weaker - 4.0 * std::sqrt(noise.variance(weaker)) < noise.threshold) continue;
        bridge(signal, i, end);
        std::fill(signal.kind.begin() + std::ptrdiff_t(i), signal.kind.begin() + std::ptrdiff_t(end), ScanKind::lost);
        i = end;
    }
}

/// Middle of the scans around one, itself left out.
double level_around(const TraceSignal& signal, std::size_t at) {
    constexpr std::size_t reach = 4;
    std::vector<double> around;
    for (std::size_t i = at - std::min(at, reach); i < std::min(signal.size(), at + reach + 1); ++i)
        if (i != at) around.push_back(signal.counts[i]);
    return quantile_inplace(around, 0.5);
}

/// One scan high above both neighbours, seen from the level around, is no ion: a peak has width.
void bridge_spikes(TraceSignal& signal, const IntensityNoise& noise) {
    constexpr double neighbours_of_peak = 0.25;  // from 2 scans FWHM on a peak's neighbours are higher than this
    for (std::size_t i = 1; i + 1 < signal.size(); ++i) {
        if (signal.kind[i] != ScanKind::seen) continue;
        const double neighbour = std::max(signal.counts[i - 1], signal.counts[i + 1]);
        const double above = signal.counts[i] - neighbour;  // mostly less than any spike's
        if (above < 2.0 * noise.threshold || above < 6.0 * std::sqrt(noise.variance(neighbour))) continue;
        const double level = level_around(signal, i);
        if (neighbour - level > neighbours_of_peak * (signal.counts[i] - level)) continue;
        // Among unseen scans a weak lone point is a stray sighting, and counts as such.
        if (level == 0.0 && signal.counts[i] < 10.0 * noise.threshold) continue;
        signal.kind[i] = ScanKind::spike;
        bridge(signal, i, i + 1);
    }
}

}  // namespace

TraceSignal trace_signal(const RunClock& clock, std::span<const std::uint32_t> scan, std::span<const float> intensity,
                         std::size_t first, std::size_t last, const IntensityNoise& noise) {
    TraceSignal signal;
    signal.first_scan = first;
    signal.spacing_s = clock.spacing_s;
    signal.sightings = double(scan.size()) / double(clock.time_s.size());
    signal.time_s.assign(clock.time_s.begin() + std::ptrdiff_t(first), clock.time_s.begin() + std::ptrdiff_t(last));
    signal.expected_fwhm_s.assign(clock.expected_fwhm_s.begin() + std::ptrdiff_t(first),
                                  clock.expected_fwhm_s.begin() + std::ptrdiff_t(last));
    signal.counts.assign(last - first, 0.0);
    signal.kind.assign(last - first, ScanKind::unseen);
    for (std::size_t i = 0; i < scan.size(); ++i) {
        if (scan[i] < first || scan[i] >= last) continue;
        signal.counts[scan[i] - first] = std::max(0.0f, intensity[i]);
        signal.kind[scan[i] - first] = ScanKind::seen;
    }
    for (std::size_t i = 0; i < signal.size(); ++i)
        if (clock.dropout[first + i]) signal.kind[i] = ScanKind::dropout;

    bridge_dropouts(signal);
    bridge_spikes(signal, noise);
    forget_strangers(signal);
    bridge_losses(signal, noise);
    return signal;
}

}  // namespace gassan
