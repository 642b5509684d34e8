#include "core/stats/loess.hpp"

#include "core/base/error.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <numeric>

using namespace gassan;
using Catch::Matchers::Contains;

namespace {

const std::vector<double> places{1, 2, 4, 5, 9, 11, 16};
const std::vector<double> heights{2.1, 2.9, 2.2, 3.8, 5.1, 4.4, 6.3};

void check_close(const std::vector<double>& got, const std::vector<double>& expected, double tolerance) {
    REQUIRE(got.size() == expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) CHECK(std::abs(got[i] - expected[i]) < tolerance);
}

}  // namespace

TEST_CASE("loess: agrees with R's loess (surface = direct) in every degree, and for a span above 1", "[stats]") {
    const std::vector<double> at{1, 3, 7.5, 16};
    check_close(loess(places, heights, at, {0.6, 1}), {2.34716962773129, 2.55, 4.6125, 6.1885435896273}, 1e-10);
    check_close(loess(places, heights, at, {0.8, 2}),
                {2.37623910601016, 2.41666666666667, 5.13317479959073, 6.27627054222496}, 1e-10);
    check_close(loess(places, heights, at, {1.5, 1}),
                {2.23075118715857, 2.78759182976808, 4.01632492479299, 6.25267026594263}, 1e-10);
    check_close(loess(places, heights, at, {0.5, 0}), {2.4773799618884, 2.55, 4.77867376832315, 5.91185267792486},
                1e-10);
}

TEST_CASE("loess: a line is a line, whatever the span, and a parabola one in degree 2", "[stats]") {
    std::vector<double> line, parabola;
    for (const double x : places) {
        line.push_back(3.0 - 0.25 * x);
        parabola.push_back(1.0 + x - 0.125 * x * x);
    }
    const double span = GENERATE(0.6, 1.0, 2.5);
    CHECK(std::abs(loess(places, line, std::vector{7.0}, {span, 1}).front() - 1.25) < 1e-12);
    CHECK(std::abs(loess(places, parabola, std::vector{7.0}, {span, 2}).front() - 1.875) < 1e-12);
}

TEST_CASE("loess: weights sum to 1, and those of the far are 0", "[stats]") {
    const std::vector<double> weights = loess_weights(places, 3.0, {0.6, 1});  // four nearest: 1, 2, 4, 5
    CHECK(std::abs(std::accumulate(weights.begin(), weights.end(), 0.0) - 1.0) < 1e-12);
    CHECK(weights[4] == 0.0);
    CHECK(weights[6] == 0.0);
    CHECK(weights[2] > 0.0);
}

TEST_CASE("loess: what has no number is as if it were not there", "[stats]") {
    std::vector<double> with_gap = heights;
    with_gap[3] = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> x{1, 2, 4, 9, 11, 16}, y{2.1, 2.9, 2.2, 5.1, 4.4, 6.3}, at{3.0, 8.0};
    CHECK(loess(places, with_gap, at, {0.75, 1}) == loess(x, y, at, {0.75, 1}));
    CHECK(std::isnan(loess(std::vector{1.0}, std::vector{std::nan("")}, at, {1.0, 0}).front()));
}

TEST_CASE("loess: too few observations for its degree give the polynomial of smallest norm, not infinity", "[stats]") {
    const std::vector<double> x{1, 2}, y{4, 6};
    CHECK(std::abs(loess(x, y, std::vector{1.0}, {3.0, 2}).front() - 4.0) < 1e-9);
    CHECK(loess(std::vector{5.0, 5.0, 9.0}, std::vector{1.0, 3.0, 7.0}, std::vector{5.0}, {0.67, 1}).front() ==
          Approx(2.0));
}

TEST_CASE("loess: a span that reaches nothing and an unknown degree are refused", "[stats][error]") {
    CHECK_THROWS_WITH(loess_weights(places, 3.0, {0.1, 1}), Contains("reaches none of 7"));
    CHECK_THROWS_WITH(loess_weights(places, 3.0, {0.8, 3}), Contains("degree 3"));
}
