#include "core/base/robust.hpp"

#include "core/base/random.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// The textbook way: sort, then walk.
double quantile_by_sorting(std::vector<double> values, double fraction) {
    std::sort(values.begin(), values.end());
    const double place = fraction * double(values.size() - 1);
    const auto below = std::size_t(std::floor(place)), above = std::size_t(std::ceil(place));
    return values[below] + (values[above] - values[below]) * (place - std::floor(place));
}

std::vector<double> some_values(std::size_t count, std::uint32_t entity, bool with_ties) {
    RandomStream random(7, 1, 0, entity);
    std::vector<double> values(count);
    for (double& value : values) value = with_ties ? std::floor(random.uniform(-4, 4)) : random.uniform(-100, 100);
    return values;
}

}  // namespace

// ---- known answers ---------------------------------------------------------------------------------------

TEST_CASE("robust: median of odd and even counts, worked by hand", "[robust]") {
    CHECK(median({9, 1, 5}) == 5);
    CHECK(median({9, 1, 5, 2}) == 3.5);
    CHECK(median({-3}) == -3);
    CHECK(median({2, 2, 2, 7}) == 2);
}

TEST_CASE("robust: robust_sd of 1 2 3 4 100 is 1.4826, worked by hand", "[robust]") {
    // median 3, deviations 2 1 0 1 97, their median 1
    CHECK_THAT(robust_sd({1, 2, 3, 4, 100}), WithinRel(1.4826022185056018, 1e-15));
    CHECK(robust_sd({5, 5, 5}) == 0);
}

TEST_CASE("robust: quantiles agree with a full sort", "[robust]") {
    const auto count = GENERATE(std::size_t{1}, 2, 3, 4, 5, 10, 37, 100);
    const bool with_ties = GENERATE(false, true);
    const auto values = some_values(count, std::uint32_t(count), with_ties);
    for (const double fraction : {0.0, 0.005, 0.1, 0.3, 0.5, 0.75, 0.99, 1.0}) {
        CAPTURE(count, with_ties, fraction);
        CHECK_THAT(quantile(values, fraction), WithinAbs(quantile_by_sorting(values, fraction), 1e-12));
        auto moved = values;
        CHECK(quantile_inplace(moved, fraction) == quantile(values, fraction));
        CHECK(std::is_permutation(moved.begin(), moved.end(), values.begin()));
    }
}

TEST_CASE("robust: robust_sd of normal numbers is their standard deviation", "[robust]") {
    RandomStream random(7, 2);
    std::vector<double> values(20001);
    for (double& value : values) value = draw_normal(random, 12.0, 3.0);
    // standard error of the MAD: 1.17 sd / sqrt(n) = 0.025
    CHECK_THAT(robust_sd(values), WithinAbs(3.0, 0.1));
    for (std::size_t i = 0; i < 4000; ++i) values[i] = 1e9;  // one in five is wild
    CHECK(robust_sd(values) < 4.5);
}

TEST_CASE("robust: theil_sen is the median of pairwise slopes, and does not see two wild points in nine", "[robust]") {
    const std::vector<double> x{0, 1, 2, 3, 4, 5, 6, 7, 8};
    std::vector<double> y;
    for (const double at : x) y.push_back(2.5 * at - 7.0);
    y[1] = 1e6;
    y[7] = -1e6;
    const Line line = theil_sen(x, y);
    CHECK_THAT(line.slope, WithinRel(2.5, 1e-12));
    CHECK_THAT(line.offset, WithinAbs(-7.0, 1e-12));

    const std::vector<double> few_x{0, 1, 3}, few_y{0, 2, 3};  // slopes 2, 1, 0.5; residuals 0, 1, 0
    CHECK_THAT(theil_sen(few_x, few_y).slope, WithinAbs(1.0, 1e-15));
    CHECK_THAT(theil_sen(few_x, few_y).offset, WithinAbs(0.0, 1e-15));
}

TEST_CASE("robust: quantiles are those of sorting however the values lie: equal, sorted, reversed, in a saw",
          "[robust]") {
    RandomStream random(8, 1);
    const auto count = std::size_t(GENERATE(1, 2, 24, 25, 26, 100, 5001));
    std::vector<std::vector<double>> orders(6, std::vector<double>(count));
    for (std::size_t i = 0; i < count; ++i) {
        orders[0][i] = random.uniform() < 0.7 ? 0.0 : random.uniform();  // an ion that is mostly not seen
        orders[1][i] = 3.0;
        orders[2][i] = double(i);
        orders[3][i] = -double(i);
        orders[4][i] = double(i % 17);
        orders[5][i] =
            i < count / 2 ? double(i) : double(count - i);  // the pivots' worst: both ends and the middle alike
    }
    for (const auto& values : orders)
        for (const double fraction : {0.0, 0.005, 0.3, 0.5, 0.77, 1.0}) {
            CAPTURE(count, fraction);
            CHECK(quantile(values, fraction) == quantile_by_sorting(values, fraction));
        }
}

// ---- edges -------------------------------------------------------------------------------------------------

TEST_CASE("robust: nothing has no median, and points above one another no slope", "[robust][edge]") {
    CHECK(std::isnan(median({})));
    CHECK(std::isnan(quantile({}, 0.3)));
    CHECK(std::isnan(robust_sd({})));
    const std::vector<double> x{3, 3, 3}, y{1, 9, 2};
    CHECK(theil_sen(x, y).slope == 0.0);
    CHECK(theil_sen(x, y).offset == 2.0);
}
