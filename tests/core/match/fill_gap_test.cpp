#include "core/match/fill_gap.hpp"

#include "core/base/random.hpp"
#include "core/peak/shapes.hpp"
#include "core/pipeline.hpp"
#include "tests/support/built_run.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr double ion_mz = 220.1182;
constexpr double fwhm_s = 8.0;

BuiltRun short_run() {
    return a_run().scans(600, 1.0);
}

BuiltRun still_run() {  // nothing is left to chance
    return short_run().gain(0.0).scatter(0.0, 0.0);
}

ExpectedPeak expected_at(double time_s, double width_s = fwhm_s) {
    return {.mz = ion_mz,
            .time_s = time_s,
            .time_sd_s = 0.8,
            .front_s = 1.3 * width_s,
            .tail_s = 1.3 * width_s,
            .fwhm_s = width_s};
}

Cell filled_at(const RunArchive& archive, const ExpectedPeak& expected) {
    return fill_gap(archive, expected, {}, {}, {});
}

Cell filled_at(const BuiltRun& run, const ExpectedPeak& expected) {
    return filled_at(archive_of(run.build()), expected);
}

/// Share of seeds in which an ion of a height is filled.
double filled_share(double height, double width_s, std::uint64_t seeds) {
    double filled = 0.0;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const double apex_s = 300.0 + 0.37 * double(seed % 10);
        const Cell cell =
            filled_at(short_run().seed(seed).with_ion(ion_mz, apex_s, height, width_s), expected_at(apex_s, width_s));
        filled += cell.kind == CellKind::filled;
    }
    return filled / double(seeds);
}

}  // namespace

// ---- known answers ---------------------------------------------------------------------------------------

TEST_CASE("fill_gap: a noise-free Gaussian has its area, wherever the apex lies between two scans", "[fill_gap]") {
    const double apex_s = 300.0 + GENERATE(0.0, 0.25, 0.5, 0.8);
    const double predicted_s = apex_s + GENERATE(-2.0, 0.0, 2.0);
    const double under = GENERATE(0.0, 2000.0);  // of an ion that is there all the run
    const Cell cell = filled_at(
        still_run().with_profile(
            ion_mz, [=](double t) { return under + 2e4 * std::exp2(-std::pow((t - apex_s) / (0.5 * fwhm_s), 2)); }),
        expected_at(predicted_s));
    CAPTURE(apex_s, predicted_s, under);
    REQUIRE(cell.kind == CellKind::filled);
    CHECK_THAT(cell.area, WithinRel(gauss_area(2e4, fwhm_s), 0.01));
    CHECK_THAT(cell.mt_s, WithinAbs(apex_s, 0.1));
    CHECK_THAT(cell.height, WithinRel(2e4, 0.04));
    CHECK_THAT(cell.mz, WithinRel(ion_mz, 0.02e-6));
    CHECK(cell.begin_s < apex_s - fwhm_s);
    CHECK(cell.end_s > apex_s + fwhm_s);
    CHECK(cell.quality > 0.8);
    CHECK(has(cell.flags, FeatureFlag::on_background) == (under > 0.0));
    CHECK(std::isnan(cell.limit));
}

TEST_CASE("fill_gap: triangles of either side keep their area", "[fill_gap]") {
    const double distortion = GENERATE(-20.0, -6.0, 6.0, 20.0);
    const HvlShape shape{.a1_s = 300.3, .sigma_s = 2.5, .distortion = distortion};
    const PeakMeasures truth = hvl_measures(shape);
    ExpectedPeak expected = expected_at(truth.apex_s, truth.fwhm_s);
    const double tail = truth.asymmetry / (1.0 + truth.asymmetry);
    expected.tail_s = 2.6 * truth.fwhm_s * tail;
    expected.front_s = 2.6 * truth.fwhm_s * (1.0 - tail);
    const Cell cell = filled_at(still_run().with_hvl(ion_mz, shape, 2e5), expected);
    CAPTURE(distortion);
    REQUIRE(cell.kind == CellKind::filled);
    CHECK_THAT(cell.area, WithinRel(2e5, 0.02));
    // The foot is longer on the side where the triangle leans.
    CHECK((cell.end_s - cell.mt_s > cell.mt_s - cell.begin_s) == (distortion > 0.0));
}

