#include "core/peak/fit_shape.hpp"

#include "core/peak/detect_peaks.hpp"
#include "core/peak/shapes.hpp"
#include "tests/support/built_run.hpp"
#include "tests/support/seen_ion.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr IntensityNoise flickering{.gain = 20.0, .relative = 0.02, .threshold = 40.0};

std::vector<Peak> shapes_of(const SeenIon& ion, const Profile& profile) {
    const TraceSignal signal = ion.of(profile);
    const auto found = detect_peaks(signal, ion.noise, {});
    std::vector<Peak> peaks;
    for (std::size_t i = 0; i < found.size(); ++i) peaks.push_back(with_shape(signal, ion.noise, found, i));
    return peaks;
}

}  // namespace

TEST_CASE("with_shape: the shape that made a peak is the one that is named", "[fit_shape]") {
    std::array<int, 4> gauss_as{}, hvl_as{}, emg_as{};
    SeenIon ion{.expected_fwhm_s = 9.0, .noise = flickering};
    const EmgShape mixed{145.0, 2.0, 4.0};
    for (ion.seed = 1; ion.seed <= 30; ++ion.seed) {
        const auto model = [&](const Profile& profile) {
            const auto peaks = shapes_of(ion, profile);
            return peaks.size() == 1 ? std::size_t(peaks[0].model) : 0u;
        };
        ++gauss_as[model(gauss(150.3, 1e5, 9.0))];
        ++hvl_as[model([](double t) { return 1e6 * hvl_density({150.3, 2.5, 12.0}, t); })];
        ++emg_as[model([&](double t) { return 1e6 * emg_density(mixed, t); })];
    }
    CHECK(gauss_as[std::size_t(PeakModel::gauss)] >= 22);  // the others can imitate it for two AICc
    CHECK(hvl_as[std::size_t(PeakModel::hvl)] >= 29);
    CHECK(emg_as[std::size_t(PeakModel::emg)] >= 29);
}

TEST_CASE("with_shape: a1 is told where an HVL peak tells it, and nowhere else", "[fit_shape]") {
    const HvlShape shape{150.3, 2.0, GENERATE(-12.0, 12.0)};
    const SeenIon ion{.expected_fwhm_s = 6.0, .noise = flickering, .seed = 5};
    const auto strong = shapes_of(ion, [&](double t) { return 1e6 * hvl_density(shape, t); });
    REQUIRE(strong.size() == 1);
    CHECK_THAT(strong[0].a1_s, WithinAbs(shape.a1_s, 0.1));
    CHECK(std::abs(strong[0].apex_s - shape.a1_s) > 5.0);
    const auto weak = shapes_of(ion, [&](double t) { return 4000.0 * hvl_density(shape, t); });
    REQUIRE(weak.size() == 1);
    CHECK(std::isnan(weak[0].a1_s));
    const auto even = shapes_of(ion, gauss(150.3, 1e5, 6.0));
    REQUIRE(even.size() == 1);
    CHECK(std::isnan(even[0].a1_s));
}

TEST_CASE("with_shape: a far leaning peak tells its centre though the detector bends its top", "[fit_shape]") {
    constexpr double ceiling = 3e6;
    const HvlShape shape{150.3, 3.0, GENERATE(-30.0, 30.0)};
    const double bend = GENERATE(0.5, 1.0, 2.0);  // counts at the apex, were it not for the ceiling, over it
    double highest = 0.0;
    for (double t = 100.0; t < 200.0; t += 0.01) highest = std::max(highest, hvl_density(shape, t));
    const double area = bend * ceiling / highest;
    const SeenIon ion{.expected_fwhm_s = 14.0, .noise = flickering, .seed = 5};
    const auto bent =
        shapes_of(ion, [&](double t) { return -ceiling * std::expm1(-area * hvl_density(shape, t) / ceiling); });
    CAPTURE(shape.a1_s, bend);
    REQUIRE(bent.size() == 1);
    CHECK(std::abs(bent[0].apex_s - shape.a1_s) > 10.0);
    CHECK_THAT(bent[0].a1_s, WithinAbs(shape.a1_s, 0.2 * bent[0].fwhm_s));
}

TEST_CASE("with_shape: what lies below the threshold is area, and area_se covers the truth", "[fit_shape]") {
    const double height = GENERATE(500.0, 800.0, 3000.0, 1e5), fwhm_s = 8.0;
    SeenIon ion{.expected_fwhm_s = fwhm_s, .noise = {20.0, 0.02, 100.0}};
    int inside = 0, all = 0;
    double mean = 0.0;
    for (ion.seed = 1; ion.seed <= 150; ++ion.seed) {
        const auto peaks = shapes_of(ion, gauss(150.3, height, fwhm_s));
        if (peaks.size() != 1) continue;
        ++all;
        mean += peaks[0].area / gauss_area(height, fwhm_s);
        inside += std::abs(peaks[0].area - gauss_area(height, fwhm_s)) < 2.0 * peaks[0].area_se;
    }
    mean /= all;
    CAPTURE(height, all, inside, mean);
    REQUIRE(all >= 40);
    CHECK_THAT(mean, WithinAbs(1.0, 0.02));
    CHECK(inside >= 0.88 * all);
    CHECK(inside <= 0.995 * all);
}

TEST_CASE("with_shape: neighbours that touch share their counts by their shapes", "[fit_shape]") {
    const double ratio = GENERATE(0.2, 1.0, 4.0);
    const SeenIon ion{.expected_fwhm_s = 8.0, .noise = flickering, .seed = 3};
    const auto first = gauss(140.3, 5e4, 8.0), second = gauss(151.0, 5e4 * ratio, 8.0);
    const auto peaks = shapes_of(ion, [&](double t) { return first(t) + second(t); });
    CAPTURE(ratio);
    REQUIRE(peaks.size() == 2);
    CHECK_THAT(peaks[0].area, WithinRel(gauss_area(5e4, 8.0), 0.04));
    CHECK_THAT(peaks[1].area, WithinRel(gauss_area(5e4 * ratio, 8.0), 0.08));
    CHECK_THAT(peaks[0].fwhm_s, WithinRel(8.0, 0.05));
    CHECK_THAT(peaks[1].apex_s, WithinAbs(151.0, 0.5));
    CHECK(has(peaks[0].flags, FeatureFlag::overlap));
}

TEST_CASE("with_shape: a shape that is none is none, and keeps the area that was counted", "[fit_shape]") {
    // A box: no capillary makes it.
    const SeenIon ion{.expected_fwhm_s = 10.0, .noise = {.gain = 1.0, .relative = 0.002, .threshold = 40.0}, .seed = 2};
    const auto peaks = shapes_of(ion, [](double t) { return t > 140.0 && t < 155.0 ? 1e5 + 1e3 * std::sin(t) : 0.0; });
    for (const Peak& peak : peaks) {
        CHECK(peak.model == PeakModel::none);
        CHECK_THAT(peak.area, WithinRel(15e5, 0.1));
    }
}
