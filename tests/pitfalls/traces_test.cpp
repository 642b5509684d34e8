/// \file
/// Pitfalls of mass traces, each with the test that catches it: runs with known truth, whole process_run.

#include "core/base/robust.hpp"
#include "core/pipeline.hpp"
#include "tests/support/built_run.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinRel;

namespace {

/// Features within 10 s of a time and so many ppm of an m/z.
std::vector<Feature> features_near(const RunResult& result, double mz, double mt_s, double reach_ppm) {
    std::vector<Feature> near;
    for (const Feature& feature : result.features)
        if (std::abs(feature.mt_s - mt_s) < 10.0 && std::abs(feature.mz / mz - 1.0) < reach_ppm * 1e-6)
            near.push_back(feature);
    return near;
}

bool same_bits(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

bool same_bytes(const Feature& a, const Feature& b) {
    return a.feature_id == b.feature_id && a.ion == b.ion && a.charge == b.charge && a.flags == b.flags &&
           a.model == b.model && same_bits(a.mz, b.mz) && same_bits(a.mt_s, b.mt_s) && same_bits(a.area, b.area) &&
           same_bits(a.height, b.height) && same_bits(a.snr, b.snr) && same_bits(a.fwhm_s, b.fwhm_s) &&
           same_bits(a.asymmetry, b.asymmetry) && same_bits(a.begin_s, b.begin_s) && same_bits(a.end_s, b.end_s) &&
           same_bits(a.area_se, b.area_se) && same_bits(a.quality, b.quality) && same_bits(a.a1_s, b.a1_s);
}

/// Ions strong and weak, some sharing their trace, among lasting ions and strays.
Run crowded_run() {
    BuiltRun run = a_run().scans(700, 1.0).with_background(60).with_singletons(400.0);
    for (int i = 0; i < 40; ++i)
        run.with_ion(70.0 + 17.3 * (i % 23), 60.0 + 15.0 * i, 400.0 * std::pow(1.2, i), 4.0 + 0.1 * i);
    return run.build();
}

}  // namespace

TEST_CASE("Pitfall 15: no edge of an m/z bin splits an ion, wherever it lies on a grid of 0.02", "[pitfall]") {
    std::vector<double> areas;
    for (int step = 0; step <= 20; ++step) {
        const double mz = 300.0 + 0.001 * step;
        // Every centroid some 4 ppm off (sd): +-8 ppm.
        const Run run = a_run()
                            .scans(500, 1.0)
                            .scatter(4.0, 1e3)
                            .with_background(10)
                            .with_singletons(100.0)
                            .with_ion(mz, 250.0, 1e5, 8.0)
                            .build();
        const auto found = features_near(process_run(run, {}), mz, 250.0, 20.0);
        CAPTURE(mz);
        REQUIRE(found.size() == 1);
        areas.push_back(found[0].area);
    }
    const double mean = std::accumulate(areas.begin(), areas.end(), 0.0) / double(areas.size());
    double squares = 0.0;
    for (const double area : areas) squares += (area - mean) * (area - mean) / double(areas.size() - 1);
    CHECK(std::sqrt(squares) / mean < 0.01);
    CHECK_THAT(mean, WithinRel(gauss_area(1e5, 8.0), 0.02));
}

TEST_CASE("Pitfall 16: a tolerance that is neither ppm nor Da alone: light and heavy ions whole, neighbours apart",
          "[pitfall]") {
    // At a tenth of the height centroids are off by 1.2 mDa at m/z 61 (20 ppm) and by 5 ppm at 808 (sd).
    const auto counts_ppm2 = [](double mz) { return mz < 400.0 ? 4e5 * 61.04 / mz : 5e3; };
    const double light = 61.04, heavy = 808.1, neighbour = 1.0 + 181e-6;
    const Run run = a_run()
                        .scatter(4.0, counts_ppm2)
                        .with_background(80, 300.0, 2e4)
                        .with_singletons(200.0)
                        .with_ion(light, 500.0, 1e4, 8.0)
                        .with_ion(light * neighbour, 506.0, 1e4, 8.0)
                        .with_ion(heavy, 700.0, 1e4, 10.0)
                        .with_ion(heavy * neighbour, 706.0, 1e4, 10.0)
                        .build();
    const RunResult result = process_run(run, {});
    for (const double mz : {light, light * neighbour, heavy, heavy * neighbour}) {
        const bool is_light = mz < 400.0, is_neighbour = mz != light && mz != heavy;
        const double mt_s = (is_light ? 500.0 : 700.0) + (is_neighbour ? 6.0 : 0.0);
        const auto found = features_near(result, mz, mt_s, 60.0);
        CAPTURE(mz, mt_s);
        REQUIRE(found.size() == 1);
        CHECK(std::abs(found[0].mt_s - mt_s) < 1.0);
        CHECK_THAT(found[0].area, WithinRel(gauss_area(1e4, is_light ? 8.0 : 10.0), 0.05));
    }
}

TEST_CASE("Pitfall 32: one thread and sixteen give the same bytes", "[pitfall]") {
    const Run run = crowded_run();
    const auto with_threads = [&](int threads) {
        return process_run(run, {}, {.threads = threads, .electropherograms = 5, .archive = true});
    };
    const RunResult one = with_threads(1), many = with_threads(16);
    REQUIRE(one.features.size() > 25);
    REQUIRE(many.features.size() == one.features.size());
    for (std::size_t i = 0; i < one.features.size(); ++i) {
        CAPTURE(one.features[i].feature_id);
        CHECK(same_bytes(one.features[i], many.features[i]));
        CHECK(one.electropherograms[i].intensity == many.electropherograms[i].intensity);
    }
    CHECK(one.archive->centroids.key == many.archive->centroids.key);
    CHECK(one.archive->centroids.scan == many.archive->centroids.scan);
    CHECK(one.archive->centroids.intensity == many.archive->centroids.intensity);
    CHECK(same_bits(one.archive->width_law.fwhm_ref_s, many.archive->width_law.fwhm_ref_s));
}

TEST_CASE("Pitfall 38: a drift of 15 ppm over the run splits no ion and joins none with its neighbour at 25 mDa",
          "[pitfall]") {
    const double mz = GENERATE(118.0, 301.4, 500.2);
    const double height = 2e4, fwhm_s = 6.0;
    BuiltRun built = a_run().drift([](double time_s) { return 15.0 * time_s / 1200.0; });
    built.with_background(25).with_singletons(200.0);
    const std::vector<double> times_s{120.0, 600.0, 1080.0};
    for (const double time_s : times_s)
        built.with_ion(mz, time_s, height, fwhm_s).with_ion(mz + 0.025, time_s + 2.0, height, fwhm_s);
    const RunResult result = process_run(built.build(), {});
    for (const double ion : {mz, mz + 0.025})
        for (const double time_s : times_s) {
            // The axis is free of drift but for its middle, 7.5 ppm up: the same for early and late peaks.
            const auto found = features_near(result, ion * (1.0 + 7.5e-6), time_s + (ion > mz ? 2.0 : 0.0), 20.0);
            CAPTURE(ion, time_s);
            REQUIRE(found.size() == 1);
            CHECK_THAT(found[0].mz, WithinRel(ion * (1.0 + 7.5e-6), 3e-6));  // its standard error: 0.8 ppm
            CHECK_THAT(found[0].area, WithinRel(gauss_area(height, fwhm_s), 0.05));
        }
}