TEST_CASE("fill_gap: what detection measures is measured alike", "[fill_gap]") {
    const Run run = short_run()
                        .with_background(35, 300.0, 2e4)
                        .with_singletons(150.0)
                        .with_ion(147.1128, 150.0, 3e3, 6.0)
                        .with_ion(205.0972, 320.0, 2e4, 8.0)
                        .with_ion(205.0972, 340.0, 9e3, 8.0)
                        .with_ion(333.15, 410.0, 1e3, 12.0)
                        .build();
    const RunResult result = process_run(run, {}, {.archive = true});
    REQUIRE(result.features.size() == 4);
    for (const Feature& feature : result.features) {
        ExpectedPeak expected{
            feature.mz,    feature.mt_s, 0.5, feature.mt_s - feature.begin_s, feature.end_s - feature.mt_s,
            feature.fwhm_s};
        for (const Feature& other : result.features)
            if (&other != &feature && std::abs(other.mz - feature.mz) < 0.01)
                expected.taken.push_back({other.begin_s, other.end_s});
        const Cell cell = fill_gap(*result.archive, expected, {}, {}, {});
        CAPTURE(feature.mz, feature.mt_s);
        REQUIRE(cell.kind == CellKind::filled);
        CHECK_THAT(cell.area, WithinRel(feature.area, 0.01));
        CHECK_THAT(cell.height, WithinRel(feature.height, 0.01));
        CHECK_THAT(cell.mt_s, WithinAbs(feature.mt_s, 0.05));
        CHECK_THAT(cell.mz, WithinRel(feature.mz, 0.5e-6));
    }
}

// ---- pitfalls ------------------------------------------------------------------------------------------------

TEST_CASE("fill_gap: an absent compound beside an isomer is below the limit, on either side", "[fill_gap]") {
    const double side = GENERATE(-1.0, 1.0), away = GENERATE(1.0, 1.5, 2.0, 3.0), height = GENERATE(2e3, 5e4, 1e6);
    std::size_t filled = 0;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        ExpectedPeak expected = expected_at(300.0 + side * away * fwhm_s);
        expected.taken = {{300.0 - 1.3 * fwhm_s, 300.0 + 1.3 * fwhm_s}};
        const Cell cell = filled_at(short_run().seed(seed).with_ion(ion_mz, 300.0, height, fwhm_s), expected);
        filled += cell.kind != CellKind::below_limit;
        CHECK(cell.limit > 0.0);
        CHECK(std::isnan(cell.area));
    }
    CAPTURE(side, away, height);
    CHECK(filled == 0);
}

TEST_CASE("fill_gap: a flank is not stolen where its owner is not told", "[fill_gap]") {
    const double side = GENERATE(-1.0, 1.0);
    const Cell cell = filled_at(still_run().with_ion(ion_mz, 300.0, 1e5, fwhm_s), expected_at(300.0 + side * 10.0));
    CHECK(cell.kind == CellKind::below_limit);
    // A steep slope hides more than noise does.
    const Cell quiet = filled_at(still_run(), expected_at(300.0));
    CHECK(cell.limit > 5.0 * quiet.limit);
}

