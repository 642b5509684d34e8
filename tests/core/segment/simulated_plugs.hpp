#pragma once

/// \file
/// Times of a multisegment injection by the physics of migration, not by any law the code under test knows.
///
/// Plug i of n is pushed in by pressure and takes plug_mm; a spacer follows, drawn in by the voltage for spacer_s, in
/// which all ions that are in already migrate. The clock starts with the separation. Ion k has the velocity v_k; the
/// flow drifts, v(t) = v_k + flow + drift t. It is seen when the middle of its plug has passed length_mm, on a scan.

#include "core/base/random.hpp"
#include "core/segment/segment_spacing.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

namespace gassan::test {

struct PlugRun {
    std::size_t plugs = 13;
    double length_mm = 1500.0, plug_mm = 4.0, spacer_s = 45.0;
    double flow_mm_s = 0.0;  // beside that of the velocities
    double speed = 1.0;      // voltage, temperature
    double drift_mm_s2 = 0.0;
    double scan_s = 1.0;  // 0: times are exact
};

inline std::vector<double> usual_velocities() {
    return {1.50, 1.38, 1.34, 1.22, 1.15, 1.13, 1.10, 0.98, 0.74, 0.71, 0.70};
}

inline double time_s(const PlugRun& run, double velocity_mm_s, std::size_t plug) {
    const double v = velocity_mm_s * run.speed + run.flow_mm_s;
    const auto after = double(run.plugs - 1 - plug);
    const double way_mm = run.length_mm - run.plug_mm * (after + 0.5) - v * run.spacer_s * after;
    // way = v t + drift t^2 / 2
    const double exact_s =
        run.drift_mm_s2 == 0.0 ? way_mm / v : (std::sqrt(v * v + 2.0 * run.drift_mm_s2 * way_mm) - v) / run.drift_mm_s2;
    return run.scan_s > 0.0 ? std::round(exact_s / run.scan_s) * run.scan_s : exact_s;
}

/// A run as others of its study: flow, speed and drift scatter by per cents.
inline PlugRun usual_run(std::uint64_t seed) {
    RandomStream random(seed, 4040);
    PlugRun run;
    run.flow_mm_s = 0.03 * draw_normal(random);
    run.speed = 1.0 + 0.015 * draw_normal(random);
    run.drift_mm_s2 = 1e-5 * draw_normal(random);
    return run;
}

inline std::vector<InjectionTimes> injections_of(const PlugRun& run, const std::vector<double>& velocities) {
    std::vector<InjectionTimes> injections(run.plugs);
    for (std::size_t i = 0; i < run.plugs; ++i)
        for (const double velocity : velocities) injections[i].push_back(time_s(run, velocity, i));
    return injections;
}

inline SegmentPeak peak_at(double time_s, double height = 1e4, double half_s = 12.0) {
    return {time_s, time_s - half_s, time_s + half_s, height};
}

}  // namespace gassan::test
