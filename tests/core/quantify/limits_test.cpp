#include "core/quantify/limits.hpp"

#include "core/quantify/calibration_curve.hpp"
#include "core/quantify/invert.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace gassan;
using Catch::Matchers::Contains;

namespace {

/// Levels 1 to 300 at a slope of 0.05, each response known to 0.002 with S/N 25 x.
Calibration calibrated(double response_se, std::vector<double>& snr) {
    std::vector<CurvePoint> points;
    snr.clear();
    for (const double level : {1.0, 3.0, 10.0, 30.0, 100.0, 300.0}) {
        CurvePoint point;
        point.sample_id = "S" + std::to_string(points.size());
        point.concentration = level;
        point.response = 0.05 * level;
        point.response_se = response_se;
        points.push_back(point);
        snr.push_back(25.0 * level);
    }
    Calibration calibration = calibrate(points, {});
    calibration.law.factor = 4.0;
    calibration.law.relative = 0.3;  // of no weight at response zero
    return calibration;
}

/// Precision asked of nobody.
QuantifyParams of_any_precision() {
    QuantifyParams params;
    params.max_loq_rsd_percent = 100.0;
    return params;
}

}  // namespace

TEST_CASE("limits: by residuals, blanks or S/N, as the data allow or as told", "[limits]") {
    std::vector<double> snr;
    const std::vector<double> no_blanks, blanks{0.010, 0.016, 0.010, 0.016};  // sd 0.003464
    Calibration found = calibrated(0.002, snr);
    tell_limits(found, no_blanks, snr, of_any_precision());
    CHECK(found.curve.lod == Approx(3.3 * 2.0 * 0.002 / 0.05));
    CHECK(found.curve.loq == Approx(1.0));  // 0.8 by the residuals: below the lowest level that was shown to be right
    CHECK_THAT(found.curve.limits, Contains("lowest level / slope") && Contains("LOQ: the lowest level"));
    CHECK(found.curve.uloq == 300.0);

    tell_limits(found, blanks, snr, of_any_precision());
    CHECK(found.curve.lod == Approx(3.3 * 0.0034641 / 0.05).epsilon(1e-4));
    CHECK_THAT(found.curve.limits, Contains("4 blanks"));

    QuantifyParams by_snr = of_any_precision();
    by_snr.limit_by = "snr";
    tell_limits(found, blanks, snr, by_snr);
    CHECK(found.curve.lod == Approx(3.0 / 25.0));
    CHECK_THAT(found.curve.limits, Contains("S/N"));
}

TEST_CASE("limits: a LOQ above the lowest level stands", "[limits]") {
    std::vector<double> snr;
    Calibration found = calibrated(0.02, snr);
    tell_limits(found, {}, snr, of_any_precision());
    CHECK(found.curve.loq == Approx(10.0 * 2.0 * 0.02 / 0.05));
    CHECK(found.curve.lod < found.curve.loq);
}

TEST_CASE("limits: areas without errors fall back on S/N, and on nothing by name", "[limits]") {
    std::vector<double> snr;
    Calibration found = calibrated(no_value, snr);
    tell_limits(found, {}, snr, of_any_precision());
    CHECK(found.curve.lod == Approx(0.12));
    tell_limits(found, {}, std::vector<double>(6, no_value), of_any_precision());
    CHECK(std::isnan(found.curve.lod));
    CHECK(found.curve.loq == 1.0);
    CHECK_THAT(found.curve.limits, Contains("nothing tells it"));
}

TEST_CASE("limits: the LOQ is where amounts are told to 10 %, by what scatters there", "[limits]") {
    std::vector<double> snr;
    Calibration found = calibrated(0.02, snr);
    found.law.factor = 1.0;
    found.law.relative = 0.06;
    tell_limits(found, {}, snr, {});
    // sqrt(0.02^2 + (0.06 * 0.05 x)^2) = 0.1 * 0.05 x; ten standard deviations at response zero would be 4.
    CHECK(found.curve.loq == Approx(5.0).epsilon(0.011));
    CHECK_THAT(found.curve.limits, Contains("from here on amounts are told to 10 %"));

    found.law.relative = 0.12;  // more than asked at any level
    tell_limits(found, {}, snr, {});
    CHECK(std::isnan(found.curve.loq));
    CHECK_THAT(found.curve.limits, Contains("LOQ: none"));
    CHECK_THAT(invert(found, 5.0, 0.02).flags, Contains("imprecise"));

    QuantifyParams lenient;
    lenient.max_loq_rsd_percent = 20.0;
    tell_limits(found, {}, snr, lenient);
    CHECK(found.curve.loq == Approx(4.0));  // ten standard deviations at response zero: 20 % are reached at 2.5
    CHECK(invert(found, 5.0, 0.02).flags.empty());
}
