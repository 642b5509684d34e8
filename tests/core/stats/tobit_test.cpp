#include "core/stats/tobit.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <numeric>

using namespace gassan;

namespace {

/// Quantiles of a standard normal distribution by bisection of erfc: a sample that is as normal as can be.
std::vector<double> normal_scores(std::size_t count) {
    std::vector<double> scores;
    for (std::size_t i = 0; i < count; ++i) {
        const double p = (double(i) + 0.5) / double(count);
        double low = -9.0, high = 9.0;
        for (int k = 0; k < 80; ++k) {
            const double middle = 0.5 * (low + high);
            (0.5 * std::erfc(-middle / std::sqrt(2.0)) < p ? low : high) = middle;
        }
        scores.push_back(low);
    }
    return scores;
}

}  // namespace

TEST_CASE("a censored normal sample gives its mean and sd back") {
    std::vector<double> values = normal_scores(2000);
    std::vector<bool> below;
    for (double& value : values) {
        value = 7.0 + 1.5 * value;
        below.push_back(value < 6.6);
        if (below.back()) value = 6.6;
    }
    const Tobit fit = fit_tobit(values, below);
    REQUIRE(fit.estimated());
    CHECK(fit.censored > 700);
    CHECK(fit.terms[0].estimate == Approx(7.0).margin(0.005));
    CHECK(fit.sigma == Approx(1.5).margin(0.005));
}

TEST_CASE("without censored values the model is least squares with n below RSS") {
    const std::vector<double> y{1.0, 3.0, 2.0, 6.0, 5.0};
    const DesignColumn x{"x", {0.0, 1.0, 2.0, 3.0, 4.0}};
    const Tobit fit = fit_tobit(y, std::vector<bool>(5, false), std::vector{x});
    // Slope sum((x - 2)(y - 3.4)) / 10 = 1.1, intercept 1.2, RSS 5.1.
    CHECK(fit.terms[1].estimate == Approx(1.1));
    CHECK(fit.terms[0].estimate == Approx(1.2));
    CHECK(fit.sigma == Approx(std::sqrt(5.1 / 5.0)));
    CHECK(fit.terms[1].se == Approx(std::sqrt(5.1 / 5.0 / 10.0)));
    CHECK(fit.log_likelihood == Approx(-2.5 * (std::log(2.0 * std::acos(-1.0) * 5.1 / 5.0) + 1.0)));
}

TEST_CASE("a slope among censored values is found where least squares on the limits is wrong") {
    std::vector<double> y = normal_scores(600), ordered = y;
    DesignColumn x{"x", {}};
    std::vector<bool> below;
    for (std::size_t i = 0; i < y.size(); ++i) {
        x.values.push_back(double(i % 2));
        y[i] = 1.0 * x.values[i] + 0.5 * y[i];
        below.push_back(y[i] < 0.2);
        y[i] = std::max(y[i], 0.2);
    }
    const Tobit fit = fit_tobit(y, below, std::vector{x});
    CHECK(fit.terms[1].estimate == Approx(1.0).margin(0.03));
}

TEST_CASE("what cannot be estimated is said") {
    CHECK(fit_tobit(std::vector{1.0, 1.0}, {true, true}).reason == "all values lie below their limits");
    CHECK(fit_tobit(std::vector<double>{}, {}).reason == "no value");
    CHECK_THAT(fit_tobit(std::vector{1.0, 2.0}, {true, false}).reason, Catch::Contains("too few measured"));
    // All of class 1 are censored: its effect has no lower end.
    const DesignColumn one{"class1", {0, 0, 0, 0, 1, 1, 1}};
    const Tobit parted = fit_tobit(std::vector{5.0, 6.0, 7.0, 6.5, 4.0, 4.0, 4.0},
                                   {false, false, false, false, true, true, true}, std::vector{one});
    CHECK_THAT(parted.reason, Catch::Contains("a covariate no longer varies"));
}

TEST_CASE("values not known at all take no part") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const Tobit with = fit_tobit(std::vector{1.0, nan, 2.0, 4.0, 0.5}, {false, false, false, false, true});
    const Tobit without = fit_tobit(std::vector{1.0, 2.0, 4.0, 0.5}, {false, false, false, true});
    CHECK(with.values == 4);
    CHECK(with.sigma == without.sigma);
}

TEST_CASE("the mean below a limit is that of the integral") {
    // Trapezoids over the density of N(2, 0.5) below 1.8.
    double mass = 0.0, moment = 0.0;
    for (int i = 0; i < 200000; ++i) {
        const double x = -2.0 + 3.8 * (double(i) + 0.5) / 200000.0;
        const double density = std::exp(-0.5 * (x - 2.0) * (x - 2.0) / 0.25);
        mass += density;
        moment += x * density;
    }
    CHECK(mean_below(1.8, 2.0, 0.5) == Approx(moment / mass).epsilon(1e-7));
    // Far below the mean it is the limit less sd^2 / distance.
    CHECK(mean_below(-60.0, 0.0, 1.0) == Approx(-60.0 - 1.0 / 60.0).epsilon(1e-5));
}
