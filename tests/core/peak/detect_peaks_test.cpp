#include "core/peak/detect_peaks.hpp"

#include "core/base/robust.hpp"
#include "core/peak/shapes.hpp"
#include "tests/support/built_run.hpp"
#include "tests/support/seen_ion.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

Profile operator+(Profile a, Profile b) {
    return [a = std::move(a), b = std::move(b)](double t) { return a(t) + b(t); };
}

Profile level(double counts) {
    return [counts](double) { return counts; };
}

std::vector<Peak> peaks_of(const SeenIon& ion, const Profile& profile, const PeakParams& params = {}) {
    TraceSignal signal = ion.of(profile);
    signal.wander = wander_of(signal, ion.noise);
    return detect_peaks(signal, ion.noise, params);
}

/// Two peaks of one width at a resolution R_s = 1.18 dt / (2 FWHM).
Profile pair_of(double resolution, double first_height, double second_height) {
    const double apart_s = resolution * 2.0 * 8.0 / 1.18;
    return gauss(140.3, first_height, 8.0) + gauss(140.3 + apart_s, second_height, 8.0);
}

}  // namespace

// ---- one or two ------------------------------------------------------------------------------------------

TEST_CASE("detect_peaks: two isomers at a resolution of 1.2 are two, at 0.3 one, whichever is the stronger",
          "[detect_peaks]") {
    const double first = GENERATE(5e4, 1e4), second = 6e4 - first;
    const SeenIon ion{.expected_fwhm_s = 8.0, .seed = GENERATE(0u, 1u, 2u)};
    CAPTURE(first, ion.seed);
    const auto apart = peaks_of(ion, pair_of(1.2, first, second));
    REQUIRE(apart.size() == 2);
    CHECK_THAT(apart[0].area, WithinRel(gauss_area(first, 8.0), 0.06));
    CHECK_THAT(apart[1].area, WithinRel(gauss_area(second, 8.0), 0.06));
    CHECK(peaks_of(ion, pair_of(0.3, first, second)).size() == 1);
}

TEST_CASE("detect_peaks: isomers parted at a valley above the baseline are flagged, and share the area between them",
          "[detect_peaks]") {
    const auto peaks = peaks_of({.expected_fwhm_s = 8.0}, pair_of(0.9, 3e4, 2e4));
    REQUIRE(peaks.size() == 2);
    CHECK(has(peaks[0].flags, FeatureFlag::overlap));
    CHECK(has(peaks[1].flags, FeatureFlag::overlap));
    CHECK(peaks[0].end == peaks[1].begin);
    CHECK_THAT(peaks[0].area + peaks[1].area, WithinRel(gauss_area(5e4, 8.0), 0.01));
}

TEST_CASE("detect_peaks: a peak in waves of its own counting noise is one", "[detect_peaks]") {
    std::size_t one = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed)
        one += peaks_of({.expected_fwhm_s = 30.0, .seed = seed}, gauss(150.0, 1500.0, 30.0)).size() == 1;
    CHECK(one >= 99);
}

TEST_CASE("detect_peaks: the valley parameter decides how deep a dip must be", "[detect_peaks]") {
    // Equal peaks 1.4 widths apart: the valley lies at 2 * 2^-1.96 = 0.51 of the tops.
    const Profile twins = gauss(140.0, 3e4, 8.0) + gauss(151.2, 3e4, 8.0);
    CHECK(peaks_of({.expected_fwhm_s = 8.0}, twins, {.valley = 0.65}).size() == 2);
    CHECK(peaks_of({.expected_fwhm_s = 8.0}, twins, {.valley = 0.4, .shoulders = false}).size() == 1);
}

// ---- what is no peak ----------------------------------------------------------------------------------------

TEST_CASE("detect_peaks: pure counting noise has none", "[detect_peaks]") {
    const double counts = GENERATE(30.0, 100.0, 1000.0, 1e5);
    std::size_t found = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) found += peaks_of({.seed = seed}, level(counts)).size();
    CAPTURE(counts);
    CHECK(found == 0);
}

