#include "core/mobility/mobility_scale.hpp"

#include "core/base/error.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

using namespace gassan;
using Catch::Matchers::Contains;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// What other programs print: mm2/(kV min).
double in_mm2_per_kv_min(double mobility_tu) {
    return 60.0 * mobility_tu;
}

/// A capillary in which ions are moved step by step; it knows nothing of the formula.
struct Capillary {
    double voltage_kv, length_mm, ramp_s, flow_tu;

    [[nodiscard]] double arrival_s(double mobility_tu) const {
        constexpr double step_s = 1e-3;
        double time_s = 0.0;
        for (double way_mm = 0.0; way_mm < length_mm && time_s < 4000.0; time_s += step_s) {
            const double kv = voltage_kv * (ramp_s > 0.0 ? std::min(1.0, (time_s + step_s / 2) / ramp_s) : 1.0);
            way_mm += (flow_tu + mobility_tu) * kv / length_mm * step_s;  // TU x kV/mm = mm/s
        }
        return time_s;
    }
    [[nodiscard]] MarkerPoint seen(double mobility_tu) const { return {arrival_s(mobility_tu), mobility_tu}; }
};

}  // namespace

// ---- numbers that others printed ------------------------------------------------------------------------------------

TEST_CASE("mobility scale: agrees with the table in the manual of MetaboCoreUtils::convertMtime", "[mobility]") {
    // Two markers at 20 and 80 min of 0 and 2000 mm2/(kV min); no ramp.
    const std::array markers{MarkerPoint{20 * 60.0, 0.0}, MarkerPoint{80 * 60.0, 2000.0 / 60.0}};
    const MobilityScale scale = mobility_scale(markers, 0.0);
    const std::array printed{-2666.6667, 0.0,       888.8889, 1333.3333, 1600.0,
                             1777.7778,  1904.7619, 2000.0,   2074.0741, 2133.3333};
    double sum = 0.0;
    for (std::size_t i = 0; i < printed.size(); ++i) {
        const double minutes = 10.0 * double(i + 1);
        const double value = in_mm2_per_kv_min(to_mobility_tu(scale, 60.0 * minutes));
        CAPTURE(minutes);
        CHECK_THAT(value, WithinAbs(printed[i], 5e-5));
        sum += value;
    }
    CHECK_THAT(sum, WithinAbs(11045.5026, 5e-5));
}

TEST_CASE("mobility scale: agrees with the sum in MetaboCoreUtils' test of one marker", "[mobility]") {
    // Marker at 20 min, 30 kV, 90 mm, times 10 to 100 min by tens.
    const MobilityScale scale = mobility_scale(30.0, 90.0, 0.0, {20 * 60.0, 0.0});
    double sum = 0.0;
    for (int minutes = 10; minutes <= 100; minutes += 10)
        sum += in_mm2_per_kv_min(to_mobility_tu(scale, 60.0 * minutes));
    CHECK_THAT(sum, WithinAbs(-55.917857, 5e-7));
}

TEST_CASE("mobility scale: procaine of a published run lies at 22.12 TU", "[mobility]") {
    // MobilityTransformR: procaine 450.239 s, paracetamol (neutral) 840.796 s, +30 kV, 800 mm, ramp 3 s.
    const MobilityScale scale = mobility_scale(30.0, 800.0, 3.0, {840.796, 0.0});
    CHECK_THAT(to_mobility_tu(scale, 450.239), WithinAbs(22.12, 5e-3));
    CHECK_THAT(in_mm2_per_kv_min(to_mobility_tu(scale, 450.239)), WithinAbs(1327.35, 5e-3));
}

// ---- first principles -----------------------------------------------------------------------------------------------

