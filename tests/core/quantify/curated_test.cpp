#include "core/quantify/curated.hpp"

#include "core/base/error.hpp"
#include "core/pipeline.hpp"
#include "core/simulate/simulate.hpp"
#include "tests/support/built_run.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr double ion_mz = 220.1182, fwhm_s = 8.0;

BuiltRun still_run() {  // nothing is left to chance
    return a_run().scans(600, 1.0).gain(0.0).scatter(0.0, 0.0);
}

Cell between(const RunArchive& archive, double begin_s, double end_s, double mz = ion_mz) {
    return integrate_between(archive, mz, {begin_s, end_s}, {}, {});
}

}  // namespace

TEST_CASE("integrate_between: bounds that detection itself set give its areas, to the last bit", "[curated]") {
    const std::uint64_t seed = GENERATE(1, 2, 3);
    BuiltRun built = a_run().scans(1200, 1.0).seed(seed).with_background(20, 300.0, 2e4).with_singletons(100.0);
    for (int k = 0; k < 20; ++k)
        built.with_ion(120.05 + 17.03 * k, 100.0 + 50.3 * k, 600.0 * std::exp2(0.5 * k), 6.0 + 0.3 * k);
    built.with_ion(205.0972, 320.0, 2e4, 8.0).with_ion(205.0972, 336.0, 9e3, 8.0);
    built.with_hvl(333.15, {.a1_s = 410.0, .sigma_s = 3.0, .distortion = 12.0}, 4e5);
    const RunResult result = process_run(built.build(), {}, {.archive = true});
    REQUIRE(result.features.size() >= 20);
    std::size_t same = 0;
    for (const Feature& feature : result.features) {
        const Cell cell = between(*result.archive, feature.begin_s, feature.end_s, feature.mz);
        CAPTURE(seed, feature.feature_id, feature.mz, feature.mt_s, feature.area, cell.area);
        REQUIRE(cell.kind == CellKind::measured);
        CHECK_THAT(cell.area, WithinRel(feature.area, 0.02));
        CHECK_THAT(cell.height, WithinRel(feature.height, 0.02));
        same += cell.area == feature.area && cell.area_se == feature.area_se && cell.height == feature.height;
    }
    CAPTURE(seed, same, result.features.size());
    CHECK(double(same) >= 0.9 * double(result.features.size()));
}

TEST_CASE("integrate_between: in simulated runs, too, detection's own bounds give its areas", "[curated]") {
    const auto preset = simulate_preset("tiny");
    const std::uint64_t seed = GENERATE(5, 77);
    const auto simulated =
        simulate_run(preset.params, draw_study(preset.params, preset.compounds, seed), preset.compounds, seed, 1);
    const RunResult result = process_run(simulated.run, {}, {.archive = true});
    std::size_t same = 0, near = 0;
    for (const Feature& feature : result.features) {
        const Cell cell = between(*result.archive, feature.begin_s, feature.end_s, feature.mz);
        CAPTURE(seed, feature.feature_id, feature.area, cell.area);
        REQUIRE(cell.kind == CellKind::measured);
        CHECK_THAT(cell.area, WithinRel(feature.area, 0.05));
        same += cell.area == feature.area;
        near += std::abs(cell.area / feature.area - 1.0) < 1e-3;
    }
    CAPTURE(same, near, result.features.size());
    CHECK(double(same) >= 0.92 * double(result.features.size()));
    CHECK(double(near) >= 0.98 * double(result.features.size()));
}