TEST_CASE("fill_gap: a present isomer beside a neighbour gets its own area, the neighbour none", "[fill_gap]") {
    const double side = GENERATE(-1.0, 1.0);
    const double apex_s = 300.0 + side * 2.5 * fwhm_s;
    ExpectedPeak expected = expected_at(apex_s + 0.5);
    expected.taken = {{300.0 - 1.25 * fwhm_s, 300.0 + 1.25 * fwhm_s}};
    const Cell cell =
        filled_at(short_run().with_ion(ion_mz, 300.0, 5e4, fwhm_s).with_ion(ion_mz, apex_s, 3e3, fwhm_s), expected);
    CAPTURE(side);
    REQUIRE(cell.kind == CellKind::filled);
    CHECK_THAT(cell.area, WithinRel(gauss_area(3e3, fwhm_s), 0.1));
    CHECK((side > 0 ? cell.begin_s >= expected.taken[0].end_s : cell.end_s <= expected.taken[0].begin_s));
}

TEST_CASE("fill_gap: a peak that others own is not taken, though it stands at the place", "[fill_gap]") {
    ExpectedPeak expected = expected_at(300.0);
    const BuiltRun run = still_run().with_ion(ion_mz, 300.3, 1e4, fwhm_s);
    CHECK(filled_at(run, expected).kind == CellKind::filled);
    expected.taken = {{288.0, 312.0}};
    CHECK(filled_at(run, expected).kind == CellKind::below_limit);
}

TEST_CASE("fill_gap: a peak too far from the predicted time is another's", "[fill_gap]") {
    const double away_s = GENERATE(-25.0, 25.0);
    const BuiltRun run = still_run().with_ion(ion_mz, 300.0 + away_s, 1e4, fwhm_s);
    CHECK(filled_at(run, expected_at(300.0)).kind == CellKind::below_limit);
    ExpectedPeak vague = expected_at(300.0);
    vague.time_sd_s = 8.0;
    CHECK(filled_at(run, vague).kind == CellKind::filled);
}

TEST_CASE("fill_gap: an ion of another m/z is not taken", "[fill_gap]") {
    const BuiltRun run = still_run().with_ion(ion_mz * (1.0 + 40e-6), 300.0, 1e4, fwhm_s);
    CHECK(filled_at(run, expected_at(300.0)).kind == CellKind::below_limit);
}

TEST_CASE("fill_gap: a spike is no peak, and on a peak it is bridged and flagged", "[fill_gap]") {
    const double spike = GENERATE(300.0, 3e3, 3e5);
    CHECK(filled_at(short_run().with_spike(ion_mz, 300, spike), expected_at(300.0)).kind == CellKind::below_limit);
    const BuiltRun clean = still_run().with_ion(ion_mz, 300.3, 2e4, fwhm_s);
    const Cell alone = filled_at(clean, expected_at(300.0));
    const Cell spiked = filled_at(BuiltRun(clean).with_spike(ion_mz * (1.0 + 1e-7), 303, 3e5), expected_at(300.0));
    REQUIRE(spiked.kind == CellKind::filled);
    CHECK_THAT(spiked.area, WithinRel(alone.area, 0.03));
    CHECK(has(spiked.flags, FeatureFlag::spike));
    CHECK_FALSE(has(alone.flags, FeatureFlag::spike));
}

TEST_CASE("fill_gap: one scan is no peak, even where peaks are as narrow as a scan", "[fill_gap]") {
    const double counts = GENERATE(80.0, 150.0, 300.0, 3e3), width_s = GENERATE(1.0, 1.5, 2.0);
    CAPTURE(counts, width_s);
    CHECK(filled_at(short_run().with_spike(ion_mz, 300, counts), expected_at(300.0, width_s)).kind ==
          CellKind::below_limit);
}

