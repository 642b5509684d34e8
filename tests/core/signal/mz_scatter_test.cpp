#include "core/signal/mz_scatter.hpp"

#include "core/trace/ion_cache.hpp"
#include "tests/support/built_run.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinRel;

namespace {

IonCache by_mz(const Run& run) {
    return ion_cache(run, std::vector<double>(run.scans(), 0.0));
}

CentroidSupport support_of(const Run& run) {
    return centroid_support(by_mz(run), run.scans());
}

/// ppm^2 counts of the octave an m/z lies in: what resolving power ~ sqrt(m/z) makes of it.
double planted_ppm2(double mz) {
    return 4e5 / std::exp2(std::floor(std::log2(mz / 50.0)));
}

/// Twenty-four ions in every octave of m/z from weak to strong, levels and m/z in no order.
BuiltRun ions_in_octaves() {
    BuiltRun run = a_run().scans(600, 1.0).scatter(2.0, planted_ppm2);
    for (int octave = 0; octave < 5; ++octave)
        for (int i = 0; i < 24; ++i) {
            const double mz = 51.7 * std::exp2(octave) * (1.0 + 0.037 * (7 * i % 24)), level = 600.0 * std::pow(1.5, i);
            run.with_profile(mz, [level](double) { return level; });
        }
    return run;
}

}  // namespace

TEST_CASE("mz_scatter: recovers a planted floor and the counting law of every octave, strangers among them",
          "[mz_scatter]") {
    const double singletons = GENERATE(0.0, 400.0);
    const Run run = ions_in_octaves().with_singletons(singletons).build();
    const MzScatter scatter = support_of(run).scatter;
    CAPTURE(singletons, scatter.floor_ppm);
    CHECK_THAT(scatter.floor_ppm, WithinRel(2.0, 0.15));
    for (int octave = 0; octave < 5; ++octave) {
        CAPTURE(octave);
        CHECK_THAT(std::sqrt(scatter.counts_ppm2[octave]), WithinRel(std::sqrt(4e5 / std::exp2(octave)), 0.15));
    }
}

TEST_CASE("mz_scatter: is as true for ions at the low end of an octave as for those at its high end", "[mz_scatter]") {
    // The search range is wider in ppm at m/z 50 than at 100.
    const double low = GENERATE(51.0, 90.0);
    BuiltRun run = a_run().scans(600, 1.0).scatter(1.0, 2e5);
    for (int i = 0; i < 24; ++i) {
        const double level = 1000.0 * std::pow(1.5, i);
        run.with_profile(low * (1.0 + 0.004 * i), [level](double) { return level; });
    }
    const MzScatter scatter = support_of(run.build()).scatter;
    CAPTURE(low);
    CHECK_THAT(std::sqrt(scatter.counts_ppm2[0]), WithinRel(std::sqrt(2e5), 0.15));
    CHECK_THAT(scatter.floor_ppm, WithinRel(1.0, 0.15));
}

TEST_CASE("mz_scatter: sd joins floor and counting in squares, worked by hand", "[mz_scatter]") {
    MzScatter scatter;
    scatter.floor_ppm = 3.0;
    scatter.counts_ppm2 = {1600, 800, 400, 200, 100, 50};
    CHECK_THAT(scatter.sd_ppm(75.0, 100.0), WithinRel(5.0, 1e-12));             // sqrt(9 + 16)
    CHECK_THAT(scatter.sd_ppm(1700.0, 50.0), WithinRel(std::sqrt(10), 1e-12));  // sqrt(9 + 1)
    CHECK(scatter.sd_ppm(199.9, 80.0) > scatter.sd_ppm(200.1, 80.0));           // octaves end at 100, 200, 400 ...
    CHECK(scatter.sd_ppm(10.0, 100.0) == scatter.sd_ppm(75.0, 100.0));          // below the first octave: the first
    CHECK(std::isfinite(scatter.sd_ppm(75.0, 0.0)));
}

TEST_CASE("mz_scatter: a centroid counts in how many of the six nearest scans its ion is seen", "[mz_scatter]") {
    // Seen in scans 0, 1, 2, 4 and 9 of ten; a stranger in scan 2 a hundred ppm aside.
    Run run;
    run.scan_begin.push_back(0);
    for (std::size_t scan = 0; scan < 10; ++scan) {
        run.scan_time_s.push_back(double(scan));
        if (scan <= 2 || scan == 4 || scan == 9) {
            run.mz.push_back(200.0);
            run.intensity.push_back(500.0f);
        }
        if (scan == 2) {
            run.mz.push_back(200.02);
            run.intensity.push_back(500.0f);
        }
        run.scan_begin.push_back(run.mz.size());
    }
    // By m/z, then scan:              scan 0: 1 2 | 1: 0 2 4 | 2: 0 1 4 | 4: 1 2 | 9: none | the stranger
    const std::vector<std::uint8_t> seen{2, 3, 3, 2, 0, 0};
    CHECK(support_of(run).neighbours == seen);
}

TEST_CASE("mz_scatter: neighbours in crowded noise are those that brute force counts", "[mz_scatter]") {
    const Run run = a_run().scans(200, 1.0).with_background(20).with_singletons(1500).build();
    const IonCache centroids = by_mz(run);
    const auto seen = centroid_support(centroids, run.scans()).neighbours;
    REQUIRE(seen.size() == run.mz.size());
    std::size_t other = 0;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        const double mz = mz_of_key(centroids.key[i]), reach = search_ppm(mz) * 1e-6 * mz;
        const std::size_t scan = centroids.scan[i];
        int scans = 0;
        for (std::size_t b = scan - std::min<std::size_t>(scan, 3); b < std::min(run.scans(), scan + 4); ++b) {
            const auto there = run.scan_mz(b);
            const auto from = std::lower_bound(there.begin(), there.end(), mz - reach);
            scans += b != scan && from != there.end() && *from <= mz + reach;
        }
        other += seen[i] != scans;
    }
    // The reach follows m/z in steps of 1000 ppm, and keys are whole numbers.
    CHECK(double(other) < 1e-3 * double(run.mz.size()));
}

TEST_CASE("mz_scatter: a run that teaches nothing keeps the defaults", "[mz_scatter][edge]") {
    Run run;
    run.scan_begin = {0};
    const auto defaults = MzScatter{};
    CHECK(support_of(run).scatter.floor_ppm == defaults.floor_ppm);
    run = a_run().scans(40, 1.0).with_ion(200.0, 20.0, 1e4, 5.0).build();  // fewer than 50 pairs
    CHECK(support_of(run).scatter.floor_ppm == defaults.floor_ppm);
    CHECK(support_of(run).scatter.counts_ppm2 == defaults.counts_ppm2);
}
