#include "core/peak/ion_peaks.hpp"

#include "core/peak/quality.hpp"

#include "core/signal/mass_drift.hpp"
#include "core/signal/scan_health.hpp"
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

/// A run and all that it teaches, kept alive together.
struct LearntRun {
    Run run;
    std::vector<double> drift_ppm = mass_drift_ppm(run);
    IonCache centroids = ion_cache(run, drift_ppm);
    CentroidSupport support = centroid_support(centroids, run.scans());
    MassTraces traces = mass_traces(centroids, support, run.scans(), {});
    RunClock clock{run.scan_time_s, std::vector<std::uint8_t>(run.scans(), 0), expected_fwhm_s({}, run.scan_time_s)};
    IntensityNoise noise = intensity_noise(traces);
    RunContext context{centroids, clock, traces, support.scatter, drift_ppm, noise};

    explicit LearntRun(Run built) : run(std::move(built)) {}
    LearntRun(const LearntRun&) = delete;

    [[nodiscard]] std::vector<IonPeak> all_peaks() const {
        std::vector<IonPeak> all;
        for (std::size_t trace = 0; trace < traces.size(); ++trace)
            for (const IonPeak& peak : peaks_of_trace(context, trace, {})) all.push_back(peak);
        return all;
    }
};

IonPeak ion_at(double mz, double apex_s, double height, std::size_t apex) {
    IonPeak ion;
    ion.mz = ion.aligned_mz = mz;
    ion.peak.apex_s = apex_s;
    ion.peak.apex = apex;
    ion.peak.height = height;
    return ion;
}

}  // namespace

TEST_CASE("ion_peaks: a peak knows its m/z to its standard error, on the drift-free axis and as measured",
          "[ion_peaks]") {
    std::vector<double> z;
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        const LearntRun learnt(a_run()
                                   .seed(seed)
                                   .drift([](double) { return 5.0; })
                                   .with_background(30, 1e3, 5e4)
                                   .with_ion(147.1128, 414.6, 2e4, 4.4)
                                   .build());
        const auto peaks = learnt.all_peaks();
        const auto found = std::find_if(peaks.begin(), peaks.end(),
                                        [](const IonPeak& ion) { return std::abs(ion.mz - 147.1135) < 0.005; });
        REQUIRE(found != peaks.end());
        const auto settled = settle_peak(learnt.context, *found, {}, {});
        REQUIRE(settled.size() == 1);
        // A constant offset is no drift: it stays in both.
        CHECK_THAT(settled[0].mz, WithinRel(147.1128 * (1.0 + 5e-6), 3e-6));
        z.push_back((settled[0].mz / 147.1128 - 1.0 - 5e-6) * 1e6 / settled[0].mz_se_ppm);
    }
    double squares = 0.0;
    for (const double value : z) squares += value * value / double(z.size());
    CHECK(squares < 2.0);
    CHECK(squares > 0.4);
}

TEST_CASE("ion_peaks: a compound that passes on a background ion's trace is measured by its own", "[ion_peaks]") {
    // A weak lasting ion 12 ppm below on which the compound comes and goes: one trace, but the peak's m/z is its own.
    const LearntRun learnt(
        a_run()
            .with_background(30, 1e3, 5e4)
            .with_profile(200.0000, [](double t) { return std::abs(t - 500.3) > 20.0 ? 1000.0 : 0.0; })
            .with_ion(200.0024, 500.3, 3e4, 8.0)
            .build());
    std::size_t good = 0;
    for (const IonPeak& found : learnt.all_peaks()) {
        if (std::abs(found.peak.apex_s - 500.3) > 1.0 || std::abs(found.mz - 200.0024) > 0.003) continue;
        const auto settled = settle_peak(learnt.context, found, {}, {});
        REQUIRE(settled.size() == 1);
        CHECK_THAT(settled[0].aligned_mz, WithinAbs(200.0024, 0.0006));
        CHECK_THAT(settled[0].peak.area, WithinRel(gauss_area(3e4, 8.0), 0.03));
        ++good;
    }
    CHECK(good == 1);
}

