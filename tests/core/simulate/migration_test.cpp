#include "core/simulate/migration.hpp"

#include "core/simulate/geometry.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <utility>
#include <vector>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

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

TEST_CASE("migration: reference times of anions against the flow of bare silica", "[migration]") {
    const Separation silica{.eof_tu = 62.0};
    CHECK_THAT(arrival_s(silica, 0.0), WithinAbs(344, 0.5));
    CHECK_THAT(arrival_s(silica, -20.6), WithinAbs(515, 0.5));   // hippurate
    CHECK_THAT(arrival_s(silica, -29.9), WithinAbs(665, 0.5));   // lactate
    CHECK_THAT(arrival_s(silica, -35.1), WithinAbs(793, 0.5));   // pyruvate
    CHECK_THAT(arrival_s(silica, -45.7), WithinAbs(1309, 0.5));  // succinate
    CHECK_THAT(arrival_s(silica, -49.1), WithinAbs(1654, 0.5));  // citrate
    CHECK_THAT(arrival_s(silica, -50.2), WithinAbs(1808, 0.5));  // isocitrate
}

TEST_CASE("migration: with reversed flow and voltage the order of the anions is turned round", "[migration]") {
    // Minutes of a published table of a coated capillary; mobilities of the same ions from bare silica
    // (docs/decisions/0011-flow-of-the-coated-capillary.md).
    SimulateParams params;
    lay_geometry(params, "anion_coated");
    const Separation coated{.voltage_kv = params.separation.voltage_kv,
                            .length_mm = params.separation.total_length_mm,
                            .eof_tu = params.separation.eof_tu};
    const std::vector<std::pair<double, double>> published{{-50.2, 10.01}, {-49.1, 10.20}, {-48.6, 10.22},
                                                           {-46.0, 10.59}, {-45.7, 10.63}, {-35.1, 12.59},
                                                           {-29.9, 14.02}, {-25.0, 15.64}};
    for (const auto& [mobility_tu, minutes] : published) {
        CAPTURE(mobility_tu);
        CHECK_THAT(arrival_s(coated, mobility_tu) / 60.0, WithinRel(minutes, 0.02));
    }
    CHECK(std::isinf(arrival_s(coated, 25.0)));  // a cation leaves at the inlet
}

TEST_CASE("migration: anions are moved as step by step, with and against the flow", "[migration]") {
    Separation s{.ramp_s = 18.0, .eof_tu = 62.0, .eof_drift_tu_per_s = 9e-4, .field_factor = 0.99};
    SECTION("against the flow") {}
    SECTION("against a flow that slackens") {
        s.eof_drift_tu_per_s = -1.2e-3;
    }
    SECTION("with the flow, and a bubble") {
        s.voltage_kv = -30.0;
        s.eof_tu = -17.6;
        s.length_mm = 1100.0;
        s.eof_drift_tu_per_s = -4e-4;
        s.failure_begin_s = 380.0;
        s.failure_end_s = 420.0;
        s.failure_factor = 0.5;
    }
    for (const double mobility_tu : {-20.6, -29.9, -49.1}) {
        CAPTURE(mobility_tu);
        CHECK_THAT(arrival_s(s, mobility_tu), WithinAbs(moved_step_by_step(s, mobility_tu), 3e-3));
    }
}

TEST_CASE("migration: an ion that a slackening flow lets go back is never seen", "[migration][edge]") {
    // 4 TU to the detector at the start, none after 2,000 s: 150 mm of the 800 are made by then.
    const Separation s{.eof_tu = 62.0, .eof_drift_tu_per_s = -2e-3};
    CHECK(std::isinf(arrival_s(s, -58.0)));
    // The same flow still brings one that has left before.
    CHECK(std::isfinite(arrival_s(s, -29.9)));
}

TEST_CASE("migration: half the ramp is lost, and forgetting it costs a fast cation 6 percent", "[migration]") {
    const Separation s{.ramp_s = 60.0};
    const double t = arrival_s(s, 31.0);
    CHECK_THAT(21333.3333 / (t - 30.0) - 16.0, WithinAbs(31.0, 0.001));
    CHECK(std::fabs((21333.3333 / t - 16.0) / 31.0 - 1.0) > 0.06);
}

TEST_CASE("migration: the window of an ion that hardly outruns the flow is wider than that of a fast one",
          "[migration]") {
    const Separation silica{.voltage_kv = 30.0, .length_mm = 1000.0, .eof_tu = 70.0};
    const ArrivalWindow fast = arrival_window(silica, -10.0), slow = arrival_window(silica, -48.0);
    const double fast_s = 1000.0 / (30.0 / 1000.0 * 60.0), slow_s = 1000.0 / (30.0 / 1000.0 * 22.0);
    CHECK(fast.begin_s == Approx(0.8 * fast_s));
    CHECK(fast.end_s == Approx(1.25 * fast_s));
    CHECK(slow.begin_s == Approx(1000.0 / (30.0 / 1000.0 * 29.0)));
    CHECK(slow.end_s == Approx(1000.0 / (30.0 / 1000.0 * 15.0)));
    CHECK(arrival_window(silica, -64.0).end_s == Approx(2.0 * 1000.0 / (30.0 / 1000.0 * 6.0)));
    CHECK(slow_s < slow.end_s);
}

TEST_CASE("migration: an ion that goes the other way never arrives", "[migration][edge]") {
    CHECK(std::isinf(arrival_s({}, -16.0)));
    CHECK(std::isinf(arrival_s({}, -40.0)));
}
