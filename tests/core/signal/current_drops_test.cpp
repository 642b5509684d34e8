#include "core/signal/current_drops.hpp"

#include <catch2/catch.hpp>

#include <functional>

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

TEST_CASE("current_drops: the ramp, a voltage switched off, a slow fall and a glitch are none",
          "[current_drops][edge]") {
    CHECK(drops([](double t) { return t < 60.0 ? t / 2.0 : 30.0; }).empty());
    CHECK(drops([](double t) { return t < 1450.0 ? 30.0 : 0.0; }).empty());
    CHECK(drops([](double t) { return 30.0 - 0.01 * t; }).empty());
    CHECK(drops([](double t) { return t == 700.0 || t == 701.0 ? 2.0 : 30.0; }).empty());
    CHECK(drops([](double) { return 0.0; }).empty());
    CHECK(current_drops({}, {}).empty());
}
