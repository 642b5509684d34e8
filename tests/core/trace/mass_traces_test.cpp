#include "core/trace/mass_traces.hpp"

#include "core/signal/mass_drift.hpp"
#include "core/trace/ion_cache.hpp"
#include "tests/support/built_run.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

MassTraces traces_of(const Run& run, const TraceParams& params = {}) {
    const IonCache centroids = ion_cache(run, mass_drift_ppm(run));
    return mass_traces(centroids, centroid_support(centroids, run.scans()), run.scans(), params);
}

std::size_t points_of(const MassTraces& traces, std::size_t trace) {
    return traces.begin[trace + 1] - traces.begin[trace];
}

/// Traces within reach of an m/z.
std::vector<std::size_t> traces_near(const MassTraces& traces, double mz, double reach) {
    std::vector<std::size_t> near;
    for (std::size_t i = 0; i < traces.size(); ++i)
        if (std::abs(traces.mz[i] - mz) <= reach) near.push_back(i);
    return near;
}

/// The run told backwards.
Run backwards(const Run& run) {
    Run back;
    back.polarity = run.polarity;
    back.scan_begin.push_back(0);
    for (std::size_t scan = run.scans(); scan-- > 0;) {
        back.scan_time_s.push_back(run.scan_time_s.back() - run.scan_time_s[scan]);
        for (const double mz : run.scan_mz(scan)) back.mz.push_back(mz);
        for (const float intensity : run.scan_intensity(scan)) back.intensity.push_back(intensity);
        back.scan_begin.push_back(back.mz.size());
    }
    return back;
}

}  // namespace

TEST_CASE("mass_traces: of well separated ions every trace holds its ion's centroids, all and no others",
          "[mass_traces]") {
    // Strong ions: the scatter is far below 8 ppm, and the nearest ion is the answer of brute force.
    const std::vector<double> planted{76.0393, 76.0608, 147.1128, 147.0764, 147.1400, 400.0, 400.05, 801.3, 802.3};
    BuiltRun built = a_run().scans(300, 1.0).with_background(12, 5e4, 5e5);
    for (std::size_t i = 0; i < planted.size(); ++i)
        built.with_ion(planted[i], 60.0 + 20.0 * double(i), 3e5, 4.0 + double(i)).threshold(4000.0);
    const Run run = built.build();
    const MassTraces traces = traces_of(run);

    std::vector<double> ions = planted;
    for (std::size_t i = 0; i < 12; ++i) ions.push_back(52.31 + 11.16 * double(i));
    std::sort(ions.begin(), ions.end());
    REQUIRE(traces.size() == ions.size());
    CHECK(std::is_sorted(traces.mz.begin(), traces.mz.end()));

    std::vector<std::vector<std::pair<std::uint32_t, float>>> by_force(ions.size());
    for (std::size_t scan = 0; scan < run.scans(); ++scan)
        for (std::size_t i = 0; i < run.scan_mz(scan).size(); ++i) {
            std::size_t nearest = 0;
            for (std::size_t k = 1; k < ions.size(); ++k)
                if (std::abs(ions[k] - run.scan_mz(scan)[i]) < std::abs(ions[nearest] - run.scan_mz(scan)[i]))
                    nearest = k;
            by_force[nearest].emplace_back(std::uint32_t(scan), run.scan_intensity(scan)[i]);
        }
    for (std::size_t i = 0; i < ions.size(); ++i) {
        CAPTURE(ions[i]);
        CHECK(std::abs(traces.mz[i] / ions[i] - 1.0) < 2e-6);
        std::vector<std::pair<std::uint32_t, float>> held;
        for (std::size_t k = traces.begin[i]; k < traces.begin[i + 1]; ++k)
            held.emplace_back(traces.scan[k], traces.intensity[k]);
        CHECK(held == by_force[i]);
    }
}

