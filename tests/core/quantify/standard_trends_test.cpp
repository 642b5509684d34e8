#include "core/quantify/standard_trends.hpp"

#include "core/base/random.hpp"
#include "tests/core/quantify/made_cells.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

/// Internal standards of areas 1000, 2000, ... with 5 % of scatter of their own, in runs injected with 10 %.
MadeStudy with_standards(std::size_t count, std::size_t runs) {
    MadeStudy made;
    for (std::size_t i = 0; i < count; ++i)
        made.add_compound(compound_of("is" + std::to_string(i + 1), CompoundRole::internal_standard));
    RandomStream random(3, 902);
    for (std::size_t s = 0; s < runs; ++s) {
        made.add_sample(SampleType::sample);
        const double injection = std::exp(0.1 * draw_normal(random));
        for (std::size_t i = 0; i < count; ++i)
            made.cell(i, s) = cell_of(1000.0 * double(i + 1) * injection * std::exp(0.05 * draw_normal(random)), 10.0);
    }
    return made;
}

std::vector<StandardTrend> trends_of(const MadeStudy& made) {
    return standard_trends(made.study, made.compounds, made.rows, {});
}

int failures(const std::vector<StandardTrend>& trends) {
    int failed = 0;
    for (const StandardTrend& trend : trends) failed += trend.failed ? 1 : 0;
    return failed;
}

}  // namespace

TEST_CASE("standard trends: nothing failed where nothing did, and ratios are to the median", "[standard_trends]") {
    const std::size_t count = GENERATE(std::size_t{1}, std::size_t{3});
    const MadeStudy made = with_standards(count, 31);
    const auto trends = trends_of(made);
    CHECK(trends.size() == count * 31);
    CHECK(failures(trends) == 0);
    std::vector<double> ratios;
    for (const StandardTrend& trend : trends)
        if (trend.row == count - 1) ratios.push_back(trend.ratio);
    std::sort(ratios.begin(), ratios.end());
    CHECK(ratios[15] == Approx(1.0));
}

TEST_CASE("standard trends: the one that was suppressed is found, alone or in company", "[standard_trends]") {
    const std::size_t count = GENERATE(std::size_t{1}, std::size_t{2}, std::size_t{3});
    MadeStudy made = with_standards(count, 31);
    made.cell(0, 7).area /= 3.0;
    const auto trends = trends_of(made);
    CAPTURE(count);
    CHECK(failures(trends) == 1);
    const StandardTrend& failed = trend_at(trends, 0, 7);
    CHECK(failed.failed);
    CHECK_THAT(failed.reason, Contains("times below its usual area"));
    if (count > 1) {
        CHECK_THAT(failed.reason, Contains("did well: is2"));
        CHECK_FALSE(trend_at(trends, 1, 7).failed);
    } else {
        CHECK_THAT(failed.reason, Contains("nothing vouches for it"));
    }
}

TEST_CASE("standard trends: of two that part in a poor injection the one further off failed", "[standard_trends]") {
    MadeStudy made = with_standards(2, 31);
    made.cell(0, 5) = cell_of(600.0 / 3.0, 10.0);
    made.cell(1, 5) = cell_of(1200.0, 10.0);
    const auto trends = trends_of(made);
    CHECK(trend_at(trends, 0, 5).failed);
    CHECK_FALSE(trend_at(trends, 1, 5).failed);
}

TEST_CASE("standard trends: of two that part to either side the one further off failed", "[standard_trends]") {
    MadeStudy made = with_standards(2, 31);
    made.cell(0, 5) = cell_of(1000.0 / 2.4, 10.0);
    made.cell(1, 5) = cell_of(2000.0 * 1.65, 10.0);
    const auto trends = trends_of(made);
    CHECK(trend_at(trends, 0, 5).failed);
    CHECK_FALSE(trend_at(trends, 1, 5).failed);
}

