#include "core/stats/method_comparison.hpp"

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/base/robust.hpp"
#include "core/stats/pair_slopes.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>
#include <vector>

using namespace gassan;

namespace {

struct Data {
    std::vector<double> x, y;
};

/// Rounded, so that there are ties.
Data two_methods(std::uint32_t seed, std::size_t n, double slope, double offset, double error, double step) {
    Data data;
    RandomStream random(seed, 2);
    for (std::size_t i = 0; i < n; ++i) {
        const double truth = random.uniform(1.0, 10.0);
        data.x.push_back(std::round((truth + error * draw_normal(random)) / step) * step);
        data.y.push_back(std::round((offset + slope * truth + error * draw_normal(random)) / step) * step);
    }
    return data;
}

/// All slopes, held and sorted.
std::vector<double> sorted_slopes(const Data& data) {
    std::vector<double> slopes;
    for (std::size_t i = 0; i < data.x.size(); ++i)
        for (std::size_t j = i + 1; j < data.x.size(); ++j) {
            const double dx = data.x[j] - data.x[i], dy = data.y[j] - data.y[i];
            if (dx == 0.0 && dy == 0.0) continue;
            const double infinity = std::numeric_limits<double>::infinity();
            const double slope = dx == 0.0 ? (dy > 0.0 ? infinity : -infinity) : dy / dx;
            if (slope != -1.0) slopes.push_back(slope);
        }
    std::sort(slopes.begin(), slopes.end());
    return slopes;
}

}  // namespace

TEST_CASE("Pair slopes: every rank is that of all slopes sorted, with ties, vertical pairs and negative slopes") {
    for (const double step : {1e-6, 0.5, 2.0}) {
        const Data data = two_methods(5, 40, 0.7, 1.0, 1.5, step);
        const auto slopes = sorted_slopes(data);
        const PairSlopes counted = count_pair_slopes(data.x, data.y);
        CHECK(counted.count == slopes.size());
        CHECK(counted.below ==
              std::size_t(std::count_if(slopes.begin(), slopes.end(), [](double s) { return s < -1.0; })));
        std::vector<std::ptrdiff_t> ranks;
        for (std::size_t i = 0; i < slopes.size(); i += 7) ranks.push_back(std::ptrdiff_t(i + 1));
        const auto found = pair_slopes_of_rank(data.x, data.y, ranks);
        for (std::size_t i = 0; i < ranks.size(); ++i) CHECK(found[i] == slopes[std::size_t(ranks[i] - 1)]);
    }
}

TEST_CASE("Pair slopes: ranks that are not there are NaN, and slopes of exactly -1 are none") {
    const std::vector<double> x{0.0, 1.0, 2.0}, y{0.0, -1.0, 3.0};
    CHECK(count_pair_slopes(x, y).count == 2);
    const auto found = pair_slopes_of_rank(x, y, std::vector<std::ptrdiff_t>{0, 1, 2, 3});
    CHECK(std::isnan(found[0]));
    CHECK(found[1] == 1.5);
    CHECK(found[2] == 4.0);
    CHECK(std::isnan(found[3]));
    CHECK(count_pair_slopes({}, {}).count == 0);
}

TEST_CASE("Method comparison: a line without error is found by every method") {
    std::vector<double> x, y;
    for (int i = 1; i <= 12; ++i) {
        x.push_back(double(i * i));
        y.push_back(0.5 + 1.25 * double(i * i));
    }
    const MethodComparison c = compare_methods(x, y);
    for (const double slope : {c.passing_bablok_slope.value, c.deming_slope.value, c.ols_slope.value,
                               c.passing_bablok_slope.low, c.passing_bablok_slope.high})
        CHECK(slope == Approx(1.25).epsilon(1e-12));
    for (const double offset : {c.passing_bablok_intercept.value, c.deming_intercept.value, c.ols_intercept.value})
        CHECK(offset == Approx(0.5).epsilon(1e-9));
    CHECK(c.pearson.value == Approx(1.0));
    CHECK(c.spearman.value == Approx(1.0));
    CHECK(c.ccc.value < 1.0);
    CHECK(c.x_low == 1.0);
    CHECK(c.x_high == 144.0);
}

TEST_CASE(
    "Method comparison: exchanged methods have the reciprocal line of Deming, and the ratio turns round with them") {
    const Data data = two_methods(9, 50, 1.3, -0.4, 0.4, 1e-6);
    const MethodComparison there = compare_methods(data.x, data.y, {0.95, 2.5}),
                           back = compare_methods(data.y, data.x, {0.95, 0.4});
    CHECK(there.deming_slope.value * back.deming_slope.value == Approx(1.0).epsilon(1e-12));
    CHECK(there.mean_difference.value == Approx(-back.mean_difference.value));
    CHECK(there.geometric_ratio.value * back.geometric_ratio.value == Approx(1.0).epsilon(1e-12));
    CHECK(there.ccc.value == Approx(back.ccc.value).epsilon(1e-12));
    // A ratio of variances that is beyond all bounds is least squares.
    CHECK(compare_methods(data.x, data.y, {0.95, 1e12}).deming_slope.value ==
          Approx(there.ols_slope.value).epsilon(1e-6));
}