TEST_CASE("detect_peaks: a spike and a sputter of two scans are none", "[detect_peaks]") {
    const double under = GENERATE(0.0, 500.0);
    const auto width = GENERATE(1, 2);
    const auto spike = [=](double t) { return t >= 171.0 && t < 171.0 + width ? 5e4 : under; };
    const auto found = peaks_of({.seed = 3}, spike);
    CAPTURE(under, width);
    if (width == 1) CHECK(found.empty());
    // Two scans are as wide as the narrowest peak that is allowed: min_points speaks.
    for (const Peak& peak : found) CHECK(peak.points >= 3);
}

TEST_CASE("detect_peaks: a peak below the limits is left out, one above stays", "[detect_peaks]") {
    const SeenIon ion{.seed = 11};
    const Profile weak = level(1000.0) + gauss(150.2, 2000.0, 8.0);  // noise sd 141: S/N 14
    CHECK(peaks_of(ion, weak).size() == 1);
    CHECK(peaks_of(ion, weak, {.min_snr = 25.0}).empty());
    CHECK(peaks_of(ion, weak, {.min_points = 40}).empty());
    CHECK(peaks_of(ion, weak, {.significance_sd = 90.0}).empty());
    CHECK(peaks_of(ion, weak, {.max_width_s = 4.0}).empty());
    CHECK(peaks_of(ion, weak, {.min_width_scans = 16.0}).empty());
}

// ---- wander ---------------------------------------------------------------------------------------------------

TEST_CASE("wander_of: is 1 for a steady ion, grows with its waves, and does not see peaks", "[detect_peaks]") {
    const SeenIon ion{.scans = 1200, .expected_fwhm_s = 8.0, .seed = 5};
    const auto wander = [&](const Profile& profile) { return wander_of(ion.of(profile), ion.noise); };
    CHECK_THAT(wander(level(5000.0)), WithinAbs(1.0, 0.15));
    const auto wave = [](double t) { return 5000.0 * (1.0 + 0.2 * std::sin(2.0 * std::numbers::pi * t / 20.0)); };
    CHECK(wander(wave) > 2.5);
    const Profile peaks = level(5000.0) + gauss(200.0, 5e4, 8.0) + gauss(500.0, 1e5, 8.0) + gauss(900.0, 3e4, 8.0);
    CHECK(wander(peaks) < 1.3);
    CHECK(wander(gauss(600.0, 1e5, 8.0)) == 1.0);  // mostly not seen
}

// ---- edges -------------------------------------------------------------------------------------------------

TEST_CASE("detect_peaks: peaks come in order of time, with finite numbers", "[detect_peaks]") {
    const auto peaks = peaks_of({.seed = 2}, gauss(40.0, 3e4, 5.0) + gauss(90.0, 1e4, 6.0) + gauss(170.0, 9e4, 7.0));
    REQUIRE(peaks.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        const Peak& peak = peaks[i];
        if (i > 0) CHECK(peaks[i - 1].apex_s < peak.apex_s);
        CHECK(peak.begin_s < peak.apex_s);
        CHECK(peak.apex_s < peak.end_s);
        for (const double value : {peak.area, peak.area_se, peak.height, peak.noise_sd, peak.fwhm_s, peak.asymmetry})
            CHECK((std::isfinite(value) && value > 0.0));
        CHECK((peak.quality > 0.0 && peak.quality <= 1.0));
    }
}

TEST_CASE("detect_peaks: a run that begins or ends inside a peak says so", "[detect_peaks][edge]") {
    const auto at_start = peaks_of({}, gauss(3.5, 3e4, 10.0));
    REQUIRE(at_start.size() == 1);
    CHECK(has(at_start[0].flags, FeatureFlag::cut_at_start));
    CHECK_FALSE(has(at_start[0].flags, FeatureFlag::cut_at_end));
    const auto at_end = peaks_of({}, gauss(296.0, 3e4, 10.0));
    REQUIRE(at_end.size() == 1);
    CHECK(has(at_end[0].flags, FeatureFlag::cut_at_end));
    CHECK_FALSE(has(at_end[0].flags, FeatureFlag::cut_at_start));
}

TEST_CASE("detect_peaks: nothing, everywhere the same, and fewer than five scans have no peak",
          "[detect_peaks][edge]") {
    CHECK(peaks_of({}, level(0.0)).empty());
    CHECK(peaks_of({}, level(777.0)).empty());
    CHECK(peaks_of({.scans = 4}, level(777.0)).empty());
}