TEST_CASE("standard trends: half an injection is no failure where all go with it", "[standard_trends]") {
    MadeStudy made = with_standards(3, 31);
    for (std::size_t i = 0; i < 3; ++i) made.cell(i, 4).area *= 0.45;
    CHECK(failures(trends_of(made)) == 0);

    // The same of a lone one cannot be told from suppression.
    MadeStudy lone = with_standards(1, 31);
    lone.cell(0, 4).area *= 0.45;
    CHECK(failures(trends_of(lone)) == 1);

    // A marker in its company vouches for it.
    const std::size_t marker = lone.add_compound(compound_of("marker", CompoundRole::marker));
    for (std::size_t s = 0; s < 31; ++s) lone.cell(marker, s) = cell_of(7.0 * lone.cell(0, s).area);
    const auto trends = trends_of(lone);
    CHECK(failures(trends) == 0);
    CHECK(trends.size() == 31);  // a marker has no trend of its own
}

TEST_CASE("standard trends: standards in water and samples in plasma are judged each by their own",
          "[standard_trends]") {
    MadeStudy made = with_standards(1, 40);
    for (std::size_t s = 0; s < 8; ++s) {
        made.study.samples[s].type = SampleType::standard;
        made.cell(0, s).area *= 2.5;
    }
    CHECK(failures(trends_of(made)) == 0);
    made.cell(0, 3).area /= 2.5;  // usual in plasma, not in water
    CHECK(trend_at(trends_of(made), 0, 3).failed);
}

TEST_CASE("standard trends: missing, saturated and lost runs are failures with their names", "[standard_trends]") {
    MadeStudy made = with_standards(2, 20);
    made.cell(0, 1) = below(30.0);
    made.cell(0, 2).flags = FeatureFlag::saturated;
    made.cell(0, 3) = Cell{};
    made.cell(0, 4).kind = CellKind::failed;
    made.add_sample(SampleType::sample, no_value, Polarity::negative);
    const auto trends = trends_of(made);
    CHECK(trends.size() == 40);  // nothing of the negative run
    CHECK_THAT(trend_at(trends, 0, 1).reason, StartsWith("below the limit"));
    CHECK_THAT(trend_at(trends, 0, 2).reason, StartsWith("saturated"));
    CHECK_THAT(trend_at(trends, 0, 3).reason, StartsWith("not measured"));
    CHECK_THAT(trend_at(trends, 0, 4).reason, StartsWith("run failed"));
    CHECK(failures(trends) == 4);
    CHECK(std::isnan(trend_at(trends, 0, 1).ratio));
}

TEST_CASE("standard trends: what lies outside its bounds failed, and nothing else", "[standard_trends]") {
    const std::size_t count = GENERATE(std::size_t{1}, std::size_t{2}, std::size_t{3});
    MadeStudy made = with_standards(count, 31);
    made.cell(0, 7).area /= 3.0;
    made.cell(count - 1, 9).area *= 2.2;
    for (std::size_t i = 0; i < count; ++i) made.cell(i, 4).area *= 0.45;
    int outside = 0;
    for (const StandardTrend& trend : trends_of(made)) {
        const double area = made.rows[trend.row].cells[trend.sample].area;
        REQUIRE(trend.low < trend.high);
        CHECK(trend.failed == (area < trend.low || area > trend.high));
        outside += trend.failed ? 1 : 0;
    }
    CHECK(outside >= 2);
}

TEST_CASE("standard trends: bounds go with the others of the run, and are none where too few runs tell",
          "[standard_trends]") {
    MadeStudy made = with_standards(3, 31);
    const double usual = trend_at(trends_of(made), 0, 4).low;
    for (std::size_t i = 0; i < 3; ++i) made.cell(i, 4).area *= 0.45;
    CHECK(trend_at(trends_of(made), 0, 4).low < 0.8 * usual);
    const MadeStudy two = with_standards(1, 2);
    CHECK(std::isnan(trend_at(trends_of(two), 0, 0).low));
}