TEST_CASE("mass_traces: an ion is one whole trace while the axis drifts 15 ppm, and so is its neighbour at 25 mDa",
          "[mass_traces]") {
    const double mz = GENERATE(118.0, 301.4, 500.2);
    const auto drift_ppm = [](double time_s) { return 15.0 * time_s / 1200.0; };
    const auto steady = [](double) { return 3000.0; };
    const Run run = a_run()
                        .drift(drift_ppm)
                        .with_background(25)
                        .with_singletons(200)
                        .with_profile(mz, steady)
                        .with_profile(mz + 0.025, steady)
                        .build();
    const MassTraces traces = traces_of(run);
    CAPTURE(mz);
    // The axis is free of drift but for its middle, 7.5 ppm up.
    const auto near = traces_near(traces, mz * (1.0 + 7.5e-6) + 0.0125, 0.02);
    REQUIRE(near.size() == 2);
    CHECK_THAT(traces.mz[near[1]] - traces.mz[near[0]], WithinAbs(0.025, 5e-4));
    CHECK(points_of(traces, near[0]) >= 1190);  // of 1200
    CHECK(points_of(traces, near[1]) >= 1190);
}

TEST_CASE("mass_traces: at most one point a scan, in order of scan", "[mass_traces]") {
    const MassTraces traces = traces_of(a_run().scans(400, 1.0).with_background(20).with_singletons(800).build());
    REQUIRE(traces.begin.size() == traces.size() + 1);
    CHECK(traces.begin.back() == traces.scan.size());
    CHECK(traces.scan.size() == traces.intensity.size());
    CHECK(traces.scan.size() == traces.key.size());
    for (std::size_t i = 0; i < traces.size(); ++i) {
        CHECK(points_of(traces, i) >= 4);
        for (std::size_t k = traces.begin[i] + 1; k < traces.begin[i + 1]; ++k)
            if (traces.scan[k] <= traces.scan[k - 1]) FAIL("scan " << traces.scan[k] << " after or with the last");
    }
}

TEST_CASE("mass_traces: do not depend on the order in which the points come", "[mass_traces][property]") {
    const Run run = a_run().scans(400, 1.0).with_background(30).with_singletons(300).build();
    const MassTraces forth = traces_of(run), back = traces_of(backwards(run));
    for (std::size_t i = 0; i < 30; ++i) {
        const double mz = 52.31 + 11.16 * double(i);
        CAPTURE(mz);
        const auto one = traces_near(forth, mz, 20e-6 * mz), other = traces_near(back, mz, 20e-6 * mz);
        REQUIRE(one.size() == 1);
        REQUIRE(other.size() == 1);
        CHECK_THAT(back.mz[other[0]], WithinRel(forth.mz[one[0]], 1e-6));
        CHECK(points_of(back, other[0]) == points_of(forth, one[0]));
    }
}

TEST_CASE("mass_traces: random centroids found no trace that lasts", "[mass_traces]") {
    const Run run = a_run().scans(600, 1.0).with_singletons(300).build();
    const MassTraces traces = traces_of(run);
    CHECK(lasting_ions(traces, run.scans()).count == 0);
    std::size_t most = 0;
    for (std::size_t i = 0; i < traces.size(); ++i) most = std::max(most, points_of(traces, i));
    CHECK(most < 60);  // a tenth of the scans
}

TEST_CASE("lasting_ions: counts those seen in more than 60 % of the scans, and sums them", "[mass_traces]") {
    BuiltRun built = a_run().scans(200, 1.0).gain(0.0);
    built.with_profile(100.0, [](double) { return 500.0; });
    built.with_profile(200.0, [](double t) { return t < 130.0 ? 700.0 : 0.0; });   // 65 %
    built.with_profile(300.0, [](double t) { return t < 110.0 ? 9000.0 : 0.0; });  // 55 %
    const auto lasting = lasting_ions(traces_of(built.build()), 200);
    CHECK(lasting.count == 2);
    CHECK_FALSE(lasting.enough());
    CHECK(lasting.counts[50] == 1200.0);
    CHECK(lasting.counts[150] == 500.0);
}

TEST_CASE("mass_traces: no centroid, no trace", "[mass_traces][edge]") {
    Run run;
    run.scan_time_s = {0, 1, 2};
    run.scan_begin = {0, 0, 0, 0};
    const MassTraces traces = traces_of(run);
    CHECK(traces.size() == 0);
    CHECK(traces.begin == std::vector<std::size_t>{0});
}
