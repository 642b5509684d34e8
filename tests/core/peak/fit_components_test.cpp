#include "core/peak/fit_components.hpp"

#include "core/base/random.hpp"
#include "core/peak/shapes.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr double sd = 100.0;

/// Counts of a profile, one a second, with normal noise of sd; below the limit it is only known that they were.
FitPoints points_of(const std::function<double(double)>& counts, std::uint64_t seed = 0, double limit = -1e9) {
    FitPoints points;
    for (double t = 70.0; t <= 130.0; t += 1.0) {
        double value = counts(t);
        if (seed != 0) {
            RandomStream random(seed, 3, 0, 0, std::uint32_t(t));
            value += sd * draw_normal(random);
        }
        const bool unseen = value < limit;
        points.time_s.push_back(t);
        points.counts.push_back(unseen ? limit : value);
        points.weight.push_back(1.0 / sd);
        points.unseen.push_back(char(unseen));
    }
    return points;
}

Component start_at(double centre_s, double area, double sigma_s) {
    return {std::log(area), centre_s, std::log(sigma_s), 0.0};
}

}  // namespace

TEST_CASE("fit_components: without noise the numbers that were put in come out", "[fit_components]") {
    const double d = GENERATE(-30.0, -3.0, 0.5, 8.0, 30.0);
    const HvlShape shape{100.4, 3.0, d};
    const auto points = points_of([&](double t) { return 1e6 * hvl_density(shape, t); });
    Component start = start_at(101.2, 8e5, 3.4);
    start.skew = 0.7 * d;
    const ShapeFit fit = fit_components(points, ShapeKind::hvl, std::span(&start, 1), {});
    CAPTURE(d, fit.iterations);
    REQUIRE(fit.components.size() == 1);
    CHECK_THAT(std::exp(fit.components[0].log_area), WithinRel(1e6, 1e-3));
    CHECK_THAT(fit.components[0].centre_s, WithinAbs(100.4, 0.02));
    CHECK_THAT(std::exp(fit.components[0].log_sigma_s), WithinRel(3.0, 5e-3));
    CHECK_THAT(fit.components[0].skew, WithinAbs(d, 0.02 * std::abs(d) + 0.02));
}

TEST_CASE("fit_components: two peaks without a valley come apart", "[fit_components]") {
    const auto points =
        points_of([](double t) { return 1e6 * gauss_density(96.0, 3.0, t) + 3e5 * gauss_density(103.2, 3.0, t); });
    const std::vector<Component> start{start_at(103.0, 4e5, 2.5), start_at(96.5, 9e5, 3.5)};
    const ShapeFit fit = fit_components(points, ShapeKind::gauss, start, {});
    REQUIRE(fit.components.size() == 2);
    CHECK(fit.components[0].centre_s < fit.components[1].centre_s);
    CHECK_THAT(std::exp(fit.components[0].log_area), WithinRel(1e6, 2e-3));
    CHECK_THAT(std::exp(fit.components[1].log_area), WithinRel(3e5, 5e-3));
}

TEST_CASE("fit_components: standard errors are the scatter over draws of noise", "[fit_components]") {
    std::vector<double> areas, centres;
    double area_se = 0.0, centre_se = 0.0;
    constexpr int draws = 200;
    for (int seed = 1; seed <= draws; ++seed) {
        const auto points = points_of([](double t) { return 2e4 * gauss_density(100.2, 4.0, t); }, std::uint64_t(seed));
        const Component start = start_at(101.0, 1.5e4, 3.0);
        const ShapeFit fit = fit_components(points, ShapeKind::gauss, std::span(&start, 1), {});
        areas.push_back(fit.components[0].log_area);
        centres.push_back(fit.components[0].centre_s);
        area_se += fit.log_area_se[0] / draws;
        centre_se += fit.centre_se_s[0] / draws;
    }
    const auto scatter = [](const std::vector<double>& x) {
        double mean = 0.0, squares = 0.0;
        for (const double value : x) mean += value / double(x.size());
        for (const double value : x) squares += (value - mean) * (value - mean);
        return std::sqrt(squares / double(x.size() - 1));
    };
    CHECK_THAT(area_se, WithinRel(scatter(areas), 0.15));
    CHECK_THAT(centre_se, WithinRel(scatter(centres), 0.15));
}

