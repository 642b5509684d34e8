#include "io/report/log_axis.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace gassan::report;
using Catch::Matchers::WithinAbs;

namespace {

std::vector<std::string> labels(const LogAxis& axis) {
    std::vector<std::string> out;
    for (const Tick& tick : ticks(axis)) out.push_back(tick.label);
    return out;
}

}  // namespace

TEST_CASE("log axis: equal factors are equal stretches, and ticks stand at their values", "[report]") {
    const auto axis = covering_log_axis(0.1, 1000.0, 300.0, 20.0);
    const double decade = position_px(axis, 1.0) - position_px(axis, 0.1);
    CHECK(decade < 0.0);  // upwards
    for (const double value : {1.0, 7.0, 100.0})
        CHECK_THAT(position_px(axis, 10.0 * value) - position_px(axis, value), WithinAbs(decade, 1e-9));
    CHECK(position_px(axis, 0.1) < 300.0);
    CHECK(position_px(axis, 1000.0) > 20.0);
    CHECK(labels(axis) == std::vector<std::string>{"0.1", "1", "10", "100", "1000"});
    for (const Tick& tick : ticks(axis))
        CHECK_THAT(tick.px, WithinAbs(position_px(axis, std::strtod(tick.label.c_str(), nullptr)), 1e-9));
    CHECK(std::isnan(position_px(axis, 0.0)));
    CHECK(std::isnan(position_px(axis, -3.0)));
}

TEST_CASE("log axis: a narrow range has ticks at 1, 2 and 5, a wide one at most seven or so", "[report]") {
    CHECK(labels(covering_log_axis(95000.0, 105000.0, 0.0, 100.0)) ==
          std::vector<std::string>{"5·10⁴", "10⁵", "2·10⁵"});
    CHECK(labels(covering_log_axis(0.02, 0.4, 0.0, 100.0)) == std::vector<std::string>{"0.02", "0.05", "0.1", "0.2"});
    for (const double high : {1e3, 1e7, 1e12, 1e30}) {
        const auto count = ticks(covering_log_axis(1e-4, high, 0.0, 100.0)).size();
        INFO(high);
        CHECK(count >= 4);
        CHECK(count <= 9);
    }
}

TEST_CASE("log axis: every range can be drawn", "[report]") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
    for (const auto& [low, high] :
         {std::pair{nan, nan}, {0.0, 5.0}, {-1.0, -1.0}, {3.0, 3.0}, {5.0, 1.0}, {1.0, inf}}) {
        const auto axis = covering_log_axis(low, high, 0.0, 100.0);
        CHECK(axis.high > axis.low);
        CHECK(ticks(axis).size() >= 2);
        if (std::isfinite(high) && high > 0.0)
            CHECK((position_px(axis, high) > 0.0 && position_px(axis, high) < 100.0));
    }
}