TEST_CASE("mobility scale: finds the mobility of ions that were moved step by step", "[mobility]") {
    struct Row {
        const char* name;
        Capillary capillary;
        std::vector<double> ions_tu;
    };
    // The three ways CE-MS is run; in each the ions that reach the sprayer, on both sides of the markers.
    const Row row =
        GENERATE(Row{"cations, flow to the cathode", {30.0, 800.0, 18.0, 16.0}, {40.6, 12.0, -3.0}},
                 Row{"anions, coated capillary, reversed", {-30.0, 1100.0, 60.0, -45.0}, {-30.0, 8.0, -50.0}},
                 Row{"anions against a strong flow", {30.0, 800.0, 30.0, 62.0}, {-20.6, -49.1, 5.0}});
    CAPTURE(row.name);
    const Capillary& capillary = row.capillary;
    const double charged_tu = row.capillary.voltage_kv > 0 && capillary.flow_tu < 50 ? 25.7 : -35.1;
    const MarkerPoint neutral = capillary.seen(0.0), charged = capillary.seen(charged_tu);
    const auto by_field = mobility_scale(capillary.voltage_kv, capillary.length_mm, capillary.ramp_s, neutral);
    const auto by_charged = mobility_scale(capillary.voltage_kv, capillary.length_mm, capillary.ramp_s, charged);
    const auto by_two = mobility_scale(std::array{charged, neutral}, capillary.ramp_s);
    CHECK_THAT(-by_field.offset_tu, WithinAbs(capillary.flow_tu, 2e-3));
    for (const double ion_tu : row.ions_tu) {
        const double time_s = capillary.arrival_s(ion_tu);
        CAPTURE(ion_tu, time_s);
        REQUIRE(time_s > capillary.ramp_s);
        CHECK_THAT(to_mobility_tu(by_field, time_s), WithinAbs(ion_tu, 2e-3));
        CHECK_THAT(to_mobility_tu(by_charged, time_s), WithinAbs(ion_tu, 2e-3));
        CHECK_THAT(to_mobility_tu(by_two, time_s), WithinAbs(ion_tu, 2e-3));
        CHECK_THAT(to_time_s(by_field, ion_tu), WithinAbs(time_s, 0.5));
    }
}

TEST_CASE("mobility scale: two markers absorb a field that is not the one set", "[mobility]") {
    // 29.4 kV reach the capillary where 30 are set: one marker is led astray, two are not.
    const Capillary weak{29.4, 800.0, 18.0, 16.0};
    const double time_s = weak.arrival_s(40.6);
    const auto two = mobility_scale(std::array{weak.seen(0.0), weak.seen(25.7)}, weak.ramp_s);
    const auto one = mobility_scale(30.0, weak.length_mm, weak.ramp_s, weak.seen(0.0));
    CHECK_THAT(to_mobility_tu(two, time_s), WithinAbs(40.6, 2e-3));
    CHECK_THAT(to_mobility_tu(one, time_s), WithinAbs(40.6 * 29.4 / 30.0, 5e-3));
}

TEST_CASE("mobility scale: three and more markers are met by least squares", "[mobility]") {
    const Capillary capillary{30.0, 800.0, 18.0, 16.0};
    std::vector<MarkerPoint> markers{capillary.seen(0.0), capillary.seen(12.0), capillary.seen(25.7),
                                     capillary.seen(52.0)};
    SECTION("markers that agree give the scale of any two of them") {
        const auto all = mobility_scale(markers, 18.0);
        CHECK_THAT(all.gain_tu_s, WithinRel(800.0 * 800.0 / 30.0, 1e-4));
        CHECK_THAT(all.offset_tu, WithinAbs(-16.0, 2e-3));
    }
    SECTION("for markers that do not, no other line has less squared residual") {
        markers[1].mobility_tu += 1.0;
        markers[3].mobility_tu -= 0.5;
        const auto best = mobility_scale(markers, 18.0);
        const auto squares = [&](double gain_factor, double shift_tu) {
            const MobilityScale other{best.gain_tu_s * gain_factor, best.offset_tu + shift_tu, best.delay_s};
            double sum = 0.0;
            for (const auto& marker : markers)
                sum += std::pow(to_mobility_tu(other, marker.time_s) - marker.mobility_tu, 2);
            return sum;
        };
        for (const double factor : {0.99, 0.999, 1.0, 1.001, 1.01})
            for (const double shift : {-0.5, -0.05, 0.0, 0.05, 0.5}) {
                if (factor == 1.0 && shift == 0.0) continue;
                CAPTURE(factor, shift);
                CHECK(squares(factor, shift) > squares(1.0, 0.0));
            }
    }
}

// ---- laws that hold for every input -------------------------------------------------------------------------------

TEST_CASE("mobility scale: there and back is the start", "[mobility][property]") {
    const double voltage_kv = GENERATE(-30.0, 15.0, 30.0);
    const double ramp_s = GENERATE(0.0, 18.0, 60.0);
    const double time_s = GENERATE(take(16, random(61.0, 7200.0)));
    const auto scale = mobility_scale(voltage_kv, 800.0, ramp_s, {1200.0, 3.0});
    CAPTURE(voltage_kv, ramp_s, time_s);
    CHECK_THAT(to_time_s(scale, to_mobility_tu(scale, time_s)), WithinRel(time_s, 1e-9));
}

