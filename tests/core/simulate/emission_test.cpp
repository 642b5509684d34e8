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
    CHECK(zone_effect(zones, 1300.0).salt_weight == 0.0);
    CHECK(zone_effect(zones, 300.0).salt_weight == 1.0);
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

TEST_CASE("emission: a zone leans as its speed against the co-ion's and its way to the detector say", "[emission]") {
    const auto leaning = [](const char* name, double mobility_tu) {
        auto params = quiet_params();
        lay_geometry(params, name);
        params.separation.eof_capillary_sd = params.separation.eof_drift_sd = params.separation.eof_run_sd = 0.0;
        const Scene scene(params, mobility_tu);
        const double d = scene.pass().distortion;
        const auto ion = true_ions(scene.params, scene.study, scene.run, scene.compounds[0], 0, scene.pass()).front();
        // Whoever tails has his apex before the centre at infinite dilution, whoever fronts behind it.
        CHECK((ion.mt_s < ion.a1_s) == (d > 0.0));
        return d;
    };
    CHECK(leaning("cation", 25.0) > 1.0);  // no ion is faster than H+
    // Acetate (42.4 TU): citrate is faster and fronts, lactate is slower and tails ...
    CHECK(leaning("anion_coated", -49.1) < -2.0);
    CHECK(leaning("anion_coated", -29.9) > 2.0);
    // ... but the flow of bare silica carries both against their own motion.
    CHECK(leaning("anion_silica", -49.1) > 2.0);
    CHECK(leaning("anion_silica", -29.9) < -2.0);
}

TEST_CASE("emission: fronting is tailing seen in a mirror", "[emission]") {
    auto params = quiet_params();
    params.shape.sheath_mixing = false;
    Scene scene(params);
    scene.study.compounds[0].distortion_per_um = 0.2;
    const Passage tails = scene.pass();
    scene.study.compounds[0].distortion_per_um = -0.2;
    const Passage fronts = scene.pass();
    REQUIRE(tails.distortion == 10.0);
    const double all = tails.plain.back();
    for (double away_s = -12.0; away_s <= 12.0; away_s += 0.5) {
        const double after = passed(tails.plain, tails, tails.a1_s + away_s, 1e5);
        const double before = passed(fronts.plain, fronts, 0.0, fronts.a1_s - away_s);
        CHECK_THAT(after / all, WithinAbs(before / all, 1e-4));
    }
}

TEST_CASE("emission: what others send through the spray is missing from an ion, and comes back as they go",
          "[emission]") {
    auto params = quiet_params();
    params.suppression.crowding_counts = 2e6;
    const Scene scene(params);
    Passage bare = passage(scene.params, scene.study, scene.run, scene.compounds[0], 0);
    SprayLoad load{.step_s = 0.25, .counts = std::vector<double>(8000, 0.0)};
    // 2e6 counts of others up to the middle of the peak, nothing after it.
    for (std::size_t i = 0; double(i) * 0.25 < bare.a1_s; ++i) load.counts[i] = 2e6;
    Passage crowded = bare;
    suppress(scene.params, scene.run, load, crowded);
    const auto in = [&](const Passage& p, double from, double to) { return passed(p.plain, p, from, to); };
    CHECK_THAT(in(crowded, 0.0, bare.a1_s - 0.5) / in(bare, 0.0, bare.a1_s - 0.5), WithinRel(0.5, 1e-6));
    CHECK_THAT(in(crowded, bare.a1_s + 0.5, 1e5) / in(bare, bare.a1_s + 0.5, 1e5), WithinRel(1.0, 1e-6));
}

TEST_CASE("emission: the load of the spray is what all ions of all compounds send into it", "[emission]") {
    const Scene scene(quiet_params());
    const std::vector<Passage> passages{passage(scene.params, scene.study, scene.run, scene.compounds[0], 0)};
    const SprayLoad load = spray_load(scene.study, scene.run, passages);
    double sum = 0.0, shares = 0.0;
    for (const double counts : load.counts) sum += counts * load.step_s;
    for (const EmittedLine& line : scene.study.compounds[0].species) shares += line.share;
    CHECK_THAT(sum, WithinRel(shares * passages[0].plain.back(), 1e-6));
    CHECK(shares > 1.0);
}

