#include "tests/realism/run_figures.hpp"

#include "tests/support/built_run.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace gassan;
using namespace gassan::realism;
using namespace gassan::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Scans written down by hand.
Run run_of(std::vector<double> times, std::vector<std::vector<std::pair<double, float>>> scans) {
    Run run{.scan_time_s = std::move(times)};
    run.scan_begin.push_back(0);
    for (const auto& scan : scans) {
        for (const auto& [mz, counts] : scan) {
            run.mz.push_back(mz);
            run.intensity.push_back(counts);
        }
        run.scan_begin.push_back(run.mz.size());
    }
    return run;
}

}  // namespace

TEST_CASE("run figures: a clock with one skipped scan and one late one") {
    std::vector<double> times;
    for (int i = 0; i < 100; ++i) times.push_back(0.5 * i + (i > 40 ? 0.5 : 0.0) + (i > 70 ? 0.05 : 0.0));
    const auto figures = clock_figures(run_of(times, std::vector<std::vector<std::pair<double, float>>>(100)));
    CHECK_THAT(figures.cycle_s, WithinAbs(0.5, 1e-9));
    CHECK_THAT(figures.gap_share, WithinAbs(1.0 / 99.0, 1e-9));
    CHECK_THAT(figures.late_share, WithinAbs(2.0 / 99.0, 1e-9));
    // 97 steps of 0.5 s and one of 0.55 s: sd = 0.05 sqrt(1/98) (n - 1 below).
    CHECK_THAT(figures.jitter_s, WithinRel(0.05 / std::sqrt(98.0), 1e-6));
}

TEST_CASE("run figures: centroids, their sum, and the share between the whole numbers") {
    const Run run = run_of({0, 1, 2}, {{{147.05, 10.0f}, {147.50, 20.0f}},
                                       {{147.05, 30.0f}},
                                       {{147.05, 5.0f}, {147.19, 5.0f}, {147.21, 5.0f}, {147.95, 5.0f}}});
    const auto figures = centroid_figures(run);
    CHECK(figures.median == 2.0);
    CHECK_THAT(figures.total_counts, WithinAbs(30.0, 1e-6));
    CHECK_THAT(figures.odd_defect_share, WithinAbs(2.0 / 7.0, 1e-9));
}

TEST_CASE("run figures: constant ions with their levels, scatter and m/z are what was built") {
    const double sd = 0.1;
    BuiltRun built = a_run().scans(2000, 0.5).gain(25.0).scatter(0.4, 20000.0).threshold(0.0);
    built.with_profile(148.0, [](double) { return 5000.0; });
    // Slow waves: relative sd 0.1, over many blocks of 20 s.
    built.with_profile(149.0, [=](double t) { return 2000.0 * (1.0 + sd * std::sqrt(2.0) * std::sin(t / 60.0)); });
    built.with_profile(150.0, [](double t) { return t < 600.0 ? 3000.0 : 0.0; });  // 60 % of the run
    built.drift([](double t) { return t / 100.0; });                               // 10 ppm over the run
    const auto ions = constant_ions(built.build());
    REQUIRE(ions.size() == 2);
    CHECK_THAT(ions[0].level, WithinRel(5000.0, 0.01));
    CHECK_THAT(ions[0].scan_sd, WithinRel(std::sqrt(25.0 / 5000.0), 0.08));
    CHECK_THAT(ions[0].mz_scatter_ppm, WithinRel(std::sqrt(0.16 + 20000.0 / 5000.0), 0.08));
    CHECK_THAT(ions[0].mz_drift_ppm, WithinAbs(9.8, 1.2));
    CHECK(ions[0].slow_sd < 0.01);
    CHECK_THAT(ions[1].slow_sd, WithinRel(sd, 0.35));
    const NoiseLaw law = noise_law(ions);
    CHECK_THAT(law.counts_an_ion, WithinRel(25.0, 0.25));
}

TEST_CASE("run figures: flicker and counting are told apart") {
    BuiltRun built = a_run().scans(3000, 0.5).gain(40.0).flicker(0.05).threshold(0.0);
    double mz = 147.1;
    for (const double level : {500.0, 2000.0, 8000.0, 30000.0, 100000.0}) {
        built.with_profile(mz, [=](double) { return level; });
        mz += 1.0;
    }
    const NoiseLaw law = noise_law(constant_ions(built.build()));
    CHECK_THAT(law.counts_an_ion, WithinRel(40.0, 0.15));
    CHECK_THAT(law.flicker, WithinRel(0.05, 0.1));
}

