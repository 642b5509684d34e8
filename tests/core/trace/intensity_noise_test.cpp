#include "core/trace/intensity_noise.hpp"

#include "core/signal/mass_drift.hpp"
#include "core/trace/ion_cache.hpp"
#include "tests/support/built_run.hpp"

#include <catch2/catch.hpp>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

IntensityNoise noise_of(const Run& run) {
    const IonCache centroids = ion_cache(run, mass_drift_ppm(run));
    return intensity_noise(mass_traces(centroids, centroid_support(centroids, run.scans()), run.scans(), {}));
}

}  // namespace

TEST_CASE("intensity_noise: recovers a planted gain and flicker", "[intensity_noise]") {
    const double gain = GENERATE(8.0, 30.0), flicker = GENERATE(0.0, 0.04, 0.1);
    const Run run = a_run().gain(gain).flicker(flicker).with_background(40, 300.0, 2e5).build();
    const IntensityNoise noise = noise_of(run);
    CAPTURE(gain, flicker);
    CHECK_THAT(noise.gain, WithinRel(gain, 0.2));
    CHECK_THAT(noise.relative, WithinAbs(flicker, 0.011));
}

TEST_CASE("intensity_noise: peaks among the steady ions do not raise it", "[intensity_noise]") {
    BuiltRun built = a_run().gain(20.0).with_background(30, 300.0, 2e4);
    for (int i = 0; i < 40; ++i) built.with_ion(401.3 + 7.77 * i, 60.0 + 27.0 * i, 2e4 + 1e3 * i, 4.0 + 0.4 * i);
    const IntensityNoise noise = noise_of(built.build());
    CHECK_THAT(noise.gain, WithinRel(20.0, 0.2));
    CHECK(noise.relative < 0.04);
}

TEST_CASE("intensity_noise: the threshold is where the run's centroids begin", "[intensity_noise]") {
    const double threshold = GENERATE(25.0, 90.0);
    const Run run = a_run().gain(1.0).threshold(threshold).with_background(40, 20.0, 2000.0).build();
    CHECK_THAT(noise_of(run).threshold, WithinAbs(threshold, 4.0));
}

TEST_CASE("intensity_noise: variance is gain * I + (relative * I)^2, worked by hand", "[intensity_noise]") {
    const IntensityNoise noise{20.0, 0.05, 40.0};
    CHECK_THAT(noise.variance(1000.0), WithinRel(22500.0, 1e-12));
    CHECK(noise.variance(-5.0) == 0.0);
}

TEST_CASE("intensity_noise: a run without traces keeps the default", "[intensity_noise][edge]") {
    MassTraces none;
    none.begin = {0};
    CHECK(intensity_noise(none).gain == 20.0);
}
