#include "core/quantify/calibration_curve.hpp"

#include "core/base/random.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

using namespace gassan;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

const std::vector<double> decades{0.1, 0.373, 1.39, 5.18, 19.3, 72.0, 268.0, 1000.0};

std::vector<CurvePoint> standards(const std::vector<double>& levels, const std::function<double(double)>& response) {
    std::vector<CurvePoint> points;
    for (const double level : levels) {
        CurvePoint point;
        point.sample_id = "S" + std::to_string(points.size() + 1);
        point.concentration = level;
        point.response = response(level);
        point.response_se = 0.01 * point.response;
        points.push_back(point);
    }
    return points;
}

}  // namespace

TEST_CASE("calibrate: a straight line stays the default, 1/x, and every level comes back", "[calibrate]") {
    const Calibration found = calibrate(standards(decades, [](double x) { return 0.002 + 0.05 * x; }), {});
    CHECK(found.curve.model == CurveModel::linear);
    CHECK(found.curve.weight == CurveWeight::one_over_x);
    CHECK(found.curve.b0 == Approx(0.002));
    CHECK(found.curve.b1 == Approx(0.05));
    CHECK(found.good);
    CHECK(found.curve.uloq == 1000.0);
    CHECK_THAT(found.curve.choice, StartsWith("linear, 1/x: 8 of 8 levels within 15 %"));
    for (const CurvePoint& point : found.curve.points) {
        CHECK(point.used);
        CHECK(point.back_calculated == Approx(point.concentration));
    }
}

TEST_CASE("calibrate: a detector that fills up ends the range of a line, or bends the curve", "[calibrate]") {
    // 1 - exp(-x / 2000) over x: 12 % low at 500, 21 % at 1000; nothing below.
    const auto filled = [](double x) { return 100.0 * (1.0 - std::exp(-x / 2000.0)); };
    QuantifyParams lines;
    lines.model = "linear";
    lines.weight = "1/x2";
    const Calibration line = calibrate(standards(decades, filled), lines);
    CHECK(line.good);
    CHECK(line.curve.uloq == 268.0);
    CHECK_FALSE(line.curve.points.back().used);
    CHECK_THAT(line.curve.points.back().why_not, StartsWith("above the ULOQ: -2"));
    CHECK(line.curve.points.back().error_percent < -15.0);

    const Calibration bent = calibrate(standards(decades, filled), {});
    CHECK(bent.curve.model == CurveModel::quadratic);
    CHECK(bent.curve.b2 < 0.0);
    CHECK(bent.curve.uloq == 1000.0);
    for (const CurvePoint& point : bent.curve.points) CHECK(std::abs(point.error_percent) < 5.0);
}

TEST_CASE("calibrate: a parabola whose vertex lies in the range is none", "[calibrate]") {
    QuantifyParams params;
    params.model = "quadratic";
    const Calibration found =
        calibrate(standards({1, 2, 4, 8, 16, 32, 64}, [](double x) { return x * (1.0 - x / 80.0); }), params);
    CHECK(found.curve.uloq < 40.0);  // where it turns back
    CHECK(found.fit.shape.slope(found.highest) > 0.0);
    CHECK_FALSE(found.curve.points.back().used);
}

TEST_CASE("calibrate: scatter alone seldom buys a parabola", "[calibrate]") {
    int parabolas = 0;
    for (std::uint32_t run = 0; run < 200; ++run) {
        RandomStream random(5, 901, run);
        const auto points = standards(decades, [&](double x) { return 0.05 * x * (1.0 + 0.05 * draw_normal(random)); });
        parabolas += calibrate(points, {}).curve.model == CurveModel::quadratic ? 1 : 0;
    }
    CHECK(parabolas <= 10);
}

TEST_CASE("calibrate: a standard that was mixed up is left out, its neighbours are not", "[calibrate]") {
    const double factor = GENERATE(0.3, 4.0);
    auto points = standards(decades, [](double x) { return 0.05 * x; });
    points[3].response *= factor;
    const Calibration found = calibrate(points, {});
    for (std::size_t i = 0; i < points.size(); ++i) {
        CAPTURE(factor, i, found.curve.points[i].why_not);
        CHECK(found.curve.points[i].used == (i != 3));
    }
    CHECK_THAT(found.curve.points[3].why_not, StartsWith("outlier: "));
    CHECK(found.curve.points[3].error_percent == Approx(100.0 * (factor - 1.0)));
    CHECK(found.curve.b1 == Approx(0.05));
}

