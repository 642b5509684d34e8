#include "core/trace/intensity_noise.hpp"

#include "core/base/robust.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace gassan {
namespace {

constexpr double bins_per_octave = 2.0;
constexpr std::size_t most_residuals = 4000;  // a bin; more does not sharpen a median
constexpr std::size_t fewest_residuals = 50;

struct Level {
    double counts, variance;
};

/// sd of y[2] around the cubic through its four neighbours has variance 1 + (1 + 16 + 16 + 1) / 36 times one point's.
double residual_of_cubic(const float* y) {
    return (double(y[2]) - (4.0 * (double(y[1]) + y[3]) - y[0] - y[4]) / 6.0) / std::sqrt(1.0 + 34.0 / 36.0);
}

std::vector<Level> scatter_by_level(const MassTraces& traces, double threshold) {
    std::array<std::vector<double>, 64> residuals;
    std::array<double, 64> sum{};
    for (std::size_t trace = 0; trace < traces.size(); ++trace)
        for (std::size_t i = traces.begin[trace]; i + 4 < traces.begin[trace + 1]; ++i) {
            if (traces.scan[i + 4] != traces.scan[i] + 4) continue;
            const float* y = &traces.intensity[i];
            const double level = (double(y[0]) + y[1] + y[3] + y[4]) / 4.0;
            // Just above the threshold the scatter is cut off from below.
            if (!(level > std::max(3.0 * threshold, 1e-9))) continue;
            const auto bin = std::size_t(std::clamp(std::log2(level) * bins_per_octave, 0.0, 63.0));
            if (residuals[bin].size() >= most_residuals) continue;
            residuals[bin].push_back(std::abs(residual_of_cubic(y)));
            sum[bin] += level;
        }
    std::vector<Level> levels;
    for (std::size_t bin = 0; bin < residuals.size(); ++bin) {
        if (residuals[bin].size() < fewest_residuals) continue;
        const double counts = sum[bin] / double(residuals[bin].size());
        const double sd = median(std::move(residuals[bin])) / 0.67449;
        levels.push_back({counts, sd * sd});
    }
    return levels;
}

/// What 0.5 % of the intensities lie below; of many some, evenly drawn, tell as much.
double lowest_usual(const std::vector<float>& intensity) {
    constexpr std::size_t enough = 100000;
    const std::size_t stride = intensity.size() / enough + 1;
    std::vector<double> some;
    some.reserve(intensity.size() / stride + 1);
    for (std::size_t i = 0; i < intensity.size(); i += stride) some.push_back(intensity[i]);
    return quantile_inplace(some, 0.005);
}

}  // namespace

double IntensityNoise::variance(double counts) const {
    const double level = std::max(counts, 0.0);
    return gain * level + relative * level * relative * level;
}

IntensityNoise intensity_noise(const MassTraces& traces) {
    IntensityNoise noise;
    if (traces.intensity.empty()) return noise;
    noise.threshold = lowest_usual(traces.intensity);

    const std::vector<Level> levels = scatter_by_level(traces, noise.threshold);
    if (levels.empty()) {
        noise.gain = std::max(noise.threshold / 3.0, 1.0);
        return noise;
    }
    // Few levels, one free number on a grid, the other a median: robust, and never negative.
    double best = std::numeric_limits<double>::infinity();
    for (double relative = 0.0; relative <= 0.15; relative += 0.005) {
        std::vector<double> gains;
        for (const Level& level : levels)
            gains.push_back(std::max(0.5, level.variance / level.counts - relative * relative * level.counts));
        const IntensityNoise trial{median(gains), relative, noise.threshold};
        double misfit = 0.0;
        for (const Level& level : levels) misfit += std::abs(std::log(level.variance / trial.variance(level.counts)));
        if (misfit < best) {
            best = misfit;
            noise = trial;
        }
    }
    return noise;
}

}  // namespace gassan