TEST_CASE("fill_gap: a short dropout is bridged and flagged, a long one leaves nothing to say", "[fill_gap]") {
    const Run run = still_run().with_ion(ion_mz, 300.3, 2e4, fwhm_s).with_dropout(299, 2, 0.0).build();
    RunArchive archive = archive_of(run);
    archive.dropout[299] = archive.dropout[300] = 1;
    const Cell cell = filled_at(archive, expected_at(300.0));
    REQUIRE(cell.kind == CellKind::filled);
    CHECK_THAT(cell.area, WithinRel(gauss_area(2e4, fwhm_s), 0.06));
    CHECK(has(cell.flags, FeatureFlag::dropout));

    std::fill(archive.dropout.begin() + 297, archive.dropout.begin() + 304, std::uint8_t(1));
    const Cell unknown = filled_at(archive, expected_at(300.0));
    CHECK(unknown.kind == CellKind::not_measured);
    CHECK(std::isnan(unknown.limit));
    CHECK(unknown.mt_s == 300.0);
    CHECK(unknown.mz == ion_mz);
}

TEST_CASE("fill_gap: outside the run's clock nothing was measured", "[fill_gap]") {
    const RunArchive archive = archive_of(short_run().scans(400, 1.0, 100.0).build());
    const double time_s = GENERATE(20.0, 103.0, 497.0, 800.0, std::numeric_limits<double>::quiet_NaN(),
                                   std::numeric_limits<double>::infinity());
    CAPTURE(time_s);
    CHECK(filled_at(archive, expected_at(time_s)).kind == CellKind::not_measured);
    CHECK(filled_at(archive, expected_at(110.0)).kind == CellKind::below_limit);
    CHECK(filled_at(archive, expected_at(490.0)).kind == CellKind::below_limit);
}

TEST_CASE("fill_gap: a hole in the run's clock is not measured either", "[fill_gap]") {
    Run run = short_run().build();
    for (std::size_t scan = 300; scan < run.scans(); ++scan) run.scan_time_s[scan] += 60.0;
    CHECK(filled_at(archive_of(run), expected_at(330.0)).kind == CellKind::not_measured);
}

TEST_CASE("fill_gap: an ion that is there all the run is no peak, and its noise is the limit", "[fill_gap]") {
    std::size_t filled = 0;
    const double level = GENERATE(100.0, 1000.0, 2e4);
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const Cell cell =
            filled_at(short_run().seed(seed).with_profile(ion_mz, [=](double) { return level; }), expected_at(300.0));
        filled += cell.kind == CellKind::filled;
        if (cell.kind == CellKind::below_limit)
            CHECK(cell.limit > 0.8 * gauss_area(3.0 * std::sqrt(20.0 * level), fwhm_s));
    }
    CAPTURE(level);
    CHECK(filled <= 1);
}

TEST_CASE("fill_gap: an ion that waves as slowly as peaks pass is hardly ever one", "[fill_gap]") {
    // Correlated over 10 s, by 15 %: more than twice its counting noise.
    std::size_t filled = 0, places = 0;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        RandomStream random(seed, 9);
        std::vector<double> wave;
        double state = 0.0;
        for (int i = 0; i < 700; ++i) {
            state = 0.9 * state + 0.436 * draw_normal(random);
            wave.push_back(5000.0 * (1.0 + 0.15 * state));
        }
        const RunArchive archive =
            archive_of(short_run()
                           .seed(seed)
                           .with_profile(ion_mz, [&](double t) { return wave[std::size_t(std::max(t, 0.0))]; })
                           .build());
        for (double time_s = 60.0; time_s < 560.0; time_s += 25.0, ++places)
            filled += filled_at(archive, expected_at(time_s)).kind == CellKind::filled;
    }
    CHECK(places == 600);
    CHECK(filled <= 9);
}

TEST_CASE("fill_gap: strays are not integrated as a peak", "[fill_gap]") {
    // Twice as many centroids as the noisiest runs have: 2,500 a scan between m/z 50 and 1000.
    struct Case {
        double low_s, high_s, share;  // widths expected, share of places filled at most
    };
    const auto [low_s, high_s, share] = GENERATE(Case{4.0, 16.0, 0.0008}, Case{1.2, 3.0, 0.0060});
    std::size_t filled = 0, places = 0;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        const RunArchive archive = archive_of(short_run().seed(seed).with_singletons(2500.0).build());
        RandomStream random(seed, low_s < 4.0 ? 4 : 3);
        for (int i = 0; i < 4000; ++i, ++places) {
            const double time_s = random.uniform(30.0, 570.0);
            ExpectedPeak expected = expected_at(time_s, random.uniform(low_s, high_s));
            expected.mz = random.uniform(60.0, 950.0);
            filled += filled_at(archive, expected).kind == CellKind::filled;
        }
    }
    CAPTURE(low_s, high_s, filled);
    CHECK(double(filled) < share * double(places));
}