TEST_CASE("mobility scale: earlier is more positive under a positive voltage, more negative under a negative one",
          "[mobility][property]") {
    const double time_s = GENERATE(take(16, random(60.0, 3600.0)));
    const auto positive = mobility_scale(30.0, 800.0, 18.0, {1200.0, 0.0});
    const auto negative = mobility_scale(-30.0, 800.0, 18.0, {1200.0, 0.0});
    CHECK(to_mobility_tu(positive, time_s) > to_mobility_tu(positive, time_s * 1.001));
    CHECK(to_mobility_tu(negative, time_s) < to_mobility_tu(negative, time_s * 1.001));
}

// ---- edges ----------------------------------------------------------------------------------------------------------

TEST_CASE("mobility scale: says nothing of times inside the ramp", "[mobility][edge]") {
    const auto ramped = mobility_scale(30.0, 800.0, 60.0, {1200.0, 0.0});
    for (const double time_s : {-5.0, 0.0, 29.0, 30.0, 31.0, 59.9}) CHECK(std::isnan(to_mobility_tu(ramped, time_s)));
    CHECK(std::isfinite(to_mobility_tu(ramped, 60.0)));
    const auto unramped = mobility_scale(30.0, 800.0, 0.0, {1200.0, 0.0});
    CHECK(std::isnan(to_mobility_tu(unramped, 0.0)));
    CHECK(std::isnan(to_mobility_tu(unramped, no_value)));
    CHECK(std::isfinite(to_mobility_tu(unramped, 1e-3)));
}

TEST_CASE("mobility scale: an anion faster than the flow never arrives", "[mobility][edge]") {
    const auto scale = mobility_scale(30.0, 800.0, 0.0, {1200.0, 0.0});  // flow: 21333.3 / 1200 = 17.78 TU
    CHECK(to_time_s(scale, -40.0) == std::numeric_limits<double>::infinity());
    CHECK(to_time_s(scale, scale.offset_tu) == std::numeric_limits<double>::infinity());
}

// ---- refusals -------------------------------------------------------------------------------------------------------

TEST_CASE("mobility scale: fields that cannot be are refused by name", "[mobility][error]") {
    const double nan = no_value;
    const MarkerPoint neutral{1200.0, 0.0};
    for (const double voltage_kv : {0.0, nan}) {
        CHECK_THROWS_WITH(mobility_scale(voltage_kv, 800.0, 0.0, neutral), Contains("voltage"));
        CHECK_THROWS_AS(mobility_scale(voltage_kv, 800.0, 0.0, neutral), ParameterError);
    }
    for (const double length_mm : {0.0, -800.0, nan})
        CHECK_THROWS_WITH(mobility_scale(30.0, length_mm, 0.0, neutral), Contains("longer than 0 mm"));
    for (const double ramp_s : {-1.0, nan})
        CHECK_THROWS_WITH(mobility_scale(30.0, 800.0, ramp_s, neutral), Contains("ramp must be at least 0 s"));
}

TEST_CASE("mobility scale: markers that cannot be are refused by name", "[mobility][error]") {
    const MarkerPoint neutral{1200.0, 0.0};
    CHECK_THROWS_WITH(mobility_scale(30.0, 800.0, 1300.0, neutral), Contains("1200 s must come after"));
    CHECK_THROWS_WITH(mobility_scale(30.0, 800.0, 0.0, {no_value, 0.0}), Contains("must come after"));
    CHECK_THROWS_WITH(mobility_scale(30.0, 800.0, 0.0, {1200.0, no_value}), Contains("finite number of TU"));
    const auto of = [](std::vector<MarkerPoint> markers) { return mobility_scale(markers, 18.0); };
    CHECK_THROWS_WITH(of({}), Contains("needs two markers"));
    CHECK_THROWS_WITH(of({neutral}), Contains("needs two markers"));
    CHECK_THROWS_WITH(of({neutral, {1200.0, 25.0}}), Contains("share one migration time"));
    CHECK_THROWS_WITH(of({neutral, {600.0, 0.0}}), Contains("share one mobility"));
    CHECK_THROWS_WITH(of({neutral, {10.0, 25.0}}), Contains("10 s must come after the voltage ramp of 18 s"));
    CHECK_THROWS_WITH(mobility_scale(std::array{neutral, MarkerPoint{600.0, 25.0}}, -1.0), Contains("ramp"));
}
