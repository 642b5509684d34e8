/// \file
/// Ways in which the shape, the area or the number of peaks can go wrong, each with what must not happen. By itself
/// stands 9 (one width for all times): core/pipeline_test.cpp, "at equal S/N early, middle and late peaks". 7 has a
/// second half in core/peak/quality_test.cpp, 8 in core/peak/shapes_test.cpp (mirror image).

#include "core/peak/shapes.hpp"
#include "core/peak/detect_peaks.hpp"
#include "core/peak/fit_shape.hpp"
#include "core/pipeline.hpp"
#include "tests/support/built_run.hpp"
#include "tests/support/seen_ion.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// As the road measures them: found, and then described by their shapes.
std::vector<Peak> peaks_of(const SeenIon& ion, const Profile& profile) {
    TraceSignal signal = ion.of(profile);
    signal.wander = wander_of(signal, ion.noise);
    const std::vector<Peak> found = detect_peaks(signal, ion.noise, {});
    std::vector<Peak> described;
    for (std::size_t i = 0; i < found.size(); ++i) described.push_back(with_shape(signal, ion.noise, found, i));
    return described;
}

/// The only peak of an ion; a default one (area 0) if there is not exactly one.
Peak only_peak(const SeenIon& ion, const Profile& profile) {
    const auto peaks = peaks_of(ion, profile);
    return peaks.size() == 1 ? peaks[0] : Peak{};
}

/// Mean over noise draws.
struct Draws {
    std::vector<double> area, height;

    [[nodiscard]] static double mean(const std::vector<double>& x) {
        return std::accumulate(x.begin(), x.end(), 0.0) / double(x.size());
    }
};

Draws draw(SeenIon ion, const Profile& profile, std::uint64_t draws) {
    Draws result;
    for (ion.seed = 1; ion.seed <= draws; ++ion.seed) {
        const Peak peak = only_peak(ion, profile);
        if (peak.area == 0.0) continue;
        result.area.push_back(peak.area);
        result.height.push_back(peak.height);
    }
    return result;
}

/// Simpson's rule with n intervals (even).
template <class Function>
double integral(Function&& f, double a, double b, int n) {
    double sum = f(a) + f(b);
    for (int i = 1; i < n; ++i) sum += (i % 2 == 1 ? 4.0 : 2.0) * f(a + (b - a) * i / n);
    return sum * (b - a) / n / 3.0;
}

/// What a detector that is full at so many counts makes of a run: it bends the counts and shifts the m/z.
Run through_ceiling(Run run, double ceiling, double shift_ppm) {
    for (std::size_t i = 0; i < run.mz.size(); ++i) {
        const double arrived = run.intensity[i], seen = -ceiling * std::expm1(-arrived / ceiling);
        run.intensity[i] = float(seen);
        run.mz[i] *= 1.0 + 1e-6 * shift_ppm * (1.0 - seen / arrived);
    }
    return run;
}

}  // namespace

TEST_CASE("Pitfall 7: electromigration triangles keep area, apex and the centre at infinite dilution", "[pitfalls]") {
    const double distortion = GENERATE(-30.0, 30.0), sigma_s = 2.0;
    const HvlShape shape{.a1_s = 150.3, .sigma_s = sigma_s, .distortion = distortion};
    const PeakMeasures truth = hvl_measures(shape);
    SeenIon ion{.expected_fwhm_s = truth.fwhm_s, .noise = {20.0, 0.02, 40.0}};
    double area = 0.0, apex_s = 0.0, a1_s = 0.0;
    constexpr int draws = 20;
    for (ion.seed = 1; ion.seed <= draws; ++ion.seed) {
        const Peak peak = only_peak(ion, [&](double t) { return 2e6 * hvl_density(shape, t); });
        CAPTURE(distortion, ion.seed);
        REQUIRE(peak.model == PeakModel::hvl);
        area += peak.area / draws;
        apex_s += peak.apex_s / draws;
        a1_s += peak.a1_s / draws;
        CHECK_THAT(peak.area, WithinRel(2e6, 0.03));
    }
    CAPTURE(distortion);
    CHECK_THAT(area, WithinRel(2e6, 0.02));
    CHECK_THAT(apex_s, WithinAbs(truth.apex_s, 0.1 * truth.fwhm_s));
    CHECK_THAT(a1_s, WithinAbs(shape.a1_s, 0.05 * sigma_s));
}

