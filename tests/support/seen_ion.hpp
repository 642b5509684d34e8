#pragma once

/// \file
/// One ion's electropherogram as peak detection takes it, made from a function of time.

#include "core/base/random.hpp"
#include "core/trace/trace_signal.hpp"

#include <cmath>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace gassan::test {

/// Expected counts against time.
using Profile = std::function<double(double time_s)>;

/// A Gaussian: height and width as an analyst reads them.
[[nodiscard]] inline Profile gauss(double apex_s, double height, double fwhm_s) {
    return [=](double time_s) { return height * std::exp2(-std::pow((time_s - apex_s) / (0.5 * fwhm_s), 2)); };
}

/// A profile on a level.
[[nodiscard]] inline Profile raised(double counts, Profile profile) {
    return [counts, profile = std::move(profile)](double time_s) { return counts + profile(time_s); };
}

struct SeenIon {
    std::size_t scans = 300;
    double spacing_s = 1.0, first_s = 0.0;
    double expected_fwhm_s = 6.0;
    IntensityNoise noise{.gain = 20.0, .relative = 0.0, .threshold = 40.0};
    std::uint64_t seed = 0;  ///< 0 = no noise
    std::vector<std::uint8_t> dropout = {};

    [[nodiscard]] std::vector<double> times_s() const {
        std::vector<double> result(scans);
        for (std::size_t i = 0; i < scans; ++i) result[i] = first_s + spacing_s * double(i);
        return result;
    }

    /// \param counts what falls below the threshold is not seen.
    [[nodiscard]] TraceSignal of(const Profile& counts) const {
        RunClock clock{times_s(), dropout, std::vector<double>(scans, expected_fwhm_s)};
        clock.dropout.resize(scans, 0);
        std::vector<std::uint32_t> scan;
        std::vector<float> intensity;
        for (std::size_t i = 0; i < scans; ++i) {
            double value = counts(clock.time_s[i]);
            if (seed != 0) {
                RandomStream random(seed, 9, 0, 0, std::uint32_t(i));
                value = noise.gain * draw_poisson(random, value / noise.gain);
                if (noise.relative > 0.0) value *= 1.0 + noise.relative * draw_normal(random);
            }
            if (value < noise.threshold) continue;
            scan.push_back(std::uint32_t(i));
            intensity.push_back(float(value));
        }
        return trace_signal(clock, scan, intensity, 0, scans, noise);
    }
};

}  // namespace gassan::test
