#include "io/report/axis.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <string>

using namespace gassan::report;
using Catch::Matchers::WithinAbs;

// ---- known answers -----------------------------------------------------------------------------------------

TEST_CASE("axis: an hour in minutes, worked by hand", "[report]") {
    const auto axis = covering_axis(0.5, 3599.5, 14, 60.0, 100.0, 1300.0);
    CHECK(axis.low == 0.0);
    CHECK(axis.high == 60.0);
    CHECK(axis.step == 5.0);
    const auto marks = ticks(axis);
    REQUIRE(marks.size() == 13);
    CHECK(marks.front().label == "0");
    CHECK(marks[1].label == "5");
    CHECK_THAT(marks[1].px, WithinAbs(200.0, 1e-9));
    CHECK_THAT(position_px(axis, 1800.0), WithinAbs(700.0, 1e-9));
}

TEST_CASE("axis: seconds above minutes share the stretch", "[report]") {
    const auto minutes = covering_axis(0.0, 1799.0, 14, 60.0, 0.0, 900.0);
    const auto seconds = same_stretch(minutes, 1.0, 12);
    CHECK(seconds.step == 200.0);
    CHECK_THAT(position_px(seconds, 414.6), WithinAbs(position_px(minutes, 414.6), 1e-9));
}

TEST_CASE("axis: labels of counts are shortened from a thousand on", "[report]") {
    CHECK(label_exponent(999.0) == 0);
    CHECK(label_exponent(1000.0) == 3);
    CHECK(label_exponent(320000.0) == 5);
    CHECK(label_exponent(std::nan("")) == 0);
}

// ---- laws that hold for every input ------------------------------------------------------------------------

TEST_CASE("axis: steps are 1, 2 or 5 times a power of ten, and ticks cover the data", "[report][property]") {
    const double low = GENERATE(take(8, random(-1000.0, 1000.0)));
    const double width = std::pow(10.0, GENERATE(take(12, random(-3.0, 7.0))));
    CAPTURE(low, width);
    const auto axis = covering_axis(low, low + width, 8, 1.0, 0.0, 1000.0);
    const double digit = axis.step / std::pow(10.0, std::floor(std::log10(axis.step) + 1e-9));
    CHECK((std::abs(digit - 1) < 1e-9 || std::abs(digit - 2) < 1e-9 || std::abs(digit - 5) < 1e-9));

    const auto marks = ticks(axis);
    REQUIRE(marks.size() >= 2);
    CHECK(marks.size() <= 8 + 3);
    CHECK(std::stod(marks.front().label) <= low + 1e-5 * axis.step);
    CHECK(std::stod(marks.back().label) >= low + width - 1e-5 * axis.step);
    CHECK_THAT(marks.front().px, WithinAbs(0.0, 1e-2));
    CHECK_THAT(marks.back().px, WithinAbs(1000.0, 1e-2));
    for (std::size_t i = 1; i < marks.size(); ++i) CHECK(marks[i].label != marks[i - 1].label);
}

// ---- edges -------------------------------------------------------------------------------------------------

TEST_CASE("axis: a range that cannot be drawn is widened", "[report][edge]") {
    const double inf = std::numeric_limits<double>::infinity();
    for (const auto& axis : {covering_axis(5.0, 5.0, 6, 1.0, 0, 1), covering_axis(inf, -inf, 6, 1.0, 0, 1),
                             covering_axis(std::nan(""), 3.0, 6, 1.0, 0, 1), covering_axis(0.0, 0.0, 6, 1.0, 0, 1)}) {
        CHECK(axis.low < axis.high);
        CHECK(ticks(axis).size() >= 2);
    }
    CHECK(position_px(covering_axis(5.0, 5.0, 6, 1.0, 0, 1), 5.0) == Approx(0.5));
}
