#include "core/correct/drift_curve.hpp"

#include "tests/core/correct/made_table.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using namespace gassan::test;

namespace {

std::vector<double> places(std::size_t count) {
    std::vector<double> x;
    for (std::size_t i = 0; i < count; ++i) x.push_back(1.0 + 10.0 * double(i));
    return x;
}

}  // namespace

TEST_CASE("drift curve: few QCs give a level, some a line if it is clear, many a curve", "[correct]") {
    const std::vector<double> rising{1.0, 1.11, 1.19, 1.31, 1.40, 1.48, 1.62, 1.70};
    const auto model = [&](std::size_t count) {
        return drift_curve(places(count), {rising.data(), count}, CurveRule{}).model;
    };
    CHECK(model(1) == DriftModel::level);
    CHECK(model(3) == DriftModel::level);
    CHECK(model(4) == DriftModel::line);
    CHECK(model(6) == DriftModel::line);
    CHECK(model(7) == DriftModel::spline);
}

TEST_CASE("drift curve: a line is least squares, and one that chance could have drawn is none", "[correct]") {
    // By hand: slope 0.16 / 5, t = 1.886; with 2 degrees of freedom p = 1 - t / sqrt(t^2 + 2) = 0.2.
    const std::vector<double> x{0, 1, 2, 3}, y{0.02, -0.02, 0.06, 0.10};
    CurveRule rule;
    rule.line_p = 0.201;
    const DriftCurve line = drift_curve(x, y, rule);
    REQUIRE(line.model == DriftModel::line);
    CHECK(line.slope == Approx(0.032));
    CHECK(line.at(1.5) == Approx(0.04));
    rule.line_p = 0.199;
    CHECK(drift_curve(x, y, rule).model == DriftModel::level);
}

TEST_CASE("drift curve: has no more degrees of freedom than its QCs allow", "[correct]") {
    std::vector<double> zigzag;
    for (int i = 0; i < 12; ++i) zigzag.push_back(i % 4 < 2 ? 1.0 : 0.0);
    for (const std::size_t count : {8, 12}) {
        const DriftCurve curve = drift_curve(places(count), {zigzag.data(), count}, CurveRule{});
        CHECK(curve.degrees <= std::max(2.5, double(count) / 3.0));
    }
}

TEST_CASE("drift curve: noise is a level, and a level is not moved by one wild QC", "[correct]") {
    int levels = 0;
    for (std::size_t seed = 0; seed < 200; ++seed) {
        std::vector<double> y;
        for (std::size_t i = 0; i < 10; ++i) y.push_back(made_noise(7, seed, i));
        levels += drift_curve(places(10), y, CurveRule{}).model == DriftModel::level;
    }
    CHECK(levels > 100);
    const std::vector<double> wild{1.00, 1.01, 0.99, 1.02, -2.0};
    CHECK(std::abs(qc_level(wild, false) - 1.0) < 0.03);
    CHECK(qc_level(wild, true) == 1.0);
    CHECK(qc_level(std::vector{1.0, 2.0, 4.0}, false) == Approx(2.25));  // of 1, 1.5, 2, 2.5, 3, 4
}

TEST_CASE("drift curve: stands still before its first QC and after its last", "[correct]") {
    const std::vector<double> y{0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
    const DriftModel most = GENERATE(DriftModel::line, DriftModel::spline, DriftModel::loess);
    CurveRule rule;
    rule.most = most;
    const DriftCurve curve = drift_curve(places(10), y, rule);
    REQUIRE(curve.model == most);
    CHECK(curve.at(-50.0) == curve.at(1.0));
    CHECK(curve.at(500.0) == curve.at(91.0));
    CHECK(curve.at(46.0) == Approx(0.45));
    CHECK(curve.at(91.0) == Approx(0.9));
}