TEST_CASE("fill_gap: the limit is where finding begins", "[fill_gap]") {
    const double width_s = GENERATE(5.0, 8.0, 15.0);
    const double limit_height = filled_at(short_run(), expected_at(300.0, width_s)).limit / gauss_area(1.0, width_s);
    CAPTURE(width_s, limit_height);
    CHECK(filled_share(0.5 * limit_height, width_s, 40) < 0.3);
    CHECK(filled_share(limit_height, width_s, 40) > 0.3);
    CHECK(filled_share(2.0 * limit_height, width_s, 40) > 0.9);
}

// ---- laws ----------------------------------------------------------------------------------------------------

TEST_CASE("fill_gap: a run told backwards gives the same cell, mirrored", "[fill_gap][property]") {
    Run run = short_run()
                  .with_ion(ion_mz, 300.3, 3e3, fwhm_s)
                  .with_ion(ion_mz, 322.0, 3e4, fwhm_s)
                  .with_singletons(200.0)
                  .build();
    ExpectedPeak expected = expected_at(301.0);
    expected.taken = {{312.0, 332.0}};
    const Cell forward = filled_at(archive_of(run), expected);

    Run mirror;
    mirror.scan_begin = {0};
    const double last_s = run.scan_time_s.back();
    for (std::size_t scan = run.scans(); scan-- > 0;) {
        mirror.scan_time_s.push_back(last_s - run.scan_time_s[scan]);
        const auto mz = run.scan_mz(scan);
        const auto intensity = run.scan_intensity(scan);
        mirror.mz.insert(mirror.mz.end(), mz.begin(), mz.end());
        mirror.intensity.insert(mirror.intensity.end(), intensity.begin(), intensity.end());
        mirror.scan_begin.push_back(mirror.mz.size());
    }
    expected.time_s = last_s - expected.time_s;
    expected.taken = {{last_s - 332.0, last_s - 312.0}};
    const Cell backward = filled_at(archive_of(mirror), expected);
    REQUIRE(forward.kind == CellKind::filled);
    REQUIRE(backward.kind == CellKind::filled);
    CHECK_THAT(backward.area, WithinRel(forward.area, 0.02));
    CHECK_THAT(backward.mt_s, WithinAbs(last_s - forward.mt_s, 0.2));
    CHECK_THAT(backward.mz, WithinRel(forward.mz, 0.2e-6));
}

TEST_CASE("fill_gap: the order in which others are told does not matter", "[fill_gap][property]") {
    const RunArchive archive = archive_of(short_run()
                                              .with_ion(ion_mz, 270.0, 3e4, fwhm_s)
                                              .with_ion(ion_mz, 300.3, 2e3, fwhm_s)
                                              .with_ion(ion_mz, 330.0, 3e4, fwhm_s)
                                              .build());
    ExpectedPeak expected = expected_at(300.0);
    expected.taken = {{258.0, 282.0}, {318.0, 342.0}, {400.0, 410.0}};
    const Cell one = filled_at(archive, expected);
    std::reverse(expected.taken.begin(), expected.taken.end());
    const Cell other = filled_at(archive, expected);
    REQUIRE(one.kind == CellKind::filled);
    CHECK(one.area == other.area);
    CHECK(one.mt_s == other.mt_s);
    CHECK_THAT(one.area, WithinRel(gauss_area(2e3, fwhm_s), 0.15));
}