TEST_CASE("ion_peaks: a neighbour without a valley, that the trace does not show, is settled with its peak",
          "[ion_peaks]") {
    struct Pair {
        double height, other_height, away_s;  // away: negative where the smaller one comes first
    };
    for (const Pair& pair : {Pair{1e5, 2e4, 7.5}, Pair{1e5, 2e4, -7.5}, Pair{1e6, 3e4, 9.0}}) {
        INFO(pair.other_height << " counts after " << pair.away_s << " s");
        const double other_s = 500.3 + pair.away_s;
        const auto profile = [&](double t) {
            const auto gauss = [&](double height, double at) {
                return height * std::exp(-2.7726 * (t - at) * (t - at) / 49.0);
            };
            return gauss(pair.height, 500.3) + gauss(pair.other_height, other_s);
        };
        const LearntRun learnt(a_run().with_background(30, 1e3, 5e4).with_profile(333.3, profile).build());
        std::vector<IonPeak> found, settled;
        for (const IonPeak& peak : learnt.all_peaks())
            if (std::abs(peak.mz - 333.3) < 0.01) found.push_back(peak);
        REQUIRE(found.size() == 1);
        settled = settle_peak(learnt.context, found[0], {}, {});
        REQUIRE(settled.size() == 2);
        CHECK_THAT(settled[0].peak.apex_s, WithinAbs(500.3, 0.3));
        CHECK_THAT(settled[0].peak.area, WithinRel(gauss_area(pair.height, 7.0), 0.03));
        CHECK_THAT(settled[1].peak.apex_s, WithinAbs(other_s, 1.0));
        CHECK_THAT(settled[1].peak.area, WithinRel(gauss_area(pair.other_height, 7.0), 0.2));
        CHECK(settle_peak(learnt.context, found[0], {}, {.shoulders = false}).size() == 1);
    }
}

TEST_CASE("ion_peaks: what is not there any more is not settled", "[ion_peaks]") {
    const LearntRun learnt(a_run().with_background(30).build());
    IonPeak nothing = ion_at(333.3333, 600.0, 1e4, 600);
    nothing.peak.begin = 590;
    nothing.peak.end = 610;
    CHECK(settle_peak(learnt.context, nothing, {}, {}).empty());
}

TEST_CASE("ion_peaks: a peak whose m/z is too uncertain is not settled", "[ion_peaks]") {
    const LearntRun learnt(a_run().with_background(30, 1e3, 5e4).with_ion(333.3, 500.0, 1e4, 6.0).build());
    for (const IonPeak& found : learnt.all_peaks()) {
        if (std::abs(found.mz - 333.3) > 0.01) continue;
        CHECK(settle_peak(learnt.context, found, {}, {.max_mz_se_ppm = 4.0}).size() == 1);
        CHECK(settle_peak(learnt.context, found, {}, {.max_mz_se_ppm = 0.1}).empty());
    }
}

TEST_CASE("ion_peaks: a peak below the bar on quality is not settled, and quality knows its m/z", "[ion_peaks]") {
    const LearntRun learnt(a_run().with_background(30, 1e3, 5e4).with_ion(333.3, 500.0, 1e4, 6.0).build());
    for (const IonPeak& found : learnt.all_peaks()) {
        if (std::abs(found.mz - 333.3) > 0.01) continue;
        CHECK(settle_peak(learnt.context, found, {}, {.min_quality = 1.0}).empty());
        const auto settled = settle_peak(learnt.context, found, {}, {.min_quality = 0.9});
        REQUIRE(settled.size() == 1);
        const IonPeak& ion = settled[0];
        CHECK(ion.peak.quality == peak_quality(ion.peak, {ion.sightings, ion.wander, ion.mz_se_ppm}));
    }
}

