#include "core/simulate/outline.hpp"

#include "core/peak/shapes.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// 1000 counts x s in a Gaussian about 500 s, sigma 2 s, on a raster of sigma / 64.
Passage gaussian() {
    Passage passage;
    passage.begin_s = 488.0;
    passage.step_s = 2.0 / 64.0;
    for (std::size_t i = 0; i <= 768; ++i)
        passage.plain.push_back(1000.0 *
                                (gauss_cdf(500.0, 2.0, passage.step_begin_s(i)) - gauss_cdf(500.0, 2.0, 488.0)));
    return passage;
}

struct Setting {
    SimulateParams params;
    StudyConditions study;
    Setting() { study.run_length_s = 1800.0; }
    [[nodiscard]] Silhouette look(const Passage& passage) const {
        return silhouette(params, study, passage, passage.plain);
    }
};

/// The ceiling and the ringing limit laid over every bin, straight from their definitions.
IonArea bin_by_bin(const SimulateParams& params, const Passage& passage, double share, double until_s) {
    IonArea area;
    for (std::size_t i = 0; i + 1 < passage.plain.size(); ++i) {
        if (passage.step_begin_s(i) + 0.5 * passage.step_s > until_s) continue;
        const double rate = share * (passage.plain[i + 1] - passage.plain[i]) / passage.step_s;
        const double seen = params.mass.saturation * -std::expm1(-rate / params.mass.saturation);
        area.emitted += rate * passage.step_s;
        area.seen += seen * passage.step_s;
        if (seen > params.mass.ringing_counts) area.ringing += seen * passage.step_s;
    }
    return area;
}

}  // namespace

TEST_CASE("outline: areas are those of a sum over all bins, however strong the ion", "[outline]") {
    Setting setting;
    const Passage passage = gaussian();
    setting.params.mass.ringing_counts = GENERATE(50.0, 1e5);
    setting.study.run_length_s = GENERATE(1800.0, 501.0);
    const Silhouette shape = setting.look(passage);
    // The apex has 199 counts at share 1; the ceiling is at 3e6, a ten-thousandth of it is reached at share 1.5.
    for (const double share : {1e-9, 0.01, 0.2, 0.3, 1.0, 1.4, 1.6, 30.0, 600.0, 1e4, 1e6}) {
        CAPTURE(share, setting.params.mass.ringing_counts, setting.study.run_length_s);
        const IonArea area = ion_area(setting.params, shape, share);
        const IonArea expected = bin_by_bin(setting.params, passage, share, setting.study.run_length_s);
        CHECK_THAT(area.emitted, WithinRel(expected.emitted, 1e-12));
        CHECK_THAT(area.seen, WithinRel(expected.seen, 2e-9));
        CHECK_THAT(area.ringing, WithinRel(expected.ringing, 2e-9));
    }
}

TEST_CASE("outline: the ceiling is felt on either side of where it is reckoned bin by bin", "[outline]") {
    Setting setting;
    const Silhouette shape = setting.look(gaussian());
    // A Gaussian loses height / (2 sqrt 2 ceiling) of its area.
    for (const double share : {1.0, 1.5, 1.51, 3.0}) {
        const IonArea area = ion_area(setting.params, shape, share);
        const double lost = share * shape.height / (2.0 * std::sqrt(2.0) * setting.params.mass.saturation);
        CHECK_THAT(1.0 - area.seen / area.emitted, WithinRel(lost, 1e-3));
    }
}

TEST_CASE("outline: apex, height and width of a Gaussian", "[outline]") {
    const Silhouette shape = Setting{}.look(gaussian());
    CHECK_THAT(shape.apex_s, WithinAbs(500.0, 1e-6));
    CHECK_THAT(shape.height, WithinRel(1000.0 / (2.0 * std::sqrt(2.0 * M_PI)), 1e-4));
    CHECK_THAT(shape.fwhm_s, WithinRel(2.0 * 2.3548200450309493, 1e-4));
    CHECK_THAT(shape.area, WithinRel(1000.0, 1e-8));
}

TEST_CASE("outline: what comes before the recording or after the run has no area", "[outline][edge]") {
    Setting setting;
    setting.params.separation.recording_start_s = 500.0;
    CHECK_THAT(setting.look(gaussian()).area, WithinRel(500.0, 1e-6));
    setting.study.run_length_s = 502.0;
    CHECK_THAT(setting.look(gaussian()).area, WithinRel(341.3447, 1e-5));
    setting.params.separation.recording_start_s = 600.0;
    setting.study.run_length_s = 700.0;
    CHECK(setting.look(gaussian()).area == 0.0);
    CHECK(ion_area(setting.params, setting.look(gaussian()), 1e5).seen == 0.0);
}