TEST_CASE("integrate_between: part of a Gaussian is that part of its area", "[curated]") {
    // Whole, its two halves, and from one width before the apex to one after.
    struct Part {
        double begin, end, share;
    };
    const double sigma = 1.0 / fwhm_per_sigma;
    const auto to = [&](double widths) { return 0.5 * (1.0 + std::erf(widths / sigma / std::sqrt(2.0))); };
    const Part part = GENERATE_COPY(Part{-2.0, 2.0, 1.0}, Part{-2.0, 0.0, 0.5}, Part{0.0, 2.0, 0.5},
                                    Part{-1.0, 1.0, to(1.0) - to(-1.0)}, Part{-0.5, 1.5, to(1.5) - to(-0.5)});
    const RunArchive archive = archive_of(still_run().with_ion(ion_mz, 300.0, 2e4, fwhm_s).build());
    const Cell cell = between(archive, 300.0 + part.begin * fwhm_s, 300.0 + part.end * fwhm_s);
    CAPTURE(part.begin, part.end);
    REQUIRE(cell.kind == CellKind::measured);
    // What stands beside the bounds is taken for baseline where it is the peak's own foot; flanks keep clear of it.
    CHECK_THAT(cell.area, WithinRel(part.share * gauss_area(2e4, fwhm_s), 0.02));
    CHECK_THAT(cell.begin_s, WithinAbs(300.0 + part.begin * fwhm_s, 1e-9));
    CHECK_THAT(cell.end_s, WithinAbs(300.0 + part.end * fwhm_s, 1e-9));
}

TEST_CASE("integrate_between: a lasting ion under the peak is baseline, a neighbour is its own", "[curated]") {
    const double under = GENERATE(0.0, 3000.0);
    const auto gauss = [](double t, double apex_s, double height) {
        return height * std::exp2(-std::pow((t - apex_s) / (0.5 * fwhm_s), 2));
    };
    const RunArchive archive = archive_of(
        still_run()
            .with_profile(ion_mz, [=](double t) { return under + gauss(t, 300.0, 2e4) + gauss(t, 330.0, 5e4); })
            .build());
    CHECK_THAT(between(archive, 285.0, 314.0).area, WithinRel(gauss_area(2e4, fwhm_s), 0.02));
    CHECK_THAT(between(archive, 316.0, 346.0).area, WithinRel(gauss_area(5e4, fwhm_s), 0.02));
    // A person who wants both has both.
    CHECK_THAT(between(archive, 285.0, 346.0).area, WithinRel(gauss_area(7e4, fwhm_s), 0.02));
}

TEST_CASE("integrate_between: bounds a scan wider or narrower than detection's change next to nothing", "[curated]") {
    const RunResult result =
        process_run(a_run().scans(800, 1.0).with_background(30).with_ion(ion_mz, 300.3, 3e4, fwhm_s).build(), {},
                    {.archive = true});
    const auto found = std::find_if(result.features.begin(), result.features.end(),
                                    [](const Feature& f) { return std::abs(f.mz - ion_mz) < 0.01; });
    REQUIRE(found != result.features.end());
    for (const double more_s : {-1.0, 1.0, 2.0}) {
        CAPTURE(more_s);
        const Cell cell = between(*result.archive, found->begin_s - more_s, found->end_s + more_s, found->mz);
        CHECK(cell.area != found->area);
        CHECK_THAT(cell.area, WithinRel(found->area, 0.02));
        CHECK_THAT(cell.area_se, WithinRel(found->area_se, 0.5));
        CHECK_THAT(cell.snr, WithinRel(found->snr, 0.2));
    }
}

TEST_CASE("integrate_between: noise between the bounds is below the limit, not a small area", "[curated]") {
    const double level = 400.0;
    const RunArchive archive = archive_of(
        a_run().scans(600, 1.0).seed(GENERATE(1, 2, 3, 4)).with_profile(ion_mz, [=](double) { return level; }).build());
    std::size_t below = 0;
    for (double begin_s = 100.0; begin_s < 500.0; begin_s += 50.0)
        below += between(archive, begin_s, begin_s + 20.0).kind == CellKind::below_limit;
    CHECK(below >= 6);
}

TEST_CASE("integrate_between: where nothing stands is below the limit, and where no scan is, not measured",
          "[curated]") {
    const RunArchive archive = archive_of(still_run().with_ion(ion_mz, 300.0, 2e4, fwhm_s).build());
    const Cell nothing = between(archive, 400.0, 420.0);
    CHECK(nothing.kind == CellKind::below_limit);
    CHECK(nothing.limit > 0.0);
    CHECK(std::isnan(nothing.area));
    CHECK(between(archive, 700.0, 720.0).kind == CellKind::not_measured);
    CHECK(between(archive, 300.2, 300.4).kind == CellKind::not_measured);
    CHECK_THROWS_AS(between(archive, 310.0, 310.0), ParameterError);
    CHECK_THROWS_AS(between(archive, 320.0, 310.0), ParameterError);
}
