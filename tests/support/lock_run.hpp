#pragma once

/// \file
/// Runs with a planted error of the m/z axis, for tests that set it right again. Nothing of the simulator and nothing
/// of the stage: every centroid lies at mz (1 + error(mz, t) 1e-6), with noise of its own.

#include "core/model/run.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace gassan::test {

struct PlantedIon {
    double mz = 0.0;
    double counts = 5e4;
    /// Of its own, on top of the axis; and what is left of it by time: 0 = not seen.
    std::function<double(double time_s)> shift_ppm = [](double) { return 0.0; };
    std::function<double(double time_s)> share = [](double) { return 1.0; };
    bool at_ceiling = false;  ///< its counts do not follow the spray
};

using AxisError = std::function<double(double mz, double time_s)>;

/// 600 scans at 0.5 Hz, spray flicker of 2 %, m/z scatter of 1 ppm, and weak ions all over the range that nobody asks
/// for.
struct LockRun {
    Polarity polarity = Polarity::positive;
    std::vector<PlantedIon> ions;
    AxisError axis_ppm = [](double, double) { return 0.0; };
    std::size_t scans = 600;
    double spacing_s = 2.0;
    double weak_noise = 0.0;  ///< relative, of the weak ions, each for itself

    static constexpr double weak_counts = 300.0;

    [[nodiscard]] Run build() const {
        Run run;
        run.polarity = polarity;
        run.scan_begin = {0};
        std::uint64_t state = 12345;
        const auto dice = [&] {  // sum of uniform numbers: sd 1
            double sum = -6.0;
            for (int i = 0; i < 12; ++i) {
                state = state * 6364136223846793005u + 1442695040888963407u;
                sum += double(state >> 11) * 0x1p-53;
            }
            return sum;
        };
        std::vector<PlantedIon> all = ions;
        for (double mz = 80.31; mz < 990.0; mz += 9.77) all.push_back({.mz = mz, .counts = weak_counts});
        std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.mz < b.mz; });
        for (std::size_t scan = 0; scan < scans; ++scan) {
            const double time_s = spacing_s * double(scan), spray = 1.0 + 0.02 * dice();
            for (const PlantedIon& ion : all) {
                const double counts = ion.counts * ion.share(time_s) * (ion.at_ceiling ? 1.0 + 1e-4 * dice() : spray);
                if (counts <= 0.0) continue;
                const double noise = ion.counts == weak_counts ? std::max(-0.9, weak_noise * dice()) : 0.0;
                const double error_ppm = axis_ppm(ion.mz, time_s) + ion.shift_ppm(time_s) + dice();
                run.mz.push_back(ion.mz * (1.0 + 1e-6 * error_ppm));
                run.intensity.push_back(float(counts * (1.0 + noise)));
            }
            run.scan_time_s.push_back(time_s);
            run.scan_begin.push_back(run.mz.size());
        }
        return run;
    }
};

/// Median deviation of an ion within [begin_s, end_s), ppm.
[[nodiscard]] inline double error_ppm(const Run& run, double mz, double begin_s, double end_s) {
    std::vector<double> errors;
    for (std::size_t scan = 0; scan < run.scans(); ++scan) {
        if (run.scan_time_s[scan] < begin_s || run.scan_time_s[scan] >= end_s) continue;
        for (const double seen : run.scan_mz(scan))
            if (std::abs(seen / mz - 1.0) < 60e-6) errors.push_back((seen / mz - 1.0) * 1e6);
    }
    if (errors.empty()) return no_value;
    std::nth_element(errors.begin(), errors.begin() + std::ptrdiff_t(errors.size() / 2), errors.end());
    return errors[errors.size() / 2];
}

/// The worst of windows of 40 s over the run.
[[nodiscard]] inline double worst_error_ppm(const Run& run, double mz) {
    double worst = 0.0;
    for (double begin_s = 0.0; begin_s < run.scan_time_s.back() - 40.0; begin_s += 20.0) {
        const double error = error_ppm(run, mz, begin_s, begin_s + 40.0);
        worst = std::isnan(error) ? worst : std::max(worst, std::abs(error));
    }
    return worst;
}

}  // namespace gassan::test
