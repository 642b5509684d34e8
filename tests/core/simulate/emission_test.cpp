#include "core/simulate/emission.hpp"

#include "core/peak/shapes.hpp"
#include "quiet.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

struct Scene {
    SimulateParams params;
    std::vector<SimulatedCompound> compounds;
    StudyConditions study;
    RunConditions run;

    explicit Scene(SimulateParams p, double mobility_tu = 25.0, double concentration_um = 50.0)
        : params(p),
          compounds{{.compound_id = "x",
                     .name = "x",
                     .formula = "C6H14N2O2",
                     .mobility_tu = mobility_tu,
                     .concentration_um = concentration_um,
                     .losses = {}}} {
        study = draw_study(params, compounds, 3);
        run = draw_run(params, study, compounds, 3, 0);
    }
    /// With nothing else in the spray.
    [[nodiscard]] Passage pass() const {
        Passage one = passage(params, study, run, compounds[0], 0);
        suppress(params, run, {}, one);
        return one;
    }
};

struct Moments {
    double area = 0.0, mean = 0.0, variance = 0.0;
};

Moments moments(const Passage& p, const std::vector<double>& cumulative) {
    Moments m;
    for (std::size_t i = 0; i + 1 < cumulative.size(); ++i) {
        const double part = cumulative[i + 1] - cumulative[i], t = p.begin_s + (double(i) + 0.5) * p.step_s;
        m.area += part;
        m.mean += part * t;
        m.variance += part * t * t;
    }
    m.mean /= m.area;
    m.variance = m.variance / m.area - m.mean * m.mean;
    return m;
}

}  // namespace

TEST_CASE("emission: far from every zone the whole response passes", "[emission]") {
    const Scene scene(quiet_params());
    const Passage p = scene.pass();
    CHECK_THAT(p.plain.back(), WithinRel(scene.run.concentration_um[0] * scene.run.sensitivity[0], 1e-6));
    CHECK_THAT(p.salty.back(), WithinRel(p.plain.back(), 1e-6));
}

TEST_CASE("emission: without the sheath the passage is the HVL peak", "[emission]") {
    auto params = quiet_params();
    params.shape.sheath_mixing = false;
    const Scene scene(params, 25.0, 400.0);
    const Passage p = scene.pass();
    const auto truth = true_ions(scene.params, scene.study, scene.run, scene.compounds[0], 0, p);
    // sigma from first principles, not from the code: diffusion, plug, and what lies outside the capillary, in mm.
    const double t = p.a1_s - scene.run.trigger_offset_s;
    const double diffusion_mm2_s = 25.0e-9 * 0.02569 * 1e6;
    const double sigma_mm =
        std::sqrt(2 * diffusion_mm2_s * t + 1.6 * 1.6 / 12 + std::pow(scene.run.external_sigma_mm, 2));
    const auto expected = hvl_measures({p.a1_s, sigma_mm * t / 800.0, p.distortion});
    CHECK(p.distortion > 5.0);
    CHECK_THAT(truth[0].mt_s, WithinAbs(expected.apex_s, 0.01));
    CHECK_THAT(truth[0].fwhm_s, WithinRel(expected.fwhm_s, 2e-3));
    CHECK_THAT(truth[0].height, WithinRel(expected.height_per_s * truth[0].area, 1e-3));
}

TEST_CASE("emission: the sheath adds its time constant to the mean and its square to the variance", "[emission]") {
    auto params = quiet_params();
    params.shape.sheath_mixing = false;
    const Scene dry(params);
    params.shape.sheath_mixing = true;
    params.shape.sheath_tau_low_s = params.shape.sheath_tau_high_s = 0.8;
    const Scene mixed(params);
    const auto before = moments(dry.pass(), dry.pass().plain), after = moments(mixed.pass(), mixed.pass().plain);
    CHECK_THAT(after.mean - before.mean, WithinAbs(0.8, 2e-3));
    CHECK_THAT(after.variance - before.variance, WithinAbs(0.64, 5e-3));
    CHECK_THAT(after.area, WithinRel(before.area, 1e-6));
}