TEST_CASE("counts_of_ion: takes in each scan the centroid most likely to be the ion, and follows the drift",
          "[ion_peaks]") {
    Run run;
    run.scan_time_s = {0, 1, 2, 3};
    run.scan_begin = {0, 2, 3, 4, 4};
    run.mz = {200.0004, 200.0012, 200.0040, 200.1};  // the third 20 ppm up: where the axis is
    run.intensity = {5000.0f, 5000.0f, 4000.0f, 900.0f};
    const std::vector<double> drift_ppm{0, 20, 0, 0};
    const RunClock clock{run.scan_time_s, {0, 0, 0, 0}, {6, 6, 6, 6}};
    const MassTraces traces;
    const MzScatter scatter{.floor_ppm = 1.0, .counts_ppm2 = {1e4, 1e4, 1e4, 1e4, 1e4, 1e4}};
    const IntensityNoise noise;
    const auto counts = [&](std::size_t first, std::size_t last) {
        const IonCache centroids = ion_cache(run, drift_ppm);
        return counts_of_ion({centroids, clock, traces, scatter, drift_ppm, noise}, 200.0, first, last, {});
    };
    CHECK(counts(0, 4) == std::vector<double>{5000, 4000, 0, 0});
    run.intensity[0] = 7000.0f;  // the nearer one is taken, not the stronger
    run.intensity[1] = 9000.0f;
    CHECK(counts(0, 2)[0] == 7000.0);
    CHECK(counts(1, 3) == std::vector<double>{4000, 0});
}

TEST_CASE("without_doubles: of one peak seen twice the higher stays; isomers and neighbours stay both", "[ion_peaks]") {
    const MzScatter scatter{};
    const auto kept = without_doubles(
        {
            ion_at(300.0, 500.0, 1000.0, 500),
            ion_at(300.0009, 500.6, 3000.0, 501),  // 3 ppm, one scan: one
            ion_at(300.0, 520.0, 1000.0, 520),     // an isomer
            ion_at(300.03, 500.0, 1000.0, 500),    // 100 ppm
            ion_at(120.0, 900.0, 50.0, 900),
        },
        scatter, {});
    REQUIRE(kept.size() == 4);
    CHECK(std::is_sorted(kept.begin(), kept.end(), [](const IonPeak& a, const IonPeak& b) {
        return a.mz != b.mz ? a.mz < b.mz : a.peak.apex_s < b.peak.apex_s;
    }));
    CHECK(kept[0].mz == 120.0);
    CHECK(kept[1].peak.apex == 520);
    CHECK(kept[2].peak.height == 3000.0);
    CHECK(kept[3].mz == 300.03);
}

TEST_CASE("width_samples: the lone strong peaks of a run teach its widths", "[ion_peaks]") {
    BuiltRun built = a_run().with_background(30);
    for (int i = 0; i < 15; ++i) {
        const double apex_s = 150.4 + 65.3 * i;
        built.with_ion(405.3 + 8.13 * i, apex_s, 5e4, 8.0 * apex_s / 500.0);
    }
    const LearntRun learnt(built.build());
    const auto samples = width_samples(learnt.context);
    CHECK(samples.size() >= 14);
    const WidthLaw law = learn_width_law(samples);
    CHECK_THAT(law.power, WithinAbs(1.0, 0.1));
    CHECK_THAT(law.fwhm_s(500.0), WithinRel(8.0, 0.07));
}

TEST_CASE("to_feature: every number of the peak finds its column", "[ion_peaks]") {
    IonPeak ion = ion_at(147.1128, 414.6, 5e4, 407);
    ion.aligned_mz = 147.1130;
    ion.peak.area = 2.5e5;
    ion.peak.area_se = 1e3;
    ion.peak.noise_sd = 100.0;
    ion.peak.fwhm_s = 4.4;
    ion.peak.asymmetry = 1.7;
    ion.peak.begin_s = 405.0;
    ion.peak.end_s = 425.0;
    ion.peak.quality = 0.9;
    ion.peak.flags = FeatureFlag::spike;
    const Feature feature = to_feature(ion);
    CHECK(feature.mz == 147.1130);
    CHECK(feature.mt_s == 414.6);
    CHECK(feature.area == 2.5e5);
    CHECK(feature.area_se == 1e3);
    CHECK(feature.height == 5e4);
    CHECK(feature.snr == 500.0);
    CHECK(feature.fwhm_s == 4.4);
    CHECK(feature.asymmetry == 1.7);
    CHECK(feature.begin_s == 405.0);
    CHECK(feature.end_s == 425.0);
    CHECK(feature.quality == 0.9);
    CHECK(feature.flags == FeatureFlag::spike);
    CHECK(feature.charge == 0);
    CHECK(feature.ion.empty());
    CHECK(std::isnan(feature.mobility_tu));
}
