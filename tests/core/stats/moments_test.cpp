#include "core/stats/moments.hpp"
#include "core/stats/ranks.hpp"
#include "core/stats/variance_components.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace gassan;

TEST_CASE("Moments: worked by hand, with n - 1") {
    const std::vector<double> x{1.0, 2.0, 6.0}, y{2.0, 1.0, 9.0};
    CHECK(mean(x) == 3.0);
    CHECK(variance(x) == 7.0);
    CHECK(covariance(x, y) == Approx((-2.0 * -2.0 + -1.0 * -3.0 + 3.0 * 5.0) / 2.0));
    CHECK(standard_deviation(y) == Approx(std::sqrt(19.0)));
}

TEST_CASE("Moments: equal values have no variance at all, and large ones keep theirs") {
    CHECK(variance(std::vector<double>(7, 0.1)) == 0.0);
    CHECK(variance(std::vector{1e9 + 1.0, 1e9 + 2.0, 1e9 + 3.0}) == 1.0);
}

TEST_CASE("Moments: too few values tell nothing") {
    CHECK(std::isnan(mean({})));
    CHECK(std::isnan(variance(std::vector{4.0})));
    CHECK(std::isnan(mean(std::vector{1.0, std::nan("")})));
}

TEST_CASE("Ranks: equal values share the mean of their ranks") {
    CHECK(mean_ranks(std::vector{3.0, 1.0, 3.0, 2.0, 3.0}) == std::vector{4.0, 1.0, 4.0, 2.0, 4.0});
    CHECK(mean_ranks({}).empty());
}

TEST_CASE("Variance components: groups of unequal size, worked by hand") {
    // Groups 1, 3 and 5, 6, 10: means 2 and 7, grand mean 5; MSW = (2 + 14) / 3, MSB = 2 * 9 + 3 * 4, n0 = 5 - 13 / 5.
    const auto parts = variance_components(std::vector{1.0, 5.0, 3.0, 6.0, 10.0}, std::vector{4, 9, 4, 9, 9});
    CHECK(parts.groups == 2);
    CHECK(parts.group_size == Approx(2.4));
    CHECK(parts.within == Approx(16.0 / 3.0));
    CHECK(parts.between == Approx((30.0 - 16.0 / 3.0) / 2.4));
    CHECK_FALSE(parts.negative);
}

TEST_CASE("Variance components: a negative estimate is zero and said, one group and single values tell nothing") {
    const auto close = variance_components(std::vector{1.0, 9.0, 1.0, 9.0}, std::vector{0, 0, 1, 1});
    CHECK(close.between == 0.0);
    CHECK(close.negative);
    CHECK(std::isnan(variance_components(std::vector{1.0, 2.0}, std::vector{0, 0}).within));
    CHECK(std::isnan(variance_components(std::vector{1.0, 2.0}, std::vector{0, 1}).between));
}