TEST_CASE("Method comparison: differences by hand, plain and as ratios") {
    const MethodComparison c = compare_methods(std::vector{1.0, 2.0, 4.0}, std::vector{2.0, 2.0, 2.0});
    CHECK(c.mean_difference.value == Approx(-1.0 / 3.0));
    CHECK(c.sd_difference == Approx(std::sqrt((16.0 / 9.0 + 1.0 / 9.0 + 25.0 / 9.0) / 2.0)));
    CHECK(c.loa_high.value == Approx(c.mean_difference.value + 1.96 * c.sd_difference));
    CHECK(c.geometric_ratio.value == Approx(1.0));
    CHECK(c.ratio_low.value == Approx(std::exp(-1.96 * std::log(2.0))));
    CHECK(c.ratio_high.value == Approx(std::exp(1.96 * std::log(2.0))));
}

TEST_CASE("Method comparison: intervals hold the truth about as often as they say") {
    int slope = 0, deming = 0, ols = 0, limit = 0, difference = 0, r = 0;
    constexpr int times = 300;
    for (int k = 0; k < times; ++k) {
        RandomStream random(std::uint64_t(k), 3);
        std::vector<double> x, y, exact;
        for (int i = 0; i < 40; ++i) {
            const double truth = 5.0 + 2.0 * draw_normal(random);
            exact.push_back(truth);
            x.push_back(truth + 0.3 * draw_normal(random));
            y.push_back(1.0 + 1.2 * truth + 0.3 * draw_normal(random));
        }
        const auto holds = [](const Estimate& e, double value) { return e.low <= value && value <= e.high; };
        const MethodComparison c = compare_methods(x, y);
        slope += holds(c.passing_bablok_slope, 1.2);
        deming += holds(c.deming_slope, 1.2) && holds(c.deming_intercept, 1.0);
        ols += holds(compare_methods(exact, y).ols_slope, 1.2);
        difference += holds(c.mean_difference, 2.0);
        limit += holds(c.loa_high, 2.0 + 1.96 * std::sqrt(0.16 + 0.18));
        r += holds(c.pearson, 4.8 / std::sqrt((4.0 + 0.09) * (1.44 * 4.0 + 0.09)));
    }
    for (const int held : {slope, ols, difference, limit, r}) {
        CHECK(held > 0.91 * times);
        CHECK(held < times);
    }
    CHECK(deming > 0.88 * times);
    CHECK(deming < times);
}

TEST_CASE("Method comparison: Lin's coefficient falls with a shift that r does not see") {
    const Data data = two_methods(3, 60, 1.0, 0.0, 0.3, 1e-6);
    auto shifted = data.y;
    for (double& value : shifted) value += 3.0;
    const MethodComparison near = compare_methods(data.x, data.y), far = compare_methods(data.x, shifted);
    CHECK(far.pearson.value == Approx(near.pearson.value).epsilon(1e-12));
    CHECK(far.ccc.value < near.ccc.value - 0.2);
    CHECK(far.ccc.low < far.ccc.value);
    CHECK(far.ccc.value < far.ccc.high);
    CHECK(far.ccc.high < 1.0);
}

TEST_CASE("Method comparison: missing values drop their pair, and are counted") {
    const double none = std::nan("");
    const MethodComparison c = compare_methods(std::vector{1.0, none, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0},
                                               std::vector{1.1, 2.0, none, 3.1, 4.1, 4.9, -1.0, 7.2});
    CHECK(c.pairs == 6);
    CHECK(c.incomplete == 2);
    CHECK(c.not_positive == 1);
    CHECK(std::isnan(c.ratio_low.value));
}

TEST_CASE("Method comparison: too few pairs, no spread and wrong parameters tell nothing, or why") {
    const MethodComparison two = compare_methods(std::vector{1.0, 2.0}, std::vector{1.0, 2.0});
    CHECK(two.pairs == 2);
    CHECK(std::isnan(two.ols_slope.value));
    CHECK(std::isnan(two.mean_difference.value));
    // Four pairs give a median slope but no interval of it.
    const MethodComparison four = compare_methods(std::vector{1.0, 2.0, 3.0, 4.0}, std::vector{1.0, 2.5, 3.0, 4.5});
    CHECK(std::isfinite(four.passing_bablok_slope.value));
    CHECK(std::isnan(four.passing_bablok_slope.low));
    CHECK(std::isnan(four.passing_bablok_intercept.high));
    const MethodComparison level = compare_methods(std::vector(5, 2.0), std::vector{1.0, 2.0, 3.0, 4.0, 5.0});
    CHECK(std::isnan(level.pearson.value));
    CHECK_FALSE(std::isfinite(level.ols_slope.value));
    CHECK_THROWS_AS(compare_methods({}, {}, {1.0, 1.0}), ParameterError);
    CHECK_THROWS_AS(compare_methods({}, {}, {0.95, 0.0}), ParameterError);
}
