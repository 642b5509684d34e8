#include "core/peak/shoulders.hpp"

#include "core/signal/smooth.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace gassan {
namespace {

constexpr double certain_sd = 5.0;     // curvatures count from so many of their standard deviations on
constexpr double least_upward = 0.25;  // and from this much of a natural logarithm: real peaks are not perfect
constexpr double least_downward = 0.10;
constexpr double step_fwhm = 0.45;  // curvature is taken over a little less than the width on either side

/// Logarithm of the counts above the baseline around one top, and what is known of it.
struct LogSignal {
    std::size_t first = 0;  // of the signal
    std::vector<double> log_counts;
    std::vector<double> variance;  // of log_counts; infinite where it cannot be believed
};

/// Second difference over +-step, in units of ln; with its standard deviation.
struct Curvature {
    double value = 0, sd = 0;
};

LogSignal log_signal(const SmoothedSignal& signal, const Top& top, const IntensityNoise& noise) {
    LogSignal log{top.left, {}, {}};
    const std::vector<std::uint16_t> lightly(top.right - top.left + 1, 0);
    const std::vector<double> counts = smooth(std::span(signal.raw.counts).subspan(top.left, lightly.size()), lightly);
    const double baseline = std::min(signal.counts[top.left], signal.counts[top.right]);
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

/// A shoulder on one side of a top: its own place and the border (indices of the log signal).
struct Shoulder {
    std::size_t at, border;
};

/// Walks from the top outwards: first the sharpest certain upward curve, then the sharpest certain downward one.
std::optional<Shoulder> find_shoulder(const LogSignal& log, std::size_t top, std::size_t step, int direction) {
    std::optional<Shoulder> found;
    std::optional<std::size_t> border;
    double sharpest_up = 0.0, sharpest_down = 0.0;
    const std::size_t count = log.log_counts.size();
    for (std::size_t i = top; i >= step && i + step < count; i += std::size_t(direction)) {
        const Curvature curve = curvature_at(log, i, step);
        if (!found && curve.value > std::max(least_upward, certain_sd * curve.sd) && curve.value > sharpest_up) {
            sharpest_up = curve.value;
            border = i;
        }
        if (!border || -curve.value < std::max(least_downward, certain_sd * curve.sd)) continue;
        if (-curve.value <= sharpest_down) continue;
        sharpest_down = -curve.value;
        found = Shoulder{i, *border};
    }
    return found;
}

}  // namespace

std::vector<Top> with_shoulders(const SmoothedSignal& signal, std::vector<Top> tops, const IntensityNoise& noise) {
    std::vector<Top> all;
    for (Top top : tops) {
        const double fwhm_scans = signal.raw.expected_fwhm_s[top.at] / signal.raw.spacing_s;
        const auto step = std::max<std::size_t>(2, std::size_t(step_fwhm * fwhm_scans));
        const LogSignal log = log_signal(signal, top, noise);
        const auto front = find_shoulder(log, top.at - top.left, step, -1);
        const auto tail = find_shoulder(log, top.at - top.left, step, +1);
        std::optional<Top> after;
        if (front) {
            all.push_back({log.first + front->at, top.left, log.first + front->border, true});
            top.left = log.first + front->border;
            top.shoulder = true;
        }
        if (tail) {
            after = Top{log.first + tail->at, log.first + tail->border, top.right, true};
            top.right = log.first + tail->border;
            top.shoulder = true;
        }
        all.push_back(top);
        if (after) all.push_back(*after);
    }
    return all;
}

}  // namespace gassan
