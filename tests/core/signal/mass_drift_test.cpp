#include "core/signal/mass_drift.hpp"

#include "tests/support/built_run.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

using namespace gassan;
using namespace gassan::test;

namespace {

double worst_error_ppm(const Run& run, const std::function<double(double)>& planted) {
    const auto drift_ppm = mass_drift_ppm(run);
    REQUIRE(drift_ppm.size() == run.scans());
    double worst = 0.0;
    for (std::size_t scan = 0; scan < run.scans(); ++scan)
        worst = std::max(worst, std::abs(drift_ppm[scan] - planted(run.scan_time_s[scan])));
    return worst;
}

/// +8 ppm at the start, -8 ppm at the end.
double falling_ppm(double time_s) {
    return 8.0 * std::cos(std::numbers::pi * time_s / 1200.0);
}

}  // namespace

TEST_CASE("mass_drift: recovers a planted drift of 8 ppm up and down within 0.5 ppm", "[mass_drift]") {
    const Run run = a_run().drift(falling_ppm).with_background(40, 1e3, 5e4).with_singletons(300).build();
    CHECK(worst_error_ppm(run, falling_ppm) < 0.5);
}

TEST_CASE("mass_drift: follows a drift that comes and goes within minutes", "[mass_drift]") {
    const auto wave_ppm = [](double time_s) { return -8.0 * std::cos(2.0 * std::numbers::pi * time_s / 600.0); };
    const Run run = a_run().drift(wave_ppm).with_background(40, 1e3, 5e4).with_singletons(300).build();
    CHECK(worst_error_ppm(run, wave_ppm) < 0.8);  // straight lines over 60 s cut 0.4 ppm off the crests
}

TEST_CASE("mass_drift: is told against where the axis is most of the time", "[mass_drift]") {
    // 8 ppm off while the instrument warms up, then true for two thirds of the run: median 0, mean 1.3 ppm.
    const auto warming_ppm = [](double time_s) {
        return time_s < 400.0 ? 4.0 + 4.0 * std::cos(std::numbers::pi * time_s / 400.0) : 0.0;
    };
    const Run run =
        a_run().scatter(0.3, 100.0).drift(warming_ppm).with_background(40, 1e3, 5e4).with_singletons(300).build();
    CHECK(worst_error_ppm(run, warming_ppm) < 0.7);
}

TEST_CASE("mass_drift: a steady axis has none", "[mass_drift]") {
    const Run run = a_run().with_background(40, 1e3, 5e4).with_singletons(300).build();
    CHECK(worst_error_ppm(run, [](double) { return 0.0; }) < 0.3);
}

TEST_CASE("mass_drift: one ion that lies elsewhere moves nothing", "[mass_drift]") {
    // One of ten witnesses wanders against the others.
    BuiltRun built = a_run().drift(falling_ppm).with_background(11, 1e4, 5e4);
    built.with_profile(700.0, [](double t) { return t < 600.0 ? 4000.0 : 0.0; });
    built.with_profile(700.01, [](double t) { return t < 600.0 ? 0.0 : 4000.0; });
    CHECK(worst_error_ppm(built.build(), falling_ppm) < 0.5);
}

TEST_CASE("mass_drift: is exactly zero without three witnesses", "[mass_drift][edge]") {
    const auto lasting = GENERATE(std::size_t{0}, 1, 2);
    const Run run = a_run().scans(600, 1.0).drift(falling_ppm).with_background(lasting).with_singletons(100).build();
    const auto drift_ppm = mass_drift_ppm(run);
    CHECK(drift_ppm == std::vector<double>(600, 0.0));
}
