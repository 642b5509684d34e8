#include "core/signal/current_drops.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <functional>
#include <vector>

using namespace gassan;

namespace {

std::vector<CurrentDrop> drops(const std::function<double(double)>& current, double spacing_s = 1.0,
                               double length_s = 1500.0) {
    std::vector<double> time_s, values;
    for (double t = 0.0; t < length_s; t += spacing_s) {
        time_s.push_back(t);
        values.push_back(current(t));
    }
    return current_drops(time_s, values);
}

}  // namespace

TEST_CASE("current_drops: tells when a current fell to a half for a minute, whatever the sign and the rate",
          "[current_drops]") {
    const double spacing_s = GENERATE(0.02, 0.5, 2.0), level = GENERATE(40.0, -12.0);
    const auto found =
        drops([&](double t) { return level * (t >= 612.0 && t < 672.0 ? 0.5 : 1.0 + 1e-4 * t); }, spacing_s);
    REQUIRE(found.size() == 1);
    CHECK(found.front().begin_s == Approx(612.0).margin(2.5));
    CHECK(found.front().end_s == Approx(672.0).margin(2.5));
    CHECK(found.front().least_share == Approx(0.47).margin(0.03));
    CHECK_FALSE(found.front().to_the_end);
}

TEST_CASE("current_drops: a current that is lost for good is told to the end", "[current_drops]") {
    const auto found = drops([](double t) { return t < 1200.0 ? 30.0 : 1.0; });
    REQUIRE(found.size() == 1);
    CHECK(found.front().to_the_end);
    CHECK(found.front().begin_s == 1200.0);
}

TEST_CASE("current_drops: a current that is lost in the first minute is told with its true time",
          "[current_drops][edge]") {
    const double lost_s = GENERATE(12.0, 20.0, 40.0, 55.0, 61.0);
    CAPTURE(lost_s);
    const auto steady = drops([&](double t) { return t < lost_s ? 30.0 : 0.5; });
    REQUIRE(steady.size() == 1);
    CHECK(steady.front().begin_s == lost_s);
    CHECK(steady.front().to_the_end);
    CHECK(steady.front().least_share == Approx(0.5 / 30.0).margin(1e-9));
    // A ramp before it, and it comes back.
    const auto back = drops([&](double t) { return t < 8.0 ? 30.0 * t / 8.0 : t < lost_s || t >= 120.0 ? 30.0 : 2.0; });
    REQUIRE(back.size() == 1);
    CHECK(back.front().begin_s == lost_s);
    CHECK(back.front().end_s == 120.0);
    CHECK_FALSE(back.front().to_the_end);
}

TEST_CASE("current_drops: a lesser loss in the first minute is told with its true time once the minute is over",
          "[current_drops][edge]") {
    const auto found = drops([](double t) { return t < 45.0 ? 30.0 : 18.0; });
    REQUIRE(found.size() == 1);
    CHECK(found.front().begin_s == 45.0);
    CHECK(found.front().least_share == Approx(0.6));
}

TEST_CASE("current_drops: a pause or an overshoot in the first minute is none", "[current_drops][edge]") {
    CHECK(drops([](double t) { return t < 15.0 ? 5.0 : t < 25.0 ? 0.0 : 30.0; }).empty());
    CHECK(drops([](double t) { return t < 15.0 ? 40.0 : 30.0; }).empty());
}

TEST_CASE("current_drops: the ramp, a voltage switched off, a slow fall and a glitch are none",
          "[current_drops][edge]") {
    CHECK(drops([](double t) { return t < 60.0 ? t / 2.0 : 30.0; }).empty());
    CHECK(drops([](double t) { return t < 1450.0 ? 30.0 : 0.0; }).empty());
    CHECK(drops([](double t) { return 30.0 - 0.01 * t; }).empty());
    CHECK(drops([](double t) { return t == 700.0 || t == 701.0 ? 2.0 : 30.0; }).empty());
    CHECK(drops([](double) { return 0.0; }).empty());
    CHECK(current_drops({}, {}).empty());
}

TEST_CASE("current_reached: is what a tenth of the points reach, and 0 of scatter about 0", "[current_drops]") {
    const auto reached = [](const std::function<double(int)>& current) {
        std::vector<double> values;
        for (int i = 0; i < 1000; ++i) values.push_back(current(i));
        return current_reached(values);
    };
    CHECK(reached([](int) { return 0.0; }) == 0.0);
    CHECK(reached([](int) { return -12.0; }) == 12.0);
    CHECK(reached([](int i) { return i < 110 ? 30.0 : 0.0; }) == 30.0);
    CHECK(reached([](int i) { return i < 90 ? 30.0 : 0.0; }) == 0.0);
    CHECK(reached([](int i) { return 0.001 * ((i * 7919) % 101 - 50); }) == 0.0);
    // An offset that is more than its scatter is no scatter about 0; nor is a current that comes late.
    CHECK(reached([](int i) { return 0.2 + 0.001 * ((i * 7919) % 101 - 50); }) > 0.2);
    CHECK(reached([](int i) { return (i < 500 ? 0.0 : 30.0) + 0.001 * ((i * 7919) % 101 - 50); }) > 29.0);
    CHECK(reached([](int i) { return (i < 750 ? 0.0 : 30.0) + 0.001 * ((i * 7919) % 101 - 50); }) > 29.0);
    CHECK(std::isnan(current_reached({})));
}