TEST_CASE("calibrate: a wrong level at an end does not cost its neighbours", "[calibrate]") {
    const auto [wrong, factor] = GENERATE(std::pair{std::size_t(0), 40.0}, std::pair{std::size_t(7), 0.15});
    auto points = standards(decades, [](double x) { return 0.05 * x; });
    points[wrong].response *= factor;
    const Calibration found = calibrate(points, {});
    for (std::size_t i = 0; i < points.size(); ++i) {
        CAPTURE(wrong, i, found.curve.points[i].why_not);
        CHECK(found.curve.points[i].used == (i != wrong));
    }
    CHECK(found.curve.b1 == Approx(0.05));
}

TEST_CASE("calibrate: what came with a reason, level zero and empty cells are on no curve", "[calibrate]") {
    auto points = standards({0.0, 1, 3, 10, 30, 100, 300}, [](double x) { return 0.2 + 0.05 * x; });
    points[2].why_not = "saturated";
    points[4].response = no_value;
    points[5].concentration = no_value;
    const Calibration found = calibrate(points, {});
    CHECK(found.curve.points[0].why_not == "level zero");
    CHECK(found.curve.points[2].why_not == "saturated");
    CHECK(found.curve.points[4].why_not == "no response");
    CHECK(found.curve.points[5].why_not == "no level told");
    CHECK(found.used == std::vector<std::size_t>{1, 3, 6});
    CHECK(found.curve.model == CurveModel::through_zero);  // three levels are too few for an intercept
}

TEST_CASE("calibrate: one level is a single point, two a factor", "[calibrate]") {
    const Calibration one = calibrate(standards({100.0}, [](double x) { return 0.04 * x; }), {});
    CHECK(one.curve.model == CurveModel::single_point);
    CHECK(one.curve.b1 == Approx(0.04));
    CHECK(one.fit.shape.inverse(1.2) == Approx(30.0));
    CHECK(one.lowest == 0.0);

    auto two = standards({10.0, 100.0}, [](double x) { return 0.04 * x; });
    two[1].response *= 1.1;
    const Calibration factor = calibrate(two, {});
    CHECK(factor.curve.model == CurveModel::through_zero);
    CHECK(factor.curve.b1 == Approx(0.042));

    QuantifyParams params;
    params.model = "single_point";
    const Calibration told = calibrate(two, params);
    CHECK(told.curve.b1 == Approx(0.044));
    CHECK(told.curve.points[0].why_not == "another level is the single point");
}

TEST_CASE("calibrate: where no curve is right it is said, not hidden behind R2", "[calibrate]") {
    // Every other standard doubled: R^2 of the logarithms is above 0.97, and no amount can be told.
    int i = 0;
    const Calibration found =
        calibrate(standards(decades, [&](double x) { return 0.05 * x * (i++ % 2 ? 2.0 : 1.0); }), {});
    CHECK_FALSE(found.good);
    CHECK_THAT(found.curve.choice, StartsWith("no curve is right"));
    CHECK(found.stands());

    const Calibration falling = calibrate(standards(decades, [](double x) { return 10.0 - 0.009 * x; }), {});
    CHECK_FALSE(falling.good);
    CHECK_FALSE(calibrate({}, {}).stands());
}

TEST_CASE("calibrate: no weights over four decades are taken only as told", "[calibrate]") {
    QuantifyParams params;
    params.model = "linear";
    params.weight = "1";
    const auto line = standards(decades, [](double x) { return 0.05 * x; });
    CHECK(calibrate(line, params).curve.weight == CurveWeight::none);
    CHECK_THAT(calibrate(line, {}).curve.choice, Contains("best of 2 curves"));  // 1/x and 1/x2
    CHECK_THAT(calibrate(standards({10, 20, 40, 80, 160, 300}, [](double x) { return 0.05 * x; }), {}).curve.choice,
               Contains("best of 3 curves"));
}