TEST_CASE("Pitfall 8: HVL peaks of far distortions stay finite and positive, and of area one", "[pitfalls]") {
    const double d = GENERATE(-1e5, -701.0, -1e-12, 0.0, 1e-12, 1e-6, 701.0, 1e4, 1e5);
    const double reach = std::sqrt(2.0 * std::fabs(d)) + 40.0;
    for (const double z : {-reach, -40.0, -8.0, 0.0, 8.0, 40.0, reach}) {
        const double y = hvl_density({0, 1, d}, z), share = hvl_cdf({0, 1, d}, z);
        CAPTURE(d, z);
        CHECK((std::isfinite(y) && y >= 0.0));
        CHECK((share >= 0.0 && share <= 1.0));
    }
    CHECK(hvl_density({0, 1, d}, d > 0 ? -1.0 : 1.0) > 0.0);
    // The sharp side is 1/sqrt(2|d|) wide: it gets a raster of its own.
    const auto density = [&](double z) { return hvl_density({0, 1, d}, z); };
    const double apex = hvl_measures({0, 1, d}).apex_s;
    const double area = integral(density, -reach, apex - 1.0, 20000) +
                        integral(density, apex - 1.0, apex + 1.0, 20000) + integral(density, apex + 1.0, reach, 20000);
    CHECK_THAT(area, WithinAbs(1.0, 1e-9));
}

TEST_CASE("Pitfall 10: smoothing leaves a peak of four points its height and area", "[pitfalls]") {
    // FWHM 3 s at 1 Hz on a background with S/N 10, averaged over noise and over where the apex falls.
    const SeenIon ion{.expected_fwhm_s = 3.0};
    const double under = 1000.0, height = 10.0 * std::sqrt(20.0 * under);
    double area = 0.0, top = 0.0;
    const auto phases = {0.0, 0.3, 0.5, 0.8};
    for (const double phase : phases) {
        const Draws draws = draw(ion, raised(under, gauss(150.0 + phase, height, 3.0)), 150);
        CAPTURE(phase);
        CHECK(draws.area.size() >= 146);
        area += Draws::mean(draws.area) / double(phases.size());
        top += Draws::mean(draws.height) / double(phases.size());
    }
    CHECK_THAT(area, WithinRel(gauss_area(height, 3.0), 0.03));
    CHECK(top > 0.9 * height);
    CHECK(top < 1.1 * height);
}

TEST_CASE("Pitfall 11: a late peak 60 s wide is not eaten by its baseline", "[pitfalls]") {
    const double under = GENERATE(0.0, 300.0), expected_s = GENERATE(40.0, 60.0);
    const SeenIon ion{.scans = 1200, .expected_fwhm_s = expected_s};
    const Draws draws = draw(ion, raised(under, gauss(610.0, 5000.0, 60.0)), 30);
    CAPTURE(under, expected_s);
    REQUIRE(draws.area.size() >= 29);
    CHECK_THAT(Draws::mean(draws.area), WithinRel(gauss_area(5000.0, 60.0), 0.03));
}

TEST_CASE("Pitfall 12: a step and a ramp of the background are no peaks", "[pitfalls]") {
    const double from = GENERATE(300.0, 3000.0);
    const SeenIon ion{.seed = std::uint64_t(GENERATE(1, 2, 3, 4, 5))};
    CAPTURE(from, ion.seed);
    CHECK(peaks_of(ion, [from](double t) { return t < 143.0 ? from : 3.0 * from; }).empty());
    CHECK(peaks_of(ion, [from](double t) { return t < 143.0 ? 3.0 * from : from; }).empty());
    CHECK(peaks_of(ion, [from](double t) { return from * (1.0 + 4.0 * t / 300.0); }).empty());
}

TEST_CASE("Pitfall 13: a spike on a peak changes its area by less than 2 %, and is flagged", "[pitfalls]") {
    const SeenIon ion{.expected_fwhm_s = 8.0};
    const double at_s = GENERATE(143.0, 146.0, 150.0, 157.0), spike = GENERATE(3e4, 3e5);
    const Profile clean = gauss(150.3, 1e4, 8.0);
    const Peak alone = only_peak(ion, clean);
    const Peak spiked = only_peak(ion, [&](double t) { return clean(t) + (t == at_s ? spike : 0.0); });
    CAPTURE(at_s, spike);
    CHECK_THAT(spiked.area, WithinRel(alone.area, 0.02));
    CHECK(has(spiked.flags, FeatureFlag::spike));
    CHECK_FALSE(has(alone.flags, FeatureFlag::spike));
}

TEST_CASE("Pitfall 14: three scans of dropout at the apex leave one peak, its area, and a flag", "[pitfalls]") {
    SeenIon ion{.expected_fwhm_s = 10.0};
    ion.dropout.assign(ion.scans, 0);
    const std::size_t first = GENERATE(148u, 149u, 151u);
    for (std::size_t i = first; i < first + 3; ++i) ion.dropout[i] = 1;
    const Profile clean = gauss(150.3, 1e5, 10.0);
    const Peak peak =
        only_peak(ion, [&](double t) { return t >= double(first) && t < double(first) + 3.0 ? 0.0 : clean(t); });
    CAPTURE(first);
    CHECK_THAT(peak.area, WithinRel(gauss_area(1e5, 10.0), 0.05));
    CHECK(has(peak.flags, FeatureFlag::dropout));
}