TEST_CASE("run figures: strays are the centroids that nothing vouches for") {
    // Two ions in every scan, and singletons of Pareto height 40 / u^(1/2.2) or the like: their number is known.
    const double per_scan = 12.0;
    BuiltRun built = a_run().scans(800, 0.5).threshold(0.0).with_singletons(per_scan);
    built.with_profile(148.0, [](double) { return 5000.0; }).with_profile(151.0, [](double) { return 900.0; });
    const auto figures = stray_figures(built.build());
    CHECK_THAT(figures.per_scan, WithinRel(per_scan, 0.05));
    // By hand: heights 1 to 1000 with 1 / height evenly spread have exponent 1.
    std::vector<std::vector<std::pair<double, float>>> scans(4000);
    std::vector<double> times(scans.size());
    for (std::size_t i = 0; i < scans.size(); ++i) {
        times[i] = double(i);
        const double share = (double(i) + 0.5) / double(scans.size());
        scans[i] = {{100.0 + 0.1 * double(i), float(50.0 * std::pow(share, -1.0 / 2.5))}};
    }
    CHECK_THAT(stray_figures(run_of(times, scans)).exponent, WithinRel(2.5, 0.02));
}

TEST_CASE("run figures: spikes, bursts and dropouts are counted, peaks and steps are not") {
    BuiltRun built = a_run().scans(1201, 0.5).gain(0.0);
    for (int i = 0; i < 10; ++i) built.with_profile(150.1 + i, [](double) { return 2000.0; });
    built.with_ion(175.1, 300.0, 1e5, 3.0);
    built.with_profile(176.1, [](double t) { return t < 200.0 ? 100.0 : 9000.0; });
    built.with_spike(147.3, 100, 5000.0).with_spike(147.3, 700, 20000.0).with_spike(147.3, 701, 8000.0);
    built.with_spike(147.3, 900, 500.0);  // too weak
    built.with_dropout(1000, 6);
    built.with_profile(160.5, [](double t) { return std::abs(t - 420.0) < 0.1 ? 1e6 : 0.0; });  // a burst: one scan
    const auto found = accidents(built.build());
    CHECK_THAT(found.spikes_per_min, WithinAbs(2.0 / 10.0, 1e-9));
    CHECK_THAT(found.bursts_per_min, WithinAbs(1.0 / 10.0, 1e-9));
    CHECK_THAT(found.dropouts_per_min, WithinAbs(1.0 / 10.0, 1e-9));
}

TEST_CASE("run figures: a peak on a level has the width, height and noise it was built with") {
    BuiltRun built = a_run().scans(600, 0.5).gain(0.0).threshold(0.0);
    // On 1000 counts before and 1400 after.
    built.with_profile(148.0604, [](double t) {
        const double z = (t - 150.0) / (8.0 / fwhm_per_sigma);
        return 1000.0 + (t > 150.0 ? 400.0 : 0.0) + 20000.0 * std::exp(-0.5 * z * z);
    });
    const auto peak = peak_figures(built.build(), {"glu", "glutamic acid", 148.0604, 145.0});
    CHECK_THAT(peak.apex_s, WithinAbs(150.0, 0.51));
    CHECK_THAT(peak.height, WithinRel(20000.0, 0.02));
    CHECK_THAT(peak.fwhm_s, WithinRel(8.0, 0.02));
    CHECK_THAT(peak.left_behind, WithinRel(0.02, 0.05));
    // A tailing one: half-widths at a tenth of the height.
    const HvlShape shape{200.0, 4.0, 3.0};
    const Run tailing = a_run().scans(800, 0.5).gain(0.0).threshold(0.0).with_hvl(148.0604, shape, 1e6).build();
    const double top_s = peak_figures(tailing, {"", "", 148.0604, 200.0}).apex_s;
    double from = top_s, to = top_s;
    const double tenth = 0.1 * hvl_density(shape, top_s);
    while (hvl_density(shape, from) > tenth) from -= 0.01;
    while (hvl_density(shape, to) > tenth) to += 0.01;
    CHECK_THAT(peak_figures(tailing, {"", "", 148.0604, 200.0}).asymmetry,
               WithinRel((to - top_s) / (top_s - from), 0.05));
}

TEST_CASE("run figures: noise beside a peak is the scatter of its ion") {
    // Among weaker ions: a peak of an ion that is alone in its run has the weakest centroids for noise.
    BuiltRun built = a_run().scans(1200, 0.5).gain(30.0).threshold(0.0).with_background(20, 60.0, 200.0);
    built.with_profile(148.0604, [](double t) {
        const double z = (t - 300.0) / 8.0;
        return 3000.0 + 50000.0 * std::exp(-0.5 * z * z);
    });
    CHECK_THAT(peak_figures(built.build(), {"", "", 148.0604, 300.0}).noise, WithinRel(300.0, 0.12));
}
