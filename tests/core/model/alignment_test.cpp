#include "core/model/alignment.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace gassan;

namespace {

/// A current that all but stopped for 100 s, then a zone of salt that brings its neighbours early.
const std::vector<Lateness> stop_and_salt{{300, 0}, {400, 95}, {700, 95}, {900, 60}, {1500, 88.5}};

}  // namespace

TEST_CASE("A clock that was late on the way gives every time back, before, within and after") {
    for (const Warp& warp : {Warp{21333, -16, 1.6e-4, 9, stop_and_salt}, Warp{-21333, 17, 4e-4, 9, stop_and_salt},
                             Warp{1, 0, 0, 0, {{500, 7}}}})
        for (double time_s = 60; time_s < 2500; time_s += 7.3) {
            CAPTURE(warp.a, time_s);
            CHECK(warp.time_s(warp.place(time_s)) == Approx(time_s).epsilon(1e-10));
        }
}

TEST_CASE("What comes late lies where it would have come in time") {
    const Warp late{21333, -16, 1.6e-4, 9, stop_and_salt}, smooth{21333, -16, 1.6e-4, 9};
    CHECK(late.place(250) == smooth.place(250));
    CHECK(late.place(350) == Approx(smooth.place(350 - 47.5)).epsilon(1e-12));
    CHECK(late.place(600) == Approx(smooth.place(505)).epsilon(1e-12));
    CHECK(late.place(2000) == Approx(smooth.place(2000 - 88.5)).epsilon(1e-12));  // no trend is carried on
    CHECK(late.late_s(100) == 0);
    CHECK(late.late_s(800) == Approx(77.5));
    CHECK(smooth.late_s(800) == 0);
}

TEST_CASE("The slope of a late clock is what its places change in a second") {
    const Warp warp{21333, -16, 1.6e-4, 9, stop_and_salt};
    for (const double time_s : {200.0, 350.0, 550.0, 850.0, 1200.0, 1800.0}) {
        const double slope = (warp.place(time_s + 0.01) - warp.place(time_s - 0.01)) / 0.02;
        CHECK(warp.slope(time_s) == Approx(slope).epsilon(1e-5));
    }
}

TEST_CASE("Two latenesses add up at every time, on the knots of both") {
    const std::vector<Lateness> other{{200, -3}, {700, 12}};
    const Warp one{.late = stop_and_salt}, two{.late = other}, both{.late = sum_of(stop_and_salt, other)};
    CHECK(both.late.size() == 6);
    for (double time_s = 100; time_s < 2000; time_s += 11)
        CHECK(both.late_s(time_s) == Approx(one.late_s(time_s) + two.late_s(time_s)).margin(1e-9));
    CHECK(sum_of({}, {}).empty());
}
