#include "core/peak/width_law.hpp"

#include "core/base/random.hpp"
#include "tests/support/seen_ion.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Widths as a law has them, scattered by 10 %, one in six of them wrong by three times.
std::vector<WidthSample> samples_of(double fwhm_at_600_s, double power, std::size_t count) {
    RandomStream random(4, 1);
    std::vector<WidthSample> samples;
    for (std::size_t i = 0; i < count; ++i) {
        const double time_s = random.uniform(240.0, 1800.0);
        double fwhm_s = fwhm_at_600_s * std::pow(time_s / 600.0, power) * std::exp(0.1 * draw_normal(random));
        if (i % 6 == 5) fwhm_s *= 3.0;
        samples.push_back({time_s, fwhm_s, random.uniform(1e3, 1e6)});
    }
    return samples;
}

}  // namespace

TEST_CASE("width_law: recovers a planted law, wild widths among them", "[width_law]") {
    const double power = GENERATE(0.5, 1.0, 1.4);
    const WidthLaw law = learn_width_law(samples_of(7.0, power, 120));
    CAPTURE(power, law.power);
    CHECK(law.learnt_from == 120);
    CHECK_THAT(law.power, WithinAbs(power, 0.1));
    for (const double time_s : {300.0, 600.0, 1500.0})
        CHECK_THAT(law.fwhm_s(time_s), WithinRel(7.0 * std::pow(time_s / 600.0, power), 0.1));
}

TEST_CASE("width_law: the default meets the real run it was taken from", "[width_law]") {
    CHECK_THAT(WidthLaw{}.fwhm_s(415.0), WithinRel(4.4, 1e-12));
    CHECK_THAT(WidthLaw{}.fwhm_s(841.0), WithinRel(11.9, 0.02));
}

TEST_CASE("width_law: the power stays within physics, the width within 1 s and 90 s", "[width_law][edge]") {
    CHECK(learn_width_law(samples_of(7.0, 3.0, 60)).power == 1.5);
    CHECK(learn_width_law(samples_of(7.0, -2.0, 60)).power == 0.0);
    CHECK(WidthLaw{}.fwhm_s(0.0) == 1.0);
    CHECK(WidthLaw{}.fwhm_s(1e6) == 90.0);
}

TEST_CASE("width_law: fewer than 8 peaks teach nothing, and a width that is given stands", "[width_law][edge]") {
    CHECK(learn_width_law(samples_of(20.0, 1.0, 7)).learnt_from == 0);
    CHECK(learn_width_law(samples_of(20.0, 1.0, 7)).fwhm_ref_s == WidthLaw{}.fwhm_ref_s);
    CHECK(learn_width_law(samples_of(20.0, 1.0, 8)).learnt_from == 8);
    CHECK(learn_width_law({}, {.fwhm_s = 9.0}).fwhm_ref_s == 9.0);
    CHECK(learn_width_law(samples_of(20.0, 1.0, 100), {.fwhm_s = 9.0}).fwhm_ref_s == 9.0);
}

TEST_CASE("width_law: the strongest 200 decide", "[width_law]") {
    auto samples = samples_of(7.0, 1.0, 200);
    for (auto& sample : samples_of(40.0, 1.0, 600)) {
        sample.height = 500.0;
        samples.push_back(sample);
    }
    const WidthLaw law = learn_width_law(samples);
    CHECK(law.learnt_from == 200);
    CHECK_THAT(law.fwhm_s(600.0), WithinRel(7.0, 0.1));
}

TEST_CASE("width_law: expected_fwhm_s is the law at each time", "[width_law]") {
    const WidthLaw law{5.0, 500.0, 1.0, 20};
    CHECK(expected_fwhm_s(law, std::vector<double>{500.0, 1000.0, 250.0}) == std::vector<double>{5.0, 10.0, 2.5});
}

TEST_CASE("width_at_top: reads the width of the highest lone peak, and nothing else", "[width_law]") {
    const auto gauss = [](double apex_s, double height, double fwhm_s) {
        return [=](double t) { return height * std::exp2(-std::pow((t - apex_s) / (0.5 * fwhm_s), 2)); };
    };
    const auto lone = width_at_top(SeenIon{}.of(gauss(130.4, 1e5, 9.0)));
    REQUIRE(lone);
    CHECK_THAT(lone->fwhm_s, WithinRel(9.0, 0.02));
    CHECK(lone->time_s == 130.0);
    CHECK_FALSE(width_at_top(SeenIon{}.of([](double) { return 500.0; })));
    // On an ion 0.4 as high it never falls below 0.3.
    const auto on_background = [&](double t) { return 4e4 + gauss(130.4, 6e4, 9.0)(t); };
    CHECK_FALSE(width_at_top(SeenIon{}.of(on_background)));
    CHECK_FALSE(width_at_top(SeenIon{}.of(gauss(299.0, 1e5, 9.0))));  // cut by the end
    CHECK_FALSE(width_at_top(SeenIon{}.of(gauss(130.0, 1e5, 1.9))));  // one scan above half
}
