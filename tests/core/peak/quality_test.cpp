#include "core/peak/quality.hpp"

#include "core/peak/detect_peaks.hpp"
#include "core/peak/shapes.hpp"
#include "tests/support/seen_ion.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// A Gaussian of 1000 counts, half-widths 4 s in front and 6 s behind, and the peak that describes it.
struct Described {
    TraceSignal raw;
    Peak peak;
};

Described two_sided(double scale_counts = 1.0) {
    const SeenIon ion{.scans = 101, .expected_fwhm_s = 10.0};
    Described result;
    result.raw = ion.of([&](double t) {
        const double away = (t - 50.0) / (t < 50.0 ? 4.0 : 6.0);
        return 1000.0 * scale_counts * std::exp2(-away * away);
    });
    for (std::size_t i = 0; i < result.raw.size(); ++i) {  // the feet below the threshold, too
        const double away = (double(i) - 50.0) / (i < 50 ? 4.0 : 6.0);
        result.raw.counts[i] = 1000.0 * scale_counts * std::exp2(-away * away);
    }
    result.peak = {.begin = 30, .apex = 50, .end = 80, .begin_s = 30, .apex_s = 50, .end_s = 80};
    result.peak.height = 1000.0 * scale_counts;
    result.peak.noise_sd = 10.0;  // S/N 100
    result.peak.fwhm_s = 10.0;
    result.peak.front_s = 4.0;
    result.peak.tail_s = 6.0;
    result.peak.points = 20;
    return result;
}

double quality_of(const Described& described) {
    return peak_quality(SmoothedSignal{.raw = described.raw, .counts = {}, .half = {}, .sd = {}}, described.peak);
}

}  // namespace

TEST_CASE("quality: a two-sided Gaussian is judged by its S/N alone", "[quality]") {
    CHECK_THAT(quality_of(two_sided()), WithinRel(100.0 / 102.0, 1e-6));
}

TEST_CASE("quality: width, points and S/N each take their share, worked by hand", "[quality]") {
    auto described = two_sided();
    const double full = quality_of(described);
    SECTION("S/N 3") {
        described.peak.noise_sd = 1000.0 / 3.0;
        CHECK_THAT(quality_of(described), WithinRel(0.6, 1e-6));  // 3 / 5
    }
    SECTION("seven times as wide as expected") {
        described.peak.fwhm_s = 70.0;
        CHECK_THAT(quality_of(described) / full, WithinRel(0.25, 1e-6));  // (3.5 / 7)^2
    }
    SECTION("a tenth as wide") {
        described.peak.fwhm_s = 1.0;
        CHECK_THAT(quality_of(described) / full, WithinRel(1.0 / 9.0, 1e-6));  // (0.1 / 0.3)^2
    }
    SECTION("within 0.3 to 3.5 widths nothing is lost") {
        described.peak.fwhm_s = GENERATE(3.1, 34.0);
        CHECK_THAT(quality_of(described) / full, WithinRel(1.0, 1e-6));
    }
    SECTION("four points") {
        described.peak.points = 4;
        CHECK_THAT(quality_of(described) / full, WithinRel(0.8, 1e-6));  // 4 / 6 * 1.2
    }
}

TEST_CASE("quality: a shape that is no peak has none", "[quality]") {
    auto described = two_sided();
    for (std::size_t i = 30; i <= 80; ++i) described.raw.counts[i] = i % 2 ? 1000.0 : 0.0;
    CHECK(quality_of(described) < 0.1);
    for (std::size_t i = 30; i <= 80; ++i) described.raw.counts[i] = 500.0;
    CHECK(quality_of(described) == 0.0);
}

TEST_CASE("quality: a triangle of electromigration is hardly worse than a Gaussian", "[quality]") {
    // Pitfall: a gate of the bell shape deletes real peaks of abundant compounds.
    const auto quality_with = [](double distortion) {
        const HvlShape shape{150.3, 2.0, distortion};
        const SeenIon ion{.expected_fwhm_s = hvl_measures(shape).fwhm_s, .seed = 3};
        const auto peaks =
            detect_peaks(ion.of([&](double t) { return 1e6 * hvl_density(shape, t); }), ion.noise, PeakParams{});
        return peaks.size() == 1 ? peaks[0].quality : 0.0;
    };
    const double bell = quality_with(0.0);
    CHECK(bell > 0.9);
    for (const double distortion : {-30.0, 30.0}) CHECK(quality_with(distortion) > bell - 0.12);
}

TEST_CASE("quality: lies between 0 and 1 and is finite at the edges", "[quality][edge]") {
    auto described = two_sided();
    described.peak.front_s = described.peak.tail_s = 0.0;
    const double quality = quality_of(described);
    CHECK((quality >= 0.0 && quality <= 1.0));
    described.peak.begin = described.peak.end = described.peak.apex;
    described.peak.begin_s = described.peak.end_s = 50.0;
    CHECK(std::isfinite(quality_of(described)));
}
