#include "core/align/current_failure.hpp"

#include "core/base/random.hpp"
#include "core/simulate/migration.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace gassan;

namespace {

const WarpPrior prior{{21333, -16, 0, 9}, 2133, 2.4, 3.2e-4};

/// When 70 ions arrive whose field falls for a while, moved through it piece by piece (core/simulate/migration).
std::vector<WarpPoint> arrivals(double begin_s, double end_s, double factor, std::uint64_t seed) {
    const Separation run{.ramp_s = 18,
                         .eof_tu = 16.8,
                         .eof_drift_tu_per_s = 2e-4,
                         .field_factor = 1.01,
                         .failure_begin_s = begin_s,
                         .failure_end_s = end_s,
                         .failure_factor = factor};
    RandomStream dice(seed, 1);
    std::vector<WarpPoint> points;
    for (int ion = 0; ion < 70; ++ion) {
        const double mobility = dice.uniform(0, 60), time_s = arrival_s(run, mobility);
        points.push_back({time_s * (1 + 0.0005 * draw_normal(dice)), mobility, 0.0005 * time_s + 0.25});
    }
    std::sort(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.time_s < b.time_s; });
    return points;
}

}  // namespace

TEST_CASE("A failure of the current is found with its time and what it cost") {
    struct Case {
        double begin_s, end_s, factor;
    };
    for (const Case& made : {Case{500, 600, 0.4}, Case{320, 370, 0.7}, Case{700, 712, 0.3}, Case{450, 560, 0.1}}) {
        CAPTURE(made.begin_s, made.end_s, made.factor);
        const auto points = arrivals(made.begin_s, made.end_s, made.factor, 1);
        const auto failure = find_failure(points, prior, prior.centre);
        REQUIRE(failure);
        CHECK(failure->late_s == Approx((1 - made.factor) * (made.end_s - made.begin_s)).margin(1.5));
        CHECK(failure->begin_s == Approx(made.begin_s).margin(60));  // as near as ions come
        CHECK(failure->late_s < failure->end_s - failure->begin_s);
        // Ions before it and after lie where the law says, which knows nothing of it.
        const Warp start{
            prior.centre.a, prior.centre.b, 0, 9, {{failure->begin_s, 0}, {failure->end_s, failure->late_s}}};
        const WarpFit fit = fit_warp(points, prior, start);
        for (const WarpPoint& point : points)
            if (point.time_s < made.begin_s - 30 || point.time_s > made.end_s + 60)
                CHECK(fit.warp.time_s(point.place) == Approx(point.time_s).margin(0.004 * point.time_s + 1));
    }
}

TEST_CASE("A run whose current held has no failure") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        CHECK_FALSE(find_failure(arrivals(0, 0, 1, seed), prior, prior.centre));
    }
}

TEST_CASE("A failure that too few ions have behind them is not believed") {
    auto points = arrivals(500, 512, 0.1, 2);
    REQUIRE(find_failure(points, prior, prior.centre));
    const auto last = std::find_if(points.begin(), points.end(), [](const auto& p) { return p.time_s > 512; });
    points.erase(last + 1, points.end());
    CHECK_FALSE(find_failure(points, prior, prior.centre));
    CHECK_FALSE(find_failure({}, prior, prior.centre));
}
