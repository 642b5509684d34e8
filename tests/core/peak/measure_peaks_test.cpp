#include "core/peak/measure_peaks.hpp"

#include "core/base/robust.hpp"
#include "core/peak/detect_peaks.hpp"
#include "core/peak/shapes.hpp"
#include "tests/support/built_run.hpp"
#include "tests/support/seen_ion.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <numeric>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// The only peak of an ion; a default one (area 0) if there is not exactly one.
Peak only_peak(const SeenIon& ion, const Profile& profile) {
    TraceSignal signal = ion.of(profile);
    signal.wander = wander_of(signal, ion.noise);
    const auto peaks = detect_peaks(signal, ion.noise, {});
    return peaks.size() == 1 ? peaks[0] : Peak{};
}

/// Mean and scatter over noise draws.
struct Draws {
    std::vector<double> area, height, area_se;

    [[nodiscard]] static double mean(const std::vector<double>& x) {
        return std::accumulate(x.begin(), x.end(), 0.0) / double(x.size());
    }
    [[nodiscard]] static double sd(const std::vector<double>& x) {
        double squares = 0.0;
        for (const double value : x) squares += std::pow(value - mean(x), 2);
        return std::sqrt(squares / double(x.size() - 1));
    }
};

Draws draw(SeenIon ion, const Profile& profile, std::uint64_t draws) {
    Draws result;
    for (ion.seed = 1; ion.seed <= draws; ++ion.seed) {
        const Peak peak = only_peak(ion, profile);
        if (peak.area == 0.0) continue;
        result.area.push_back(peak.area);
        result.height.push_back(peak.height);
        result.area_se.push_back(peak.area_se);
    }
    return result;
}

}  // namespace

// ---- known answers ---------------------------------------------------------------------------------------

TEST_CASE("measure_peaks: a noise-free Gaussian on a level, wherever its apex lies between two scans",
          "[measure_peaks]") {
    const double apex_s = 150.0 + GENERATE(0.0, 0.2, 0.5, 0.7), fwhm_s = GENERATE(5.0, 9.0, 20.0);
    const double under = GENERATE(0.0, 400.0);
    const Peak peak = only_peak({.expected_fwhm_s = fwhm_s}, raised(under, gauss(apex_s, 1e5, fwhm_s)));
    CAPTURE(apex_s, fwhm_s, under);
    CHECK_THAT(peak.area, WithinRel(gauss_area(1e5, fwhm_s), 0.005));
    CHECK_THAT(peak.apex_s, WithinAbs(apex_s, 0.1));
    CHECK_THAT(peak.fwhm_s, WithinRel(fwhm_s, 0.03));
    CHECK_THAT(peak.height, WithinRel(1e5, 0.04));
    CHECK_THAT(peak.asymmetry, WithinAbs(1.0, 0.05));
    CHECK_THAT(peak.level, WithinAbs(under, 20.0));  // the feet of 1e5 reach into the flanks
}

TEST_CASE("measure_peaks: electromigration triangles keep area and apex, and mirror", "[measure_peaks]") {
    const double distortion = GENERATE(-30.0, -8.0, 8.0, 30.0);
    const HvlShape shape{.a1_s = 150.3, .sigma_s = 2.0, .distortion = distortion};
    const auto truth = hvl_measures(shape);
    const auto ion_of = [](const HvlShape& s) { return [s](double t) { return 1e6 * hvl_density(s, t); }; };
    const Peak peak = only_peak({.expected_fwhm_s = truth.fwhm_s}, ion_of(shape));
    CAPTURE(distortion);
    CHECK_THAT(peak.area, WithinRel(1e6, 0.02));
    CHECK_THAT(peak.apex_s, WithinAbs(truth.apex_s, 0.1 * truth.fwhm_s));
    CHECK_THAT(peak.fwhm_s, WithinRel(truth.fwhm_s, 0.06));
    CHECK((distortion > 0.0 ? peak.asymmetry > 1.5 : peak.asymmetry < 1.0 / 1.5));
    // Mirrored in time about the middle of the run (149.5 s) it is the same peak with its sides exchanged.
    const Peak mirrored =
        only_peak({.expected_fwhm_s = truth.fwhm_s}, ion_of({299.0 - shape.a1_s, shape.sigma_s, -distortion}));
    CHECK_THAT(mirrored.area, WithinRel(peak.area, 1e-3));
    CHECK_THAT(mirrored.asymmetry * peak.asymmetry, WithinRel(1.0, 0.05));
    CHECK_THAT(mirrored.apex_s + peak.apex_s, WithinAbs(299.0, 0.05 * truth.fwhm_s));
}

TEST_CASE("measure_peaks: an exponential tail is area, too", "[measure_peaks]") {
    const EmgShape shape{.centre_s = 140.3, .sigma_s = 2.0, .tau_s = GENERATE(1.0, 2.0, 4.0)};
    const Peak peak = only_peak({.expected_fwhm_s = 6.0}, [&](double t) { return 1e6 * emg_density(shape, t); });
    CAPTURE(shape.tau_s);
    CHECK_THAT(peak.area, WithinRel(1e6, 0.03));
    CHECK(peak.asymmetry > 1.05);
}

