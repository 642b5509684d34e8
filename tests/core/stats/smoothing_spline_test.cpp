#include "core/stats/smoothing_spline.hpp"

#include "core/base/error.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <numeric>

using namespace gassan;
using Catch::Matchers::Contains;

namespace {

const std::vector<double> places{1, 2, 4, 5, 9, 11, 16};
const std::vector<double> heights{2.1, 2.9, 2.2, 3.8, 5.1, 4.4, 6.3};

/// sum((y - f)^2) + lambda * integral(f''^2), x on 0..1: f'' is linear between knots.
double penalised(const SplineCurve& curve, const std::vector<double>& y, double lambda) {
    const double range = curve.knots.back() - curve.knots.front();
    double sum = 0.0;
    for (std::size_t i = 0; i < y.size(); ++i) sum += (y[i] - curve.values[i]) * (y[i] - curve.values[i]);
    for (std::size_t i = 1; i < y.size(); ++i) {
        const double gap = (curve.knots[i] - curve.knots[i - 1]) / range;
        const double a = curve.second[i - 1] * range * range, b = curve.second[i] * range * range;
        sum += lambda * gap * (a * a + a * b + b * b) / 3.0;
    }
    return sum;
}

/// A natural cubic goes on as a line behind its last knot.
double extrapolated(const SplineCurve& curve, double x) {
    const std::size_t n = curve.knots.size();
    const bool left = x < curve.knots.front();
    const std::size_t a = left ? 0 : n - 2, b = a + 1;
    const double gap = curve.knots[b] - curve.knots[a];
    const double slope =
        (curve.values[b] - curve.values[a]) / gap +
        (left ? -(2.0 * curve.second[a] + curve.second[b]) : curve.second[a] + 2.0 * curve.second[b]) * gap / 6.0;
    return left ? curve.values.front() + slope * (x - curve.knots.front())
                : curve.values.back() + slope * (x - curve.knots.back());
}

}  // namespace

TEST_CASE("smoothing spline: agrees with R's smooth.spline at the same lambda, as far as that is exact", "[stats]") {
    {
        const SplineSmoother smoother(places, 0.001);
        const SplineCurve curve = smoother.fit(heights);
        CHECK(smoother.degrees() == Approx(4.07010158).margin(2e-3));
        const std::vector<double> expected{2.22496665, 2.47772697, 3.00170247, 3.38895379,
                                           4.63999092, 4.83169299, 6.23496621};
        for (std::size_t i = 0; i < expected.size(); ++i) CHECK(curve.values[i] == Approx(expected[i]).margin(2e-3));
        CHECK(curve.at(3.0) == Approx(2.71418467).margin(2e-3));
        CHECK(curve.at(7.5) == Approx(4.30264602).margin(2e-3));
    }
    {
        const SplineSmoother smoother(places, 0.1);
        const SplineCurve curve = smoother.fit(heights);
        CHECK(smoother.degrees() == Approx(2.20431537).margin(2e-3));
        const std::vector<double> expected{2.24303894, 2.51621508, 3.0623861, 3.33619488,
                                           4.41928639, 4.94912462, 6.27375398};
        for (std::size_t i = 0; i < expected.size(); ++i) CHECK(curve.values[i] == Approx(expected[i]).margin(2e-3));
        CHECK(curve.at(3.0) == Approx(2.78915587).margin(2e-3));
        CHECK(curve.at(7.5) == Approx(4.01660169).margin(2e-3));
    }
}

TEST_CASE("smoothing spline: leave-one-out is what the curve through the others misses", "[stats]") {
    const double lambda = GENERATE(1e-5, 1e-3, 0.1, 10.0);
    double sum = 0.0;
    for (std::size_t out = 0; out < places.size(); ++out) {
        std::vector<double> x = places, y = heights;
        x.erase(x.begin() + std::ptrdiff_t(out));
        y.erase(y.begin() + std::ptrdiff_t(out));
        // The same penalty on the shorter range, if an end was taken away.
        const double shrunk = 15.0 / (x.back() - x.front());
        const SplineCurve curve = SplineSmoother(x, lambda * shrunk * shrunk * shrunk).fit(y);
        const bool outside = places[out] < x.front() || places[out] > x.back();
        const double miss = heights[out] - (outside ? extrapolated(curve, places[out]) : curve.at(places[out]));
        sum += miss * miss / double(places.size());
    }
    CHECK(SplineSmoother(places, lambda).leave_one_out(heights) == Approx(sum).epsilon(1e-9));
}

TEST_CASE("smoothing spline: no other curve has a smaller penalised sum", "[stats]") {
    constexpr double lambda = 0.01;
    const SplineSmoother smoother(places, lambda);
    const double best = penalised(smoother.fit(heights), heights, lambda);
    for (const double other : {0.003, 0.009, 0.011, 0.03})
        CHECK(penalised(SplineSmoother(places, other).fit(heights), heights, lambda) > best);
    for (std::size_t i = 0; i < heights.size(); ++i) {
        std::vector<double> moved = heights;
        moved[i] += 0.01;
        CHECK(penalised(smoother.fit(moved), heights, lambda) > best);
    }
}

TEST_CASE("smoothing spline: degrees of freedom go from those of a line to one a point", "[stats]") {
    CHECK(SplineSmoother(places, 1e9).degrees() == Approx(2.0).margin(1e-6));
    CHECK(SplineSmoother(places, 1e-12).degrees() == Approx(7.0).margin(1e-4));
    double before = 8.0;
    for (const double lambda : spline_lambdas()) {
        const double now = SplineSmoother(places, lambda).degrees();
        CHECK(now < before);
        before = now;
    }
}

TEST_CASE("smoothing spline: stands still outside its knots and goes through them inside", "[stats]") {
    const SplineCurve curve = SplineSmoother(places, 1e-3).fit(heights);
    CHECK(curve.at(-100.0) == curve.values.front());
    CHECK(curve.at(100.0) == curve.values.back());
    for (std::size_t i = 0; i < places.size(); ++i) CHECK(curve.at(places[i]) == Approx(curve.values[i]));
    CHECK(std::abs(curve.at(4.0 + 1e-7) - curve.at(4.0 - 1e-7)) < 1e-5);
}

TEST_CASE("smoothing spline: fewer than three points and points out of order are refused", "[stats][error]") {
    CHECK_THROWS_WITH(SplineSmoother(std::vector{1.0, 2.0}, 1.0), Contains("three points"));
    CHECK_THROWS_WITH(SplineSmoother(std::vector{1.0, 3.0, 3.0}, 1.0), Contains("increasing"));
    CHECK_NOTHROW(SplineSmoother(std::vector{1.0, 3.0, 4.0}, 1.0));
}
