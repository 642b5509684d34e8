#include "core/quality/qc_trend.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace gassan;

TEST_CASE("qc_trend: slope, interval and p are those published for Anscombe's first set", "[qc_trend]") {
    // Anscombe 1973: slope 0.5001, standard error 0.1179, p 0.00217; t(0.975, 9) = 2.2622
    const std::vector<double> x{10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5};
    const std::vector<double> y{8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68};
    const QcTrend trend = qc_trend(x, y);
    CHECK(trend.n == 11);
    CHECK(trend.ln_per_100 == Approx(50.01).margin(0.005));
    CHECK(trend.p == Approx(0.00217).margin(5e-6));
    CHECK(trend.low95 == Approx(50.01 - 2.2622 * 11.79).margin(0.02));
    CHECK(trend.high95 == Approx(50.01 + 2.2622 * 11.79).margin(0.02));
}

TEST_CASE("qc_trend: a falling line falls", "[qc_trend]") {
    const QcTrend trend = qc_trend(std::vector<double>{1, 11, 21, 31}, std::vector<double>{5.0, 4.9, 4.8, 4.7});
    CHECK(trend.ln_per_100 == Approx(-1.0));
    CHECK(trend.p < 1e-6);
    CHECK(trend.high95 < -0.99);
}

TEST_CASE("qc_trend: too few QCs, or all at one order, tell no slope", "[qc_trend]") {
    CHECK(std::isnan(qc_trend({}, {}).ln_per_100));
    CHECK(std::isnan(qc_trend(std::vector<double>{4.0}, std::vector<double>{1.0}).ln_per_100));
    CHECK(std::isnan(qc_trend(std::vector<double>{4, 4, 4}, std::vector<double>{1, 2, 3}).ln_per_100));
    const QcTrend two = qc_trend(std::vector<double>{1, 3}, std::vector<double>{0.0, 0.04});
    CHECK(two.ln_per_100 == Approx(2.0));
    CHECK(std::isnan(two.p));
    CHECK(std::isnan(two.low95));
}

TEST_CASE("qc_trend: equal values have no trend", "[qc_trend]") {
    const QcTrend trend = qc_trend(std::vector<double>{1, 2, 9}, std::vector<double>{3, 3, 3});
    CHECK(trend.ln_per_100 == 0.0);
    CHECK(trend.p == 1.0);
}
