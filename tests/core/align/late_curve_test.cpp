#include "core/align/late_curve.hpp"

#include "core/base/random.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace gassan;

namespace {

double bend_s(double time_s) {
    return 12 * std::exp(-0.5 * std::pow((time_s - 1100) / 250, 2));
}

/// Anchors, most of them early as in a run, off by what bends and by their noise.
std::vector<LatePoint> points_with(double bends, std::size_t count, std::uint64_t seed) {
    RandomStream dice(seed, 1);
    std::vector<double> times;
    for (std::size_t i = 0; i < count; ++i) times.push_back(300 * std::pow(6.0, dice.uniform()));
    std::sort(times.begin(), times.end());
    std::vector<LatePoint> points;
    for (const double time_s : times) points.push_back({time_s, bends * bend_s(time_s) + 0.6 * draw_normal(dice), 0.6});
    return points;
}

}  // namespace

TEST_CASE("A curve tells the lateness of ions it has not seen, where there is a bend") {
    const LateCurve curve = late_curve(points_with(1, 90, 1));
    REQUIRE_FALSE(curve.knots.empty());
    CHECK(curve.knots.size() <= 8);
    CHECK(curve.curve_error < 0.5 * curve.law_error);
    const Warp warp{.late = curve.knots};
    for (double time_s = 350; time_s < 1700; time_s += 30) {
        CAPTURE(time_s);
        CHECK(warp.late_s(time_s) == Approx(bend_s(time_s)).margin(2.0));
    }
    // Beyond the outer anchors it is what it is there.
    CHECK(warp.late_s(5000) == curve.knots.back().late_s);
    CHECK(warp.late_s(10) == curve.knots.front().late_s);
}

TEST_CASE("A curve is not drawn through noise, nor through few anchors") {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        const LateCurve curve = late_curve(points_with(0, 60, seed));
        CHECK(curve.knots.empty());
        CHECK(curve.curve_error == curve.law_error);
    }
    CHECK(late_curve(points_with(1, 24, 1)).knots.empty());
    CHECK(late_curve({}).knots.empty());
}

TEST_CASE("A curve is not moved by wrong anchors") {
    auto points = points_with(1, 90, 2);
    for (std::size_t i = 0; i < points.size(); i += 9) points[i].late_s += i % 2 ? 60 : -60;
    const LateCurve curve = late_curve(points);
    REQUIRE_FALSE(curve.knots.empty());
    const Warp warp{.late = curve.knots};
    for (const double time_s : {400.0, 800.0, 1100.0, 1500.0})
        CHECK(warp.late_s(time_s) == Approx(bend_s(time_s)).margin(2.0));
}

TEST_CASE("A curve that runs backwards is none") {
    // 100 s late within 20 s: no clock does that, and nothing could undo it.
    std::vector<LatePoint> points;
    for (int i = 0; i < 40; ++i) points.push_back({500.0 + i, i < 20 ? 0.0 : 100.0, 0.5});
    for (const Lateness& knot : late_curve(points).knots) CHECK(std::abs(knot.late_s) < 0);
}
