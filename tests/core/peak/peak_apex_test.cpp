#include "core/peak/peak_apex.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <functional>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Scans of uneven distance with the counts of a law, a peak 8 s wide expected, hardly any noise.
TraceSignal signal_of(const std::function<double(double)>& law) {
    TraceSignal signal;
    for (int i = 0; i < 41; ++i) {
        const double time_s = 300.0 + 0.5 * i + 0.11 * std::sin(2.3 * i);
        signal.time_s.push_back(time_s);
        signal.counts.push_back(law(time_s));
        signal.expected_fwhm_s.push_back(8.0);
        signal.kind.push_back(ScanKind::seen);
    }
    signal.spacing_s = 0.5;
    return signal;
}

const IntensityNoise quiet{.gain = 1e-3, .relative = 0.0, .threshold = 1.0};

}  // namespace

TEST_CASE("apex_of: finds the vertex of a parabola between uneven scans, wherever it lies", "[peak_apex]") {
    for (const double vertex_s : {309.3, 310.0, 310.37}) {
        const TraceSignal raw = signal_of([&](double t) { return 1e6 - 4e3 * std::pow(t - vertex_s, 2); });
        const SmoothedSignal signal = smoothed(raw, quiet, fine_smoothing);
        CAPTURE(vertex_s);
        for (const std::size_t at : {18u, 20u, 21u}) {  // the smoothed top may lie a scan beside
            const Apex apex = apex_of(signal, {.at = at, .left = 0, .right = 40}, 12.0);
            CHECK_THAT(apex.time_s, WithinAbs(vertex_s, 1e-7));
            CHECK_THAT(apex.counts, WithinRel(1e6, 1e-10));
        }
    }
}

TEST_CASE("apex_of: of a leaning cap it tells what least squares by hand tell", "[peak_apex]") {
    // 9 points, t from -4 to 4, counts 100 - t^2 + t^3 / 16: slope of the cubic's part by hand 11.8 / 16, vertex at
    // half.
    TraceSignal raw;
    for (int t = -4; t <= 4; ++t) {
        raw.time_s.push_back(50.0 + t);
        raw.counts.push_back(100.0 - t * t + t * t * t / 16.0);
        raw.expected_fwhm_s.push_back(1.0);
        raw.kind.push_back(ScanKind::seen);
    }
    const SmoothedSignal signal = smoothed(raw, quiet, fine_smoothing);
    const Apex apex = apex_of(signal, {.at = 4, .left = 0, .right = 8}, 4.0 / 0.12 + 0.1);
    CHECK_THAT(apex.time_s, WithinAbs(50.0 + 0.5 * 11.8 / 16.0, 1e-9));
    CHECK_THAT(apex.counts, WithinAbs(100.0 + std::pow(0.5 * 11.8 / 16.0, 2), 1e-9));
}

// ---- edges -------------------------------------------------------------------------------------------------

TEST_CASE("apex_of: what curves upwards, or has no neighbour, is highest where it is", "[peak_apex][edge]") {
    const TraceSignal raw = signal_of([](double t) { return 1e5 + 100.0 * std::pow(t - 305.0, 2); });
    const SmoothedSignal signal = smoothed(raw, quiet, fine_smoothing);
    const Apex end = apex_of(signal, {.at = 40, .left = 0, .right = 40}, 12.0);
    CHECK(end.time_s == raw.time_s[40]);
    CHECK(end.counts == raw.counts[40]);
    const Apex alone = apex_of(signal, {.at = 20, .left = 20, .right = 20}, 12.0);
    CHECK(alone.time_s == raw.time_s[20]);
}