TEST_CASE("emission: salt and EOF zones suppress, never below a tenth", "[emission]") {
    const std::vector<Zone> zones{{300.0, 15.0, 4.0, true}, {310.0, 15.0, 50.0, true}, {1300.0, 20.0, 1.0, false}};
    const auto left = [](std::span<const Zone> some, double time_s) { return suppression({}, some, {}, time_s); };
    CHECK_THAT(left(zones, 1300.0), WithinRel(0.5, 1e-9));
    CHECK(left(zones, 305.0) == 0.1);
    CHECK(left(zones, 800.0) == 1.0);
    CHECK_THAT(left({zones.data(), 1}, 300.0 + 15.0), WithinRel(1.0 / (1.0 + 4.0 * std::exp(-0.5)), 1e-12));
    CHECK(salt_weight(zones, 1300.0) == 0.0);
    CHECK(salt_weight(zones, 300.0) == 1.0);
}

TEST_CASE("emission: in the salt zone signal is lost and sodium adducts gain", "[emission]") {
    auto params = quiet_params();
    params.separation.matrix_shift = 0.0;
    const Scene far(params, 25.0), inside(params, 52.0);
    const auto share = [](const Scene& scene) {
        return scene.pass().plain.back() / (scene.run.concentration_um[0] * scene.run.sensitivity[0]);
    };
    CHECK(share(inside) < 0.5);
    CHECK_THAT(share(far), WithinRel(1.0, 1e-6));
    const double gain = inside.pass().salty.back() / inside.pass().plain.back();
    CHECK(gain > 2.5);
    CHECK(gain <= 3.0);
}

TEST_CASE("emission: distortion never exceeds its limit", "[emission][edge]") {
    CHECK(Scene(quiet_params(), 25.0, 1e5).pass().distortion == 80.0);
}

TEST_CASE("emission: an ion that never arrives has no truth", "[emission][edge]") {
    const Scene scene(quiet_params(), -40.0);
    CHECK(scene.pass().plain.empty());
    CHECK(true_ions(scene.params, scene.study, scene.run, scene.compounds[0], 0, scene.pass()).empty());
}

TEST_CASE("emission: what the ceiling lets through is told beside what was sent", "[emission]") {
    auto params = quiet_params();
    params.mass.saturation = 3e6;
    Scene scene(params);
    scene.run.sensitivity[0] = 1e6;
    const auto ion = true_ions(scene.params, scene.study, scene.run, scene.compounds[0], 0, scene.pass()).front();
    CHECK(ion.height_emitted > 3e6);
    CHECK_THAT(ion.height, WithinRel(3e6 * (1.0 - std::exp(-ion.height_emitted / 3e6)), 1e-9));
    CHECK(ion.area < 0.5 * ion.area_emitted);
}

TEST_CASE("emission: S/N is the height over what stands there without the ion", "[emission]") {
    auto params = quiet_params();
    params.noise.electronic_sd = 10.0;
    Scene scene(params);
    const auto alone = true_ions(scene.params, scene.study, scene.run, scene.compounds[0], 0, scene.pass()).front();
    CHECK_THAT(alone.snr, WithinRel(alone.height_emitted / 10.0, 1e-12));
    scene.params.mass.merge_fwhm = 0.7;
    const double width = mass_width(scene.params, alone.mz);
    scene.study.background = {{alone.mz - 0.8 * width, 1e5, {1, 1, 1}}, {alone.mz + 0.5 * width, 900.0, {1, 2, 1}}};
    const auto on = true_ions(scene.params, scene.study, scene.run, scene.compounds[0], 0, scene.pass()).front();
    // The sodium front has passed, the EOF has not: 1800 counts of the one within reach.
    CHECK_THAT(on.snr, WithinRel(on.height_emitted / std::sqrt(100.0 + scene.study.gain * 1800.0), 1e-12));
}
