/// \file
/// The published CE-MS run of standards (Agilent 6560, 10 % acetic acid) through reading and detection with defaults;
/// beside it a run of our own with the same three peaks, for where the file is not.

#include "core/pipeline.hpp"
#include "io/read_run.hpp"
#include "tests/support/built_run.hpp"
#include "tests/support/shared_data.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

struct Standard {
    const char* name;
    double mz, apex_s, apex_tolerance_s, fwhm_s;  // fwhm_s 0 = not published
};
// Apexes and widths as read by hand from the run; m/z of [M+H]+.
const Standard lysine{"lysine", 147.1128, 414.600, 0.6, 4.4};
const Standard glutamic_acid{"glutamic acid", 148.0604, 603.0, 1.0, 0.0};
const Standard paracetamol{"paracetamol", 152.0706, 840.796, 1.0, 11.9};

double ppm_between(double mz, double other) {
    return std::abs(mz / other - 1.0) * 1e6;
}

void check_standard(const std::vector<Feature>& features, const Standard& standard) {
    // The strongest at this m/z is the compound.
    const Feature* strongest = nullptr;
    for (const Feature& feature : features)
        if (ppm_between(feature.mz, standard.mz) <= 10.0 && (!strongest || feature.height > strongest->height))
            strongest = &feature;
    INFO(standard.name);
    REQUIRE(strongest);
    CHECK_THAT(strongest->mt_s, WithinAbs(standard.apex_s, standard.apex_tolerance_s));
    if (standard.fwhm_s > 0.0) CHECK_THAT(strongest->fwhm_s, WithinRel(standard.fwhm_s, 0.15));
}

void check_run_of_standards(const Run& run) {
    const auto features = process_run(run, {}).features;
    for (const Standard& standard : {lysine, glutamic_acid, paracetamol}) check_standard(features, standard);
    CHECK(features.size() <= 40);
    for (const Feature& feature : features) {
        CAPTURE(feature.mz, feature.mt_s);
        // Ions that are there all the run.
        CHECK(ppm_between(feature.mz, 148.171) > 20.0);
        CHECK(ppm_between(feature.mz, 149.002) > 20.0);
    }
}

/// The same scans, the same three peaks, the same kind of background, wavy as there.
Run fixture() {
    const double cycle_s = 0.509;
    BuiltRun built = a_run().scans(982, cycle_s, 400.341).gain(15.0).threshold(60.0).with_singletons(5.0, 60.0);
    built.with_ion(147.1128, 414.6, 4e4, 4.4)
        .with_ion(148.0604, 603.0, 2e4, 7.0)
        .with_ion(152.0706, 840.796, 3e4, 11.9);
    int i = 0;
    for (const double mz : {148.1713, 149.0020, 147.0655, 150.0270, 151.0966}) {
        const double level = 800.0 + 900.0 * i, period_s = 35.0 + 20.0 * i;
        built.with_profile(mz, [=](double t) { return level * (1.0 + 0.2 * std::sin(6.2831853 * t / period_s)); });
        ++i;
    }
    return built.build();
}

}  // namespace

TEST_CASE("shared: in a real CE-MS run lysine, glutamic acid and paracetamol are found, constant ions are not",
          "[shared]") {
    const auto path = shared_data("peaks of a real CE-MS run", "data/MobilityTransformR_cems/CEMS_10ppm.mzML");
    check_run_of_standards(read_run(path).run);
}

TEST_CASE("real run: our fixture of it shows the same three peaks", "[fixture]") {
    check_run_of_standards(fixture());
}
