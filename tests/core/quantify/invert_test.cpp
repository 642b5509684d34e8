#include "core/quantify/invert.hpp"

#include "core/base/student_t.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace gassan;

namespace {

/// A line on five levels with response = slope x + offset exactly, and a law of relative errors alone.
Calibration line(double slope, double relative) {
    const std::vector<double> x{1.0, 3.0, 10.0, 40.0, 90.0};
    std::vector<double> y, variances;
    Calibration calibration;
    for (const double level : x) {
        y.push_back(slope * level);
        variances.push_back(relative * relative * y.back() * y.back());
        calibration.used.push_back(calibration.used.size());
    }
    calibration.fit = *fit_weighted(x, y, CurveModel::linear, CurveWeight::one_over_x2);
    calibration.lowest = 1.0;
    calibration.highest = 90.0;
    calibration.curve.loq = 1.0;
    calibration.curve.uloq = 90.0;
    calibration.good = true;
    calibration.law.relative = relative;
    calibration.law.dof = 3.0;
    calibration.law.t95 = student_t_quantile(0.975, 3.0);
    calibration.curve.covariance = calibration.fit.covariance(variances);
    return calibration;
}

}  // namespace

TEST_CASE("invert: the standard error is the textbook's of inverse prediction", "[invert]") {
    // SE(x0) = (s / b1) sqrt(1 / w0 + 1 / sum w + (y0 - yw)^2 / (b1^2 sum w (x - xw)^2)), s of a response at weight 1:
    // with w = 1/x^2, s = relative slope.
    const double slope = 0.4, relative = 0.02;
    const Calibration calibration = line(slope, relative);
    const std::vector<double> x{1.0, 3.0, 10.0, 40.0, 90.0};
    double w = 0.0, wx = 0.0, wxx = 0.0;
    for (const double level : x) {
        w += 1.0 / level / level;
        wx += 1.0 / level;
        wxx += 1.0;
    }
    const double mean = wx / w, spread = wxx - wx * wx / w, s = relative * slope;
    for (const double x0 : {2.0, 25.0, 80.0}) {
        const double y0 = slope * x0;
        const double se = s / slope * std::sqrt(x0 * x0 + 1.0 / w + (x0 - mean) * (x0 - mean) / spread);
        const Inverted found = invert(calibration, y0, 0.0);
        CAPTURE(x0);
        CHECK(found.value == Approx(x0));
        CHECK(found.se == Approx(se).epsilon(1e-9));
        CHECK(found.flags.empty());
    }
}

TEST_CASE("invert: the areas' own error joins that about the curve", "[invert]") {
    const Calibration calibration = line(0.4, 0.02);
    const Inverted bare = invert(calibration, 4.0, 0.0), told = invert(calibration, 4.0, 0.3);
    CHECK(told.se == Approx(std::hypot(bare.se, 0.3 / 0.4)));
    CHECK(invert(calibration, 4.0, no_value).se == Approx(bare.se));
}

TEST_CASE("invert: at either end of the interval the response is just contradicted", "[invert]") {
    const Calibration calibration = line(0.4, 0.1);
    const Inverted found = invert(calibration, 10.0, 0.5);
    CHECK(found.low95 < found.value);
    CHECK(found.high95 - found.value > 1.3 * (found.value - found.low95));  // errors in proportion: longer upwards
    for (const double end : {found.low95, found.high95}) {
        double curve = 0.0;
        const std::array<double, 2> g{1.0, end};
        for (std::size_t i = 0; i < 2; ++i)
            for (std::size_t j = 0; j < 2; ++j) curve += g[i] * calibration.curve.covariance[3 * i + j] * g[j];
        const double sd = std::sqrt(0.25 + std::pow(0.1 * 0.4 * end, 2) + curve);
        CHECK(std::abs(10.0 - 0.4 * end) == Approx(calibration.law.t95 * sd).epsilon(1e-6));
    }
}

TEST_CASE("invert: an interval without an end is that of the standard error", "[invert]") {
    const Calibration calibration = line(0.4, 0.5);  // t 3.18 times 50 %: no x is too high
    const Inverted found = invert(calibration, 10.0, 0.0);
    CHECK(found.high95 == Approx(found.value + calibration.law.t95 * found.se));
    CHECK(found.low95 == Approx(found.value - calibration.law.t95 * found.se));
}

TEST_CASE("invert: beyond the ends values are kept and flagged", "[invert]") {
    Calibration calibration = line(0.4, 0.02);
    CHECK(invert(calibration, 0.4 * 95.0, 0.0).flags == ">ULOQ");
    CHECK(invert(calibration, 0.4 * 95.0, 0.0).value == Approx(95.0));
    CHECK(invert(calibration, 0.4 * 0.9, 0.0).flags == "<LLOQ");
    calibration.fit.shape.b[0] = 0.2;
    const Inverted negative = invert(calibration, 0.1, 0.0);
    CHECK(negative.flags == "<LLOQ;negative");
    CHECK(negative.value == Approx(-0.25));
    calibration.good = false;
    CHECK(invert(calibration, 4.2, 0.0).flags == "poor_curve");
}

TEST_CASE("invert: what samples do beyond standards widens the interval of samples", "[invert]") {
    const Calibration calibration = line(2.0, 0.0);
    const Inverted told = invert(calibration, 20.0, 0.6), shifted = invert(calibration, 20.0, 0.6, 0.04);
    CHECK(told.value == shifted.value);
    CHECK(told.se == Approx(0.3));
    CHECK(shifted.se == Approx(0.5));  // 3 % and 4 % of 10
}
