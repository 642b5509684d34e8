#include "core/simulate/migration.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using Catch::Matchers::WithinAbs;

namespace {

/// The oracle knows no formula of ours: it moves the ion, step by step, at mobility x field.
double moved_step_by_step(const Separation& s, double mobility_tu) {
    constexpr double step_s = 1e-3;
    double time_s = 0.0;
    for (double way_mm = 0.0; way_mm < s.length_mm; time_s += step_s) {
        const double now = time_s + step_s / 2;
        double kv = s.voltage_kv * s.field_factor;
        if (now < s.ramp_s) kv *= now / s.ramp_s;
        if (now >= s.failure_begin_s && now < s.failure_end_s) kv *= s.failure_factor;
        way_mm += (mobility_tu + s.eof_tu + s.eof_drift_tu_per_s * now) * kv / s.length_mm * step_s;
    }
    return time_s;
}

}  // namespace

TEST_CASE("migration: reference times without a ramp", "[migration]") {
    // 0.8 m, 30 kV, EOF 16 TU: A = 21333 TU s.
    const Separation plain;
    CHECK_THAT(arrival_s(plain, 76.0), WithinAbs(232, 0.5));  // K+
    CHECK_THAT(arrival_s(plain, 40.6), WithinAbs(377, 0.5));  // lysine
    CHECK_THAT(arrival_s(plain, 37.2), WithinAbs(401, 0.5));  // creatinine
    CHECK_THAT(arrival_s(plain, 29.1), WithinAbs(473, 0.5));  // glycine
    CHECK_THAT(arrival_s(plain, 20.7), WithinAbs(581, 0.5));  // leucine
    CHECK_THAT(arrival_s(plain, 18.5), WithinAbs(618, 0.5));  // glutamic acid
    CHECK_THAT(arrival_s(plain, 15.5), WithinAbs(677, 0.5));  // aspartic acid
    CHECK_THAT(arrival_s(plain, 0.0), WithinAbs(1333, 0.5));  // neutral
}

TEST_CASE("migration: times equal those of ions moved through the drifting, ramped, failing field", "[migration]") {
    Separation s{.voltage_kv = 28.0, .length_mm = 900.0, .ramp_s = 18.0, .eof_tu = 17.3};
    SECTION("ramp and drift") {
        s.eof_drift_tu_per_s = -4e-4;
        s.field_factor = 1.012;
    }
    SECTION("a long ramp, drift upwards") {
        s.ramp_s = 60.0;
        s.eof_drift_tu_per_s = 1e-3;
    }
    SECTION("a bubble while ions are on their way") {
        s.eof_drift_tu_per_s = 3e-4;
        s.failure_begin_s = 400.0;
        s.failure_end_s = 470.0;
        s.failure_factor = 0.4;
    }
    SECTION("arrival within the ramp") {
        s.ramp_s = 5000.0;
    }
    for (const double mobility_tu : {-6.0, 0.0, 17.6, 40.6}) {
        CAPTURE(mobility_tu);
        CHECK_THAT(arrival_s(s, mobility_tu), WithinAbs(moved_step_by_step(s, mobility_tu), 3e-3));
    }
}

TEST_CASE("migration: half the ramp is lost, and forgetting it costs a fast cation 6 percent", "[migration]") {
    const Separation s{.ramp_s = 60.0};
    const double t = arrival_s(s, 31.0);
    CHECK_THAT(21333.3333 / (t - 30.0) - 16.0, WithinAbs(31.0, 0.001));
    CHECK(std::fabs((21333.3333 / t - 16.0) / 31.0 - 1.0) > 0.06);
}

TEST_CASE("migration: an ion that goes the other way never arrives", "[migration][edge]") {
    CHECK(std::isinf(arrival_s({}, -16.0)));
    CHECK(std::isinf(arrival_s({}, -40.0)));
}