TEST_CASE("emission: two molecules meet in proportion to the amount", "[emission]") {
    auto params = quiet_params();
    params.ions.dimer_per_mm = 0.01;
    const auto dimer_share = [&](double concentration_um) {
        const Scene scene(params, 25.0, concentration_um);
        const auto ions = true_ions(scene.params, scene.study, scene.run, scene.compounds[0], 0, scene.pass());
        double dimer = 0.0, main = 0.0;
        for (const TrueIon& ion : ions) {
            if (ion.ion == "[2M+H]+" && ion.isotope == 0) dimer = ion.area_emitted;
            if (ion.ion == "[M+H]+" && ion.isotope == 0) main = ion.area_emitted;
        }
        return dimer / main;
    };
    // 1 % at 1 mM, of all its isotopes: M0 of the dimer is that of the monomer squared.
    const double expected = 0.01 * dimer_share(2000.0) / dimer_share(1000.0) / 2.0;
    CHECK_THAT(expected, WithinRel(0.01, 1e-6));
    CHECK_THAT(dimer_share(1000.0), WithinRel(0.01 * 0.922, 0.02));
}

TEST_CASE("emission: ions far above the ringing limit have two satellites, others none", "[emission]") {
    auto params = quiet_params();
    params.mass.ringing_counts = 1e5;
    Scene scene(params);
    scene.run.sensitivity[0] = 1e5;
    const auto rings_of = [&](const std::string& ion, int isotope) {
        std::vector<TrueIon> rings;
        for (const auto& one : true_ions(scene.params, scene.study, scene.run, scene.compounds[0], 0, scene.pass()))
            if (one.kind == "ringing" && one.ion == "ringing of " + ion && one.isotope == isotope) rings.push_back(one);
        return rings;
    };
    const auto main = true_ions(scene.params, scene.study, scene.run, scene.compounds[0], 0, scene.pass()).front();
    REQUIRE(main.height > 5e5);
    const auto rings = rings_of("[M+H]+", 0);
    REQUIRE(rings.size() == 2);
    CHECK_THAT(rings[0].mz - main.mz, WithinAbs(0.04 * std::sqrt(main.mz / 118.0), 1e-9));
    CHECK_THAT(rings[1].mz - main.mz, WithinAbs(0.09 * std::sqrt(main.mz / 118.0), 1e-9));
    CHECK_THAT(rings[0].height, WithinRel(0.015 * main.height, 1e-9));
    CHECK(rings[0].area < 0.015 * main.area);  // the flanks are too weak to ring
    CHECK(rings[0].area > 0.010 * main.area);
    CHECK(rings_of("[M+H]+", 2).empty());
}

TEST_CASE("emission: the plug of ions is stacked, that of neutrals is not", "[emission]") {
    auto params = quiet_params();
    params.shape.sheath_mixing = false;
    params.shape.injection_plug_mm = 12.0;
    const auto variance_mm2 = [](const Scene& scene) {
        const Passage p = scene.pass();
        const double mm_per_s = 800.0 / (p.a1_s - scene.run.trigger_offset_s);
        return moments(p, p.plain).variance * mm_per_s * mm_per_s;
    };
    const auto plug_of = [&](double mobility_tu) {
        auto stacked = params;
        stacked.shape.stacking = 4.0;
        // Little enough that the zone does not bend.
        return variance_mm2(Scene(params, mobility_tu, 1e-3)) - variance_mm2(Scene(stacked, mobility_tu, 1e-3));
    };
    CHECK_THAT(plug_of(25.0), WithinRel(12.0 * 12.0 / 12.0 * (1.0 - 1.0 / 16.0), 0.01));
    CHECK_THAT(plug_of(0.0), WithinAbs(0.0, 1e-9));
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
