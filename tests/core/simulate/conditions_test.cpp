#include "core/simulate/conditions.hpp"

#include "quiet.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

std::vector<SimulatedCompound> two_compounds() {
    return {{.compound_id = "a", .name = "a", .formula = "C3H7NO2", .mobility_tu = 25.0, .concentration_um = 10.0},
            {.compound_id = "b", .name = "b", .formula = "C2H5NO2", .mobility_tu = 29.0, .concentration_um = 10.0}};
}

struct Spread {
    double sum = 0.0, squares = 0.0, count = 0.0;
    void note(double value) {
        sum += value;
        squares += value * value;
        ++count;
    }
    [[nodiscard]] double mean() const { return sum / count; }
    [[nodiscard]] double sd() const { return std::sqrt(squares / count - mean() * mean()); }
};

}  // namespace

TEST_CASE("conditions: sensitivity wanders about the line of its capillary as an Ornstein-Uhlenbeck walk",
          "[conditions]") {
    SimulateParams params;
    params.design.runs = 20000;
    const auto study = draw_study(params, {}, 3);
    Spread walk, step;
    for (std::size_t run = 0; run < study.courses.size(); ++run) {
        walk.note(study.courses[run].log_walk);
        if (run > 0) step.note(study.courses[run].log_walk - study.courses[run - 1].log_walk);
        CHECK_THAT(study.courses[run].worn, WithinAbs(double(run) / 20000.0, 1e-12));
    }
    // Its memory of ten injections leaves 20000 / 20 looks at it.
    CHECK_THAT(walk.sd(), WithinRel(0.03, 5.0 / std::sqrt(2000.0)));
    // var of a step: 2 sd^2 (1 - exp(-1/10))
    CHECK_THAT(step.sd(), WithinRel(0.03 * std::sqrt(2.0 * (1.0 - std::exp(-0.1))), 5.0 / std::sqrt(2.0 * 20000)));
}

TEST_CASE("conditions: what is common to a capillary and what is a compound's own have the stated size",
          "[conditions]") {
    SimulateParams params = quiet_params();
    params.response.injection_log_sd = params.response.pipetting_log_sd = params.response.capillary_walk_sd = 0.0;
    params.response.capillary_slope = params.response.capillary_slope_sd = 0.0;
    params.response.capillary_exponent_sd = 0.0;
    const auto compounds = two_compounds();
    Spread common, own;
    constexpr int n = 3000;
    for (std::uint64_t seed = 0; seed < n; ++seed) {
        const auto study = draw_study(params, compounds, seed);
        const auto run = draw_run(params, study, compounds, seed, 0);
        const double a = std::log(run.sensitivity[0] / study.compounds[0].response);
        const double b = std::log(run.sensitivity[1] / study.compounds[1].response);
        common.note(0.5 * (a + b));
        own.note(a - b);
    }
    const double slack = 5.0 / std::sqrt(2.0 * n);
    CHECK_THAT(own.sd(), WithinRel(0.10 * std::sqrt(2.0), slack));
    CHECK_THAT(common.sd(), WithinRel(std::sqrt(0.12 * 0.12 + 0.10 * 0.10 / 2.0), slack));
}

TEST_CASE("conditions: over the life of a capillary the signal falls by its slope", "[conditions]") {
    SimulateParams params = quiet_params();
    params.design.runs = 101;
    params.response.injection_log_sd = params.response.pipetting_log_sd = params.response.capillary_walk_sd = 0.0;
    params.response.capillary_slope = 0.4;
    params.response.capillary_slope_sd = params.response.capillary_exponent_sd = 0.0;
    const auto compounds = two_compounds();
    const auto study = draw_study(params, compounds, 5);
    const auto at = [&](std::uint32_t run) { return draw_run(params, study, compounds, 5, run).sensitivity[1]; };
    CHECK_THAT(std::log(at(0) / at(100)), WithinAbs(0.4 * 100.0 / 101.0, 1e-9));
    CHECK_THAT(std::log(at(0) / at(50)), WithinAbs(0.4 * 50.0 / 101.0, 1e-9));
}

TEST_CASE("conditions: a compound's dice do not know what else is in the table", "[conditions]") {
    const auto both = two_compounds();
    const std::vector<SimulatedCompound> turned{both[1], both[0]};
    const SimulateParams params;
    const auto first = draw_study(params, both, 9), second = draw_study(params, turned, 9);
    const auto a = draw_run(params, first, both, 9, 2), b = draw_run(params, second, turned, 9, 2);
    CHECK(a.sensitivity[0] == b.sensitivity[1]);
    CHECK(a.concentration_um[1] == b.concentration_um[0]);
    CHECK(a.sensitivity[0] != a.sensitivity[1]);
    CHECK(first.compounds[0].response == second.compounds[1].response);
}

TEST_CASE("conditions: where the injection fails nothing of the sample is there", "[conditions]") {
    SimulateParams params;
    params.design.injection_failure_probability = 1.0;
    const auto compounds = two_compounds();
    const auto study = draw_study(params, compounds, 4);
    const auto run = draw_run(params, study, compounds, 4, 0);
    CHECK(run.injection == 0.0);
    CHECK(run.sensitivity == std::vector<double>{0.0, 0.0});
}

TEST_CASE("conditions: the salts of a geometry come where their mobility brings them, or never", "[conditions]") {
    SimulateParams params = quiet_params();
    lay_geometry(params, "anion_silica");
    const auto study = draw_study(params, {}, 6);
    const auto run = draw_run(params, study, {}, 6, 0);
    // Chloride runs faster to the inlet than the flow to the detector.
    CHECK(std::isinf(run.zones[0].centre_s));
    CHECK(zone_effect(run.zones, 1200.0).load >= 0.0);
    CHECK_THAT(run.zones[1].centre_s, WithinAbs(run.trigger_offset_s + arrival_s(run.separation, -45.0), 1e-9));
    CHECK(run.zones[2].centre_s < run.zones[1].centre_s);  // the flow comes first
    params = quiet_params();
    lay_geometry(params, "anion_coated");
    const auto coated = draw_run(params, draw_study(params, {}, 6), {}, 6, 0);
    CHECK(coated.zones[0].centre_s < coated.zones[1].centre_s);
    CHECK(coated.zones[1].centre_s < coated.zones[2].centre_s);
}
