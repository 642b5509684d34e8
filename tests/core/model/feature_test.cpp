#include "core/model/feature.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;

TEST_CASE("feature: flags are named in the order of their bits", "[feature]") {
    CHECK(flag_names(FeatureFlag::none).empty());
    CHECK(flag_names(FeatureFlag::on_background | FeatureFlag::dropout) == "dropout;on_background");
    CHECK(flag_names(FeatureFlag::overlap | FeatureFlag::few_points) == "overlap;few_points");
}

TEST_CASE("feature: a flag is found by its name, and no other word is one", "[feature]") {
    for (std::uint32_t bit = 0; bit < 10; ++bit)
        CHECK(flag_named(flag_names(FeatureFlag(1u << bit))) == FeatureFlag(1u << bit));
    CHECK(flag_named("") == FeatureFlag::none);
    CHECK(flag_named("Overlap") == FeatureFlag::none);
}

TEST_CASE("feature: the outline is what was measured; what was not is that of a Gaussian peak of the usual width",
          "[feature]") {
    Feature feature{.mt_s = 500, .area = 1000};
    const PeakOutline usual = outline_of(feature);
    CHECK(usual.fwhm_s == Approx(4.4 * std::pow(500.0 / 415.0, 1.4)));
    // A Gaussian of that height and width has that area: sqrt(2 pi) sigma height.
    CHECK(usual.height * usual.fwhm_s / 2.3548200450309493 * std::sqrt(2 * 3.14159265358979) ==
          Approx(1000).epsilon(1e-4));
    CHECK(usual.begin_s == Approx(500 - 1.25 * usual.fwhm_s));
    CHECK(usual.end_s == Approx(500 + 1.25 * usual.fwhm_s));
    feature.fwhm_s = 8;
    CHECK(outline_of(feature).height == Approx(1000 / 8.516).epsilon(1e-4));
    feature.height = 77;
    feature.begin_s = 493;
    feature.end_s = 520;
    const PeakOutline measured = outline_of(feature);
    CHECK(measured.fwhm_s == 8);
    CHECK(measured.height == 77);
    CHECK(measured.begin_s == 493);
    CHECK(measured.end_s == 520);
}
