#include "core/quantify/error_law.hpp"

#include "core/base/random.hpp"
#include "core/quantify/calibration_curve.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace gassan;

namespace {

struct Scatter {
    double relative = 0.06;   ///< sd
    double noise = 0.02;      ///< sd of a response, told as response_se times told_share
    double told_share = 1.0;  ///< of the truth
    double of_run = 0.0;      ///< relative sd that all compounds of a run share
};

/// Curves of 8 levels, response 0.05 x, run by run.
std::vector<Calibration> curves(std::size_t count, const Scatter& scatter, std::uint32_t seed,
                                double max_error_percent = 100.0, const std::string& model = "linear") {
    std::vector<double> shared;
    RandomStream of_runs(seed, 906);
    for (int i = 0; i < 8; ++i) shared.push_back(scatter.of_run * draw_normal(of_runs));
    QuantifyParams params;
    params.model = model;
    params.weight = "1/x2";
    params.max_error_percent = params.max_lloq_error_percent = max_error_percent;  // 100: no choice by luck
    std::vector<Calibration> all;
    for (std::size_t c = 0; c < count; ++c) {
        RandomStream random(seed, 907, std::uint32_t(c));
        std::vector<CurvePoint> points;
        double level = 1.0;
        for (std::size_t i = 0; i < 8; ++i, level *= 3.0) {
            CurvePoint point;
            point.sample_id = "S" + std::to_string(i);
            point.concentration = level;
            point.response = 0.05 * level * (1.0 + scatter.relative * draw_normal(random) + shared[i]) +
                             scatter.noise * draw_normal(random);
            point.response_se = scatter.noise * scatter.told_share;
            points.push_back(point);
        }
        all.push_back(calibrate(points, params));
    }
    return all;
}

/// sd that the law gives a response of 5 (level 100) and of 0.05 (level 1), mean over curves.
std::pair<double, double> told_sd(const std::vector<Calibration>& calibrations, const Scatter& scatter) {
    double high = 0.0, low = 0.0;
    for (const Calibration& calibration : calibrations) {
        high += std::sqrt(calibration.law.variance(5.0, scatter.noise * scatter.told_share));
        low += std::sqrt(calibration.law.variance(0.05, scatter.noise * scatter.told_share));
    }
    return {high / double(calibrations.size()), low / double(calibrations.size())};
}

}  // namespace

TEST_CASE("error law: finds both parts of the scatter, told errors true or half the truth", "[error_law]") {
    Scatter scatter;
    scatter.told_share = GENERATE(1.0, 0.5);
    auto calibrations = curves(60, scatter, 4);
    learn_error_laws(calibrations);
    const auto [high, low] = told_sd(calibrations, scatter);
    CAPTURE(scatter.told_share);
    CHECK(high == Approx(0.06 * 5.0).epsilon(0.1));
    CHECK(low == Approx(std::hypot(0.02, 0.06 * 0.05)).epsilon(0.15));
    CHECK(calibrations.front().law.dof > 15.0);  // 6 of its own: alike, they lend each other the rest
}

TEST_CASE("error law: levels that were cut off for their noise are not forgotten", "[error_law]") {
    // Of the levels 1 and 3, known to 80 and 27 %, only those near the line by luck are on a curve.
    const Scatter scatter{.relative = 0.03, .noise = 0.04, .told_share = 1.0};
    auto calibrations = curves(100, scatter, 9, 15.0, "through_zero");
    std::size_t cut = 0;
    for (const Calibration& calibration : calibrations) cut += calibration.cut_below.size();
    CHECK(cut > 50);
    learn_error_laws(calibrations);
    const double low = told_sd(calibrations, scatter).second;
    auto forgetful = calibrations;
    for (Calibration& calibration : forgetful) calibration.cut_below.clear();
    learn_error_laws(forgetful);
    CHECK(low == Approx(0.04).epsilon(0.15));
    CHECK(told_sd(forgetful, scatter).second < 0.92 * low);
}

TEST_CASE("error law: a compound that scatters three times as much keeps a law of its own", "[error_law]") {
    Scatter scatter, wild;
    wild.relative = 0.18;
    wild.noise = 0.06;
    wild.told_share = 1.0 / 3.0;
    auto calibrations = curves(40, scatter, 5);
    for (Calibration& calibration : curves(20, wild, 6)) calibrations.push_back(calibration);
    learn_error_laws(calibrations);
    double calm = 0.0, other = 0.0;
    for (std::size_t c = 0; c < 60; ++c) (c < 40 ? calm : other) += std::sqrt(calibrations[c].law.factor);
    CHECK((other / 20.0) / (calm / 40.0) > 2.0);
    CHECK(calibrations.front().law.dof < 40.0);
    CHECK(calibrations.front().law.dof > 6.0);
}

TEST_CASE("error law: compounds that go wrong together in a run are not counted as many", "[error_law]") {
    Scatter scatter{.relative = 0.02, .noise = 0.002, .told_share = 1.0, .of_run = 0.1};
    auto calibrations = curves(60, scatter, 7);
    learn_error_laws(calibrations);
    CHECK(calibrations.front().law.dof < 40.0);  // 6 of its own and about 8 runs, not 360
    CHECK(calibrations.front().law.t95 > 2.02);
}

TEST_CASE("error law: a lone curve has the degrees of freedom of its points, an exact factor none", "[error_law]") {
    auto lone = curves(1, {}, 8);
    learn_error_laws(lone);
    CHECK(lone.front().law.dof == 6.0);
    CHECK(lone.front().law.t95 == Approx(2.4469).epsilon(1e-4));

    CurvePoint point;
    point.concentration = 100.0;
    point.response = 4.0;
    point.response_se = 0.1;
    std::vector<Calibration> single{calibrate({point}, {})};
    learn_error_laws(single);
    CHECK(single.front().law.variance(2.0, 0.3) == Approx(0.09 + 0.15 * 0.15 * 4.0));  // 15 % where nobody measured it
    CHECK(std::sqrt(single.front().curve.covariance[4]) == Approx(std::hypot(0.1, 0.15 * 4.0) / 100.0));
    CHECK_THAT(single.front().curve.choice, Catch::Matchers::Contains("no standard was measured twice"));
    learn_error_laws({});
}

TEST_CASE("error law: a curve carries what its band is drawn with", "[error_law]") {
    Scatter scatter;
    scatter.noise = 0.0;
    auto calibrations = curves(40, scatter, 5);
    learn_error_laws(calibrations);
    double relative = 0.0;
    for (const Calibration& calibration : calibrations) {
        relative += calibration.curve.relative_sd / 40.0;
        CHECK(calibration.curve.t95 == calibration.law.t95);
        // b0, b1 of a line: their variances are positive, the third coefficient has none.
        CHECK(calibration.curve.covariance[0] > 0.0);
        CHECK(calibration.curve.covariance[4] > 0.0);
        CHECK(calibration.curve.covariance[8] == 0.0);
    }
    CHECK(relative == Approx(0.06).epsilon(0.1));
}