TEST_CASE("Pitfall 19: a peak ten times above the ceiling is flagged; its m/z and its isotope are right",
          "[pitfalls]") {
    constexpr double ceiling = 3e6, share = 0.01, fwhm_s = 8.0;
    const Run run = through_ceiling(a_run()
                                        .scans(600, 1.0)
                                        .seed(4)
                                        .flicker(0.02)
                                        .with_background(35)
                                        .with_ion(301.2, 300.3, 10.0 * ceiling, fwhm_s)
                                        .with_ion(302.20336, 300.3, share * 10.0 * ceiling, fwhm_s)
                                        .with_ion(441.2, 450.3, 0.05 * ceiling, fwhm_s)
                                        .build(),
                                    ceiling, 8.0);
    const auto features = process_run(run, {}).features;
    const auto of = [&](double mz) {
        const auto found = std::find_if(features.begin(), features.end(),
                                        [&](const Feature& f) { return std::abs(f.mz / mz - 1.0) < 15e-6; });
        REQUIRE(found != features.end());
        return *found;
    };
    CHECK(has(of(301.2).flags, FeatureFlag::saturated));
    CHECK_THAT(of(301.2).mz, WithinRel(301.2, 2.5e-6));
    CHECK_FALSE(has(of(302.20336).flags, FeatureFlag::saturated));
    CHECK_THAT(of(302.20336).area, WithinRel(gauss_area(share * 10.0 * ceiling, fwhm_s), 0.10));
    CHECK_FALSE(has(of(441.2).flags, FeatureFlag::saturated));
}

TEST_CASE("Pitfall 22: two isomers are told apart the same way in all runs, whatever their ratio", "[pitfalls]") {
    const double resolution = GENERATE(0.6, 0.7, 0.8, 1.0, 1.2), ratio = GENERATE(0.2, 0.5, 1.0, 2.0, 5.0);
    constexpr double fwhm_s = 8.0, highest = 1e5;
    const double first = std::min(1.0, ratio) * highest, second = std::min(1.0, 1.0 / ratio) * highest;
    const double apart_s = resolution * 2.0 * fwhm_s / 1.18, whole = gauss_area(first + second, fwhm_s);
    std::vector<double> sums;
    int two = 0;
    double weaker = 0.0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        const double place_s = 140.0 + 0.01 * double(seed);
        const Profile one = gauss(place_s, first, fwhm_s), other = gauss(place_s + apart_s, second, fwhm_s);
        const auto peaks = peaks_of({.expected_fwhm_s = fwhm_s, .noise = {20.0, 0.02, 40.0}, .seed = seed},
                                    [&](double t) { return one(t) + other(t); });
        double sum = 0.0;
        for (const Peak& peak : peaks) sum += peak.area;
        sums.push_back(sum / whole);
        two += peaks.size() == 2;
        if (peaks.size() == 2) weaker += first < second ? peaks[0].area : peaks[1].area;
    }
    const double mean = Draws::mean(sums);
    double squares = 0.0;
    for (const double sum : sums) squares += (sum - mean) * (sum - mean);
    CAPTURE(resolution, ratio, two, mean);
    CHECK(two >= 98);
    CHECK_THAT(mean, WithinAbs(1.0, 0.01));
    CHECK(std::sqrt(squares / 99.0) < 0.05);
    CHECK_THAT(weaker / two, WithinRel(gauss_area(std::min(first, second), fwhm_s), 0.05));
}

TEST_CASE("Pitfall 37: the centre of a level series moves by less than 0.3 % while the apex moves by 3 %",
          "[pitfalls]") {
    constexpr double a1_s = 600.2, sigma_s = 2.0;
    SeenIon ion{.scans = 300, .first_s = 450.0, .expected_fwhm_s = 6.0, .noise = {20.0, 0.02, 40.0}};
    double farthest_apex_s = 0.0;
    for (const double d : {0.06, 0.2, 0.6, 2.0, 6.0, 20.0, 60.0})
        for (ion.seed = 1; ion.seed <= 5; ++ion.seed) {
            const HvlShape shape{a1_s, sigma_s, d};
            const Peak peak = only_peak(ion, [&](double t) { return 1e5 * d * hvl_density(shape, t); });
            const double centre = std::isfinite(peak.a1_s) ? peak.a1_s : peak.apex_s;
            CAPTURE(d, ion.seed, peak.apex_s, peak.a1_s);
            // Without a flow of its own the mobility goes as 1 / t.
            CHECK_THAT(centre, WithinRel(a1_s, 0.003));
            farthest_apex_s = std::max(farthest_apex_s, std::abs(peak.apex_s - a1_s));
        }
    CHECK(farthest_apex_s > 0.03 * a1_s);
}