TEST_CASE("fit_components: scans below the threshold cost the area nothing, read as zeros they would",
          "[fit_components]") {
    double censored = 0.0, as_zero = 0.0;
    constexpr int draws = 60;
    for (int seed = 1; seed <= draws; ++seed) {
        FitPoints points =
            points_of([](double t) { return 1e4 * gauss_density(100.2, 4.0, t); }, std::uint64_t(seed), 400.0);
        const Component start = start_at(100.0, 1e4, 4.0);
        censored +=
            std::exp(fit_components(points, ShapeKind::gauss, std::span(&start, 1), {}).components[0].log_area) / draws;
        for (std::size_t i = 0; i < points.size(); ++i)
            if (points.unseen[i]) points.counts[i] = points.unseen[i] = 0;
        as_zero +=
            std::exp(fit_components(points, ShapeKind::gauss, std::span(&start, 1), {}).components[0].log_area) / draws;
    }
    CHECK_THAT(censored, WithinRel(1e4, 0.03));
    CHECK(as_zero < 0.95e4);
}

TEST_CASE("fit_components: a prior holds a width that the data cannot tell", "[fit_components]") {
    FitPoints points;
    points.time_s = {99.0, 100.0, 101.0};
    points.counts = {900.0, 1000.0, 900.0};
    points.weight = {1e-3, 1e-3, 1e-3};
    points.unseen = {0, 0, 0};
    const Component start = start_at(100.0, 5e3, 2.0);
    const ShapeFit fit = fit_components(points, ShapeKind::gauss, std::span(&start, 1),
                                        {.log_sigma_s = std::log(5.0), .log_sigma_sd = 0.05});
    CHECK_THAT(std::exp(fit.components[0].log_sigma_s), WithinRel(5.0, 0.03));
    CHECK(std::isinf(fit.aicc(points.size())));
}

TEST_CASE("gain_of_another: is what fitting a second peak gains, and nothing where counts are missing",
          "[fit_components]") {
    const double area = GENERATE(2e4, -2e4);
    const auto points =
        points_of([&](double t) { return 1e6 * gauss_density(98.0, 3.0, t) + area * gauss_density(106.0, 3.0, t); });
    const Component start = start_at(97.0, 9e5, 3.3);
    const ShapeFit one = fit_components(points, ShapeKind::gauss, std::span(&start, 1), {});
    REQUIRE(one.components.size() == 1);
    const std::vector<Component> there{start_at(106.0, 1.0, 3.0)}, elsewhere{start_at(85.0, 1.0, 3.0)};
    const double gain = gain_of_another(points, one, there, 1e9);
    CAPTURE(area, one.cost, gain);
    if (area < 0.0) {
        CHECK(gain == 0.0);
        return;
    }
    const std::vector<Component> both{one.components.front(), start_at(106.0, area, 3.0)};
    const double fitted = one.cost - fit_components(points, ShapeKind::gauss, both, {}).cost;
    CHECK_THAT(gain, WithinRel(fitted, 0.15));
    CHECK(gain_of_another(points, one, elsewhere, 1e9) < 0.3 * gain);
    // Another at its own place can only be itself.
    CHECK(gain_of_another(points, one, one.components, 1e9) < 0.3 * gain);
    const std::vector<Component> in_turn{elsewhere.front(), there.front()};
    CHECK(gain_of_another(points, one, in_turn, 1e9) == gain);
    CHECK(gain_of_another(points, one, in_turn, 0.0) < gain);
}