TEST_CASE("measure_peaks: a sloping baseline under a peak is taken off", "[measure_peaks]") {
    const double slope = GENERATE(-8.0, 5.0);  // counts a second
    const auto profile = [=](double t) { return 3000.0 + slope * (t - 150.0) + gauss(150.3, 2e4, 10.0)(t); };
    const Draws draws = draw({.expected_fwhm_s = 10.0}, profile, 60);
    CAPTURE(slope);
    REQUIRE(draws.area.size() >= 59);
    CHECK_THAT(Draws::mean(draws.area), WithinRel(gauss_area(2e4, 10.0), 0.01));
}

TEST_CASE("measure_peaks: true scan times are integrated, not scans", "[measure_peaks]") {
    SeenIon ion{.scans = 600, .spacing_s = 0.4, .expected_fwhm_s = 8.0};
    CHECK_THAT(only_peak(ion, gauss(120.1, 1e5, 8.0)).area, WithinRel(gauss_area(1e5, 8.0), 0.005));
    TraceSignal uneven = ion.of(gauss(120.1, 1e5, 8.0));
    // Every third scan comes 0.15 s late, and counts what is there then.
    for (std::size_t i = 0; i < uneven.size(); i += 3) {
        uneven.time_s[i] += 0.15;
        const double counts = gauss(120.1, 1e5, 8.0)(uneven.time_s[i]);
        if (uneven.kind[i] == ScanKind::seen) uneven.counts[i] = counts;
    }
    const auto peaks = detect_peaks(uneven, ion.noise, {});
    REQUIRE(peaks.size() == 1);
    CHECK_THAT(peaks[0].area, WithinRel(gauss_area(1e5, 8.0), 0.005));
}

TEST_CASE("measure_peaks: bounds that are given stand, and the same integrator serves them", "[measure_peaks]") {
    const SeenIon ion{.expected_fwhm_s = 8.0};
    const TraceSignal signal = ion.of(gauss(150.3, 1e4, 8.0));
    const SmoothedSignal fine = smoothed(signal, ion.noise, fine_smoothing);
    const SmoothedSignal coarse = smoothed(signal, ion.noise, coarse_smoothing);
    const Top given{.at = 150, .left = 148, .right = 155, .bounded = true};
    const auto peaks = measure_peaks(fine, coarse, std::span(&given, 1), ion.noise, {});
    REQUIRE(peaks.size() == 1);
    CHECK(peaks[0].begin_s == 148.0);
    CHECK(peaks[0].end_s == 155.0);
    double trapezoids = 0.0;  // above the line between the levels beside the bounds
    for (std::size_t i = 148; i < 155; ++i) {
        const auto base = [&](double t) {
            return peaks[0].baseline_begin + (peaks[0].baseline_end - peaks[0].baseline_begin) * (t - 148.0) / 7.0;
        };
        trapezoids += 0.5 * (signal.counts[i] - base(double(i)) + signal.counts[i + 1] - base(double(i + 1)));
    }
    CHECK_THAT(peaks[0].area, WithinRel(trapezoids, 1e-9));
}

TEST_CASE("measure_peaks: area_se is the scatter of the areas", "[measure_peaks]") {
    struct Case {
        double under, height, fwhm_s;
    };
    const auto [under, height, fwhm_s] =
        GENERATE(Case{0, 1e4, 8}, Case{0, 3e5, 8}, Case{1000, 3000, 8}, Case{3000, 1e5, 5}, Case{1000, 3000, 25});
    const Draws draws =
        draw({.scans = 400, .expected_fwhm_s = fwhm_s}, raised(under, gauss(200.3, height, fwhm_s)), 200);
    CAPTURE(under, height, fwhm_s, draws.area.size());
    REQUIRE(draws.area.size() >= 195);
    const double ratio = Draws::sd(draws.area) / median(draws.area_se);
    CHECK(ratio < 1.5);
    CHECK(ratio > 1.0 / 1.5);
}

// ---- laws ----------------------------------------------------------------------------------------------------

TEST_CASE("measure_peaks: later by c is later by c, and all else is the same", "[measure_peaks][property]") {
    SeenIon ion{.seed = 7};
    const Profile profile = raised(500.0, gauss(150.3, 2e4, 8.0));
    const Peak early = only_peak(ion, profile);
    ion.first_s = 4096.0;
    const Peak late = only_peak(ion, [&](double t) { return profile(t - 4096.0); });
    REQUIRE(early.area > 0.0);
    CHECK_THAT(late.apex_s - early.apex_s, WithinAbs(4096.0, 1e-6));
    CHECK(late.begin == early.begin);
    CHECK(late.end == early.end);
    CHECK_THAT(late.area, WithinRel(early.area, 1e-9));
    CHECK_THAT(late.fwhm_s, WithinRel(early.fwhm_s, 1e-9));
    CHECK_THAT(late.asymmetry, WithinRel(early.asymmetry, 1e-6));
}
