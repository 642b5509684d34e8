#include "core/match/part_isomers.hpp"

#include "core/match/peak_template.hpp"
#include "tests/support/built_run.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace {

constexpr double ion_mz = 132.1019, fwhm_s = 10.0;

struct Gaussian {
    double apex_s, height, fwhm_s;
};

/// One ion's counts: centroids of one m/z add up.
BuiltRun with_both(const Gaussian& a, const Gaussian& b) {
    const auto counts = [](const Gaussian& peak, double time_s) {
        return peak.height * std::exp2(-std::pow((time_s - peak.apex_s) / (0.5 * peak.fwhm_s), 2));
    };
    return a_run().scans(600, 1.0).with_profile(ion_mz,
                                                [=](double time_s) { return counts(a, time_s) + counts(b, time_s); });
}

/// The early one at 300 s; the study expects both about a second off.
std::optional<std::array<PartedPeak, 2>> parted(BuiltRun built, double apart_s, double late_fwhm_s = fwhm_s) {
    const std::array<IsomerPrior, 2> ions{
        IsomerPrior{.time_s = 301.0, .time_sd_s = 1.5, .fwhm_s = fwhm_s},
        IsomerPrior{.time_s = 300.0 + apart_s - 0.8, .time_sd_s = 1.5, .fwhm_s = late_fwhm_s}};
    return part_isomers(archive_of(built.build(), fwhm_s, 0.02), {ion_mz, 285.0, 318.0 + apart_s}, ions, 5.5, 3.0, {});
}

}  // namespace

TEST_CASE("part_isomers: two peaks without a valley have their own places and areas") {
    const double resolution = GENERATE(0.6, 0.8, 1.0), ratio = GENERATE(0.15, 1.0, 6.0);
    const double apart_s = resolution * 2.0 * fwhm_s / 1.18;
    const auto peaks = parted(with_both({300.0, 2e5, fwhm_s}, {300.0 + apart_s, 2e5 * ratio, fwhm_s}), apart_s);
    CAPTURE(resolution, ratio);
    REQUIRE(peaks);
    CHECK((*peaks)[0].apex_s == Approx(300.0).margin(1.2));
    CHECK((*peaks)[1].apex_s == Approx(300.0 + apart_s).margin(1.2));
    const double share = ratio < 1.0 ? ratio : 1.0 / ratio;
    const double tolerance = 0.05 + 0.1 * (1.0 - resolution) / share;
    CHECK((*peaks)[0].area == Approx(gauss_area(2e5, fwhm_s)).epsilon(tolerance));
    CHECK((*peaks)[1].area == Approx(gauss_area(2e5 * ratio, fwhm_s)).epsilon(tolerance));
    // What was counted is shared, not made.
    CHECK((*peaks)[0].area + (*peaks)[1].area == Approx(gauss_area(2e5 * (1.0 + ratio), fwhm_s)).epsilon(0.02));
    CHECK((*peaks)[0].area_se > 0.0);
}

TEST_CASE("part_isomers: widths tell which is which") {
    const auto peaks =
        parted(a_run().scans(600, 1.0).with_ion(ion_mz, 300.0, 1e5, fwhm_s).with_ion(ion_mz, 312.0, 1e5, 0.5 * fwhm_s),
               12.0, 0.5 * fwhm_s);
    REQUIRE(peaks);
    CHECK((*peaks)[0].area == Approx(2.0 * (*peaks)[1].area).epsilon(0.15));
}

TEST_CASE("part_isomers: one peak is not parted, wherever it stands, however strong, narrow or skew") {
    const double height = GENERATE(3e3, 1e5, 3e6), at_s = GENERATE(300.0, 305.0, 310.0),
                 wide = GENERATE(0.8, 1.0, 1.25);
    int split = 0;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const BuiltRun built = a_run().scans(600, 1.0).seed(seed).flicker(0.02);
        split += parted(BuiltRun(built).with_ion(ion_mz, at_s, height, wide * fwhm_s), 10.0).has_value();
        split += parted(BuiltRun(built).with_hvl(ion_mz, {.a1_s = at_s, .sigma_s = fwhm_s / 2.355, .distortion = 1.0},
                                                 height * fwhm_s),
                        10.0)
                     .has_value();
    }
    CAPTURE(height, at_s, wide);
    CHECK(split == 0);
}

TEST_CASE("part_isomers: where nothing stands there is nothing to part") {
    CHECK_FALSE(parted(a_run().scans(600, 1.0), 10.0));
    CHECK_FALSE(parted(a_run().scans(5, 1.0), 10.0));
}

TEST_CASE("A template has height and width 1, its apex at 0, and the asymmetry it was asked for") {
    const double asymmetry = GENERATE(0.4, 0.8, 1.0, 1.3, 2.5);
    const PeakTemplate& shape = PeakTemplate::of(asymmetry);
    const auto half_width = [&](double share, double side) {
        double off = 0.0;
        while (off < 4.0 && shape.at(side * off) > share) off += 1e-3;
        return off;
    };
    CAPTURE(asymmetry);
    CHECK(shape.at(0.0) == Approx(1.0).epsilon(0.002));
    CHECK(half_width(0.5, -1.0) + half_width(0.5, 1.0) == Approx(1.0).epsilon(0.01));
    CHECK(half_width(0.1, 1.0) / half_width(0.1, -1.0) == Approx(asymmetry).epsilon(0.08));
    double area = 0.0;
    for (double off = -4.0; off < 4.0; off += 0.01) area += 0.01 * shape.at(off);
    CHECK(shape.area() == Approx(area).epsilon(0.02));
}
