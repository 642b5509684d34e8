#include "core/peak/peak_baseline.hpp"

#include "core/base/robust.hpp"

#include <cmath>
#include <utility>

namespace gassan {
namespace {

constexpr double flank_fwhm = 3.0;  // length of the stretch beside a peak that tells its baseline

/// Mean of values none of which may count for more than a few times the usual one: neither a stray spike nor the
/// foot of a strong neighbour decides it, and scans in which a flickering ion is unseen still pull it down.
double capped_mean(std::vector<double>& values, double threshold) {
    const double cap = 2.0 * median(values) + 3.0 * threshold;
    double sum = 0.0;
    for (double& value : values) {
        value = std::min(value, cap);
        sum += value;
    }
    return sum / double(values.size());
}

/// The unoccupied scans nearest to a border, outwards.
Flank flank_beside(const SmoothedSignal& signal, const std::vector<std::uint8_t>& occupied, std::size_t border,
                   int step, double threshold) {
    const std::size_t wanted = scans_of(signal, border, flank_fwhm);
    std::vector<double> counts;
    Flank flank;
    std::size_t seen = 0;
    std::size_t i = border;
    for (std::size_t gone = 0; gone < 2 * wanted && counts.size() < wanted; ++gone) {
        if (step < 0 ? i == 0 : i + 1 == signal.counts.size()) break;
        i += std::size_t(step);
        if (occupied[i] || signal.raw.kind[i] == ScanKind::dropout) continue;
        counts.push_back(signal.raw.counts[i]);
        seen += signal.raw.kind[i] != ScanKind::unseen;
    }
    flank.scans = counts.size();
    if (counts.size() < 3) return flank;
    flank.presence = double(seen) / double(counts.size());
    flank.sd = robust_sd(counts);
    flank.level = capped_mean(counts, threshold);
    for (const double value : counts) flank.variance += (value - flank.level) * (value - flank.level);
    flank.variance /= double(counts.size());
    flank.counts = std::move(counts);
    return flank;
}

/// Where tops leave no scan free on either side, the higher of the two valleys is the level: a crest of a wave.
Flank valleys_as_flank(const SmoothedSignal& signal, std::size_t begin, std::size_t end) {
    Flank flank;
    flank.level = std::max(signal.counts[begin], signal.counts[end]);
    flank.scans = end - begin + 1;
    for (std::size_t i = begin; i <= end; ++i) flank.presence += signal.raw.kind[i] != ScanKind::unseen;
    flank.presence /= double(flank.scans);
    return flank;
}

/// The foot of a strong peak goes on below its bound: as long as the counts fall, or noise could hide that they do, it
/// is no baseline.
void occupy_foot(const SmoothedSignal& signal, const Bounds& bounds, double height, int step,
                 std::vector<std::uint8_t>& occupied) {
    const auto& counts = signal.counts;
    const std::size_t border = step < 0 ? bounds.begin : bounds.end;
    const std::size_t limit = step < 0 ? 0 : counts.size() - 1;
    const std::size_t longest = scans_of(signal, border, 1.5), surely = scans_of(signal, border, 0.75);
    const double strong = 50.0 * signal.sd(border);
    for (std::size_t i = border, gone = 0; i != limit && gone < longest; i += std::size_t(step), ++gone) {
        const std::size_t next = i + std::size_t(step);
        if (occupied[next] || counts[next] <= 0.0) break;
        const bool falls = counts[next] < counts[i] + signal.sd(i);
        if (!falls && !(gone < surely && height > strong)) break;
        occupied[next] = 1;
    }
}

}  // namespace

std::size_t scans_of(const SmoothedSignal& signal, std::size_t at, double fwhms) {
    return std::max<std::size_t>(3, std::size_t(fwhms * signal.raw.expected_fwhm_s[at] / signal.raw.spacing_s));
}

/// First guess of the baseline: the line between the lowest places on either side.
Baseline first_baseline(const SmoothedSignal& signal, const Top& top) {
    const std::size_t reach = scans_of(signal, top.at, 4.0);
    const std::size_t from = std::max(top.left, top.at - std::min(top.at, reach));
    const std::size_t to = std::min(top.right, top.at + reach);
    const auto first = signal.counts.begin();
    const auto left = std::min_element(first + std::ptrdiff_t(from), first + std::ptrdiff_t(top.at) + 1);
    const auto right = std::min_element(first + std::ptrdiff_t(top.at), first + std::ptrdiff_t(to) + 1);
    return {signal.raw.time_s[left - first], signal.raw.time_s[right - first], *left, *right};
}

std::vector<std::uint8_t> occupied_scans(const SmoothedSignal& signal, std::span<const Top> tops,
                                         std::span<const Bounds> bounds) {
    std::vector<std::uint8_t> occupied(signal.counts.size(), 0);
    for (const Bounds& own : bounds)
        std::fill(occupied.begin() + std::ptrdiff_t(own.begin), occupied.begin() + std::ptrdiff_t(own.end) + 1,
                  std::uint8_t(1));
    for (std::size_t i = 0; i < bounds.size(); ++i)
        for (const int step : {-1, +1}) occupy_foot(signal, bounds[i], signal.counts[tops[i].at], step, occupied);
    return occupied;
}

Flanks flanks_beside(const SmoothedSignal& signal, const std::vector<std::uint8_t>& occupied, const Bounds& group,
                     double threshold) {
    Flanks flanks{flank_beside(signal, occupied, group.begin, -1, threshold),
                  flank_beside(signal, occupied, group.end, +1, threshold)};
    auto& [left, right] = flanks;
    if (left.scans < 3) left = right;
    if (right.scans < 3) right = left;
    if (left.scans < 3) left = right = valleys_as_flank(signal, group.begin, group.end);
    return flanks;
}

double baseline_at(const Peak& peak, double time_s) {
    if (peak.baseline_begin == peak.baseline_end) return peak.baseline_begin;
    if (peak.end_s <= peak.begin_s) return peak.baseline_begin;
    const double part = std::clamp((time_s - peak.begin_s) / (peak.end_s - peak.begin_s), 0.0, 1.0);
    return std::lerp(peak.baseline_begin, peak.baseline_end, part);
}

}  // namespace gassan
