#include "core/quantify/isotopologue.hpp"

#include "core/base/error.hpp"
#include "core/quantify/curated.hpp"
#include "tests/support/built_run.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

// IUPAC 2013, as ratios of the rarer to the common isotope.
constexpr double c13 = 0.0107 / 0.9893, n15 = 0.00364 / 0.99636, h2 = 0.000115 / 0.999885, o17 = 0.00038 / 0.99757,
                 o18 = 0.00205 / 0.99757, s33 = 0.0075 / 0.9499, s34 = 0.0425 / 0.9499;

/// A detector that is full at a ceiling: hard, or bending long before.
double seen(double arrived, double ceiling, bool soft) {
    return soft ? -ceiling * std::expm1(-arrived / ceiling) : std::min(arrived, ceiling);
}

struct Made {
    RunArchive archive;
    Cell mono;
    double mono_mz, truth;
};

/// An ion of which times times the ceiling arrives, with its isotopologues.
Made made(const Formula& molecule, const IonSpecies& ion, double times, bool soft) {
    constexpr double ceiling = 2e6, apex_s = 300.3, fwhm_s = 8.0;
    const double mono_mz = ion_mz(molecule, ion);
    BuiltRun run = a_run().scans(600, 1.0).with_background(20);
    const auto add_line = [&](double mz, double share) {
        run.with_profile(mz, [=](double t) {
            return seen(share * times * ceiling * std::exp2(-std::pow((t - apex_s) / (0.5 * fwhm_s), 2)), ceiling,
                        soft);
        });
    };
    add_line(mono_mz, 1.0);
    for (const int nucleons : {1, 2, 3}) {
        const auto line = isotopologue_of(molecule, ion, nucleons);
        add_line(mono_mz + line->mz_step, line->share);
    }
    Made result{archive_of(run.build(), fwhm_s), {}, mono_mz, gauss_area(times * ceiling, fwhm_s)};
    result.archive.noise.ceiling = ceiling;
    result.mono = integrate_between(result.archive, mono_mz, {apex_s - 12.0, apex_s + 12.0}, {}, {});
    return result;
}

}  // namespace

TEST_CASE("isotopologue_of: shares and steps are those of the elements", "[isotopologue]") {
    // C6H14N2O2 + H: to first order M+1 is the sum of all single exchanges.
    const auto lysine = isotopologue_of(parse_formula("C6H14N2O2"), parse_ion("[M+H]+"), 1, 5000.0);
    REQUIRE(lysine);
    CHECK_THAT(lysine->share, WithinRel(6 * c13 + 2 * n15 + 15 * h2 + 2 * o17, 0.01));
    CHECK_THAT(lysine->mz_step, WithinAbs(1.0028, 0.0005));
    // Where 15N is seen apart, M+1 is 13C with the deuterium beside it.
    const auto parted = isotopologue_of(parse_formula("C6H14N2O2"), parse_ion("[M+H]+"), 1, 100000.0);
    CHECK(parted->share < lysine->share);
    CHECK_THAT(parted->share, WithinRel(6 * c13, 0.04));
    CHECK_THAT(parted->mz_step, WithinAbs(1.00335, 0.0002));
    // M+2 of methionine is 34S before all.
    const auto methionine = isotopologue_of(parse_formula("C5H11NO2S"), parse_ion("[M+H]+"), 2, 5000.0);
    const double singles = 5 * c13 + n15 + 12 * h2 + 2 * o17 + s33;
    CHECK(methionine->share > s34 + 2 * o18);
    CHECK(methionine->share < s34 + 2 * o18 + 0.5 * singles * singles + 1e-3);
    // Two charges halve the step.
    const auto twice = isotopologue_of(parse_formula("C6H14N2O2"), parse_ion("[M+2H]2+"), 1, 5000.0);
    CHECK_THAT(twice->mz_step, WithinAbs(0.5 * lysine->mz_step, 1e-4));
    CHECK_FALSE(isotopologue_of(parse_formula("C6H14N2O2"), parse_ion("[M+H]+"), 40));
    CHECK_THROWS_AS(isotopologue_of(parse_formula("C6H14N2O2"), parse_ion("[M+H]+"), 1, 0.0), ParameterError);
}

TEST_CASE("unsaturated_isotopologue: of an ion ten times above the ceiling the amount is right within a tenth",
          "[isotopologue]") {
    struct Ion {
        const char *formula, *ion;
    };
    const Ion one = GENERATE(Ion{"C6H14N2O2", "[M+H]+"}, Ion{"C5H11NO2S", "[M+H]+"}, Ion{"C21H27N7O14P2", "[M+H]+"},
                             Ion{"C6H8O7", "[M-H]-"});
    const bool soft = GENERATE(false, true);
    const Formula molecule = parse_formula(one.formula);
    const IonSpecies ion = parse_ion(one.ion);
    const Made run = made(molecule, ion, 10.0, soft);
    CAPTURE(one.formula, soft);
    REQUIRE(has(run.mono.flags, FeatureFlag::saturated));
    CHECK(run.mono.area < 0.4 * run.truth);  // what it is for
    const auto cell = unsaturated_isotopologue(run.archive, run.mono, run.mono_mz, molecule, ion, {}, {}, {});
    REQUIRE(cell);
    CAPTURE(cell->isotopologue.nucleons);
    CHECK_THAT(cell->mono_area(), WithinRel(run.truth, 0.10));
    CHECK(cell->mono_area_se() < 0.05 * run.truth);
    CHECK_FALSE(has(cell->cell.flags, FeatureFlag::saturated));
}

TEST_CASE("unsaturated_isotopologue: M+1 serves where it is far from the ceiling, else M+2 or M+3", "[isotopologue]") {
    const Formula molecule = parse_formula("C6H14N2O2");
    const IonSpecies ion = parse_ion("[M+H]+");
    const auto used = [&](double times) {
        const Made run = made(molecule, ion, times, false);
        const auto cell = unsaturated_isotopologue(run.archive, run.mono, run.mono_mz, molecule, ion, {}, {}, {});
        return cell ? cell->isotopologue.nucleons : 0;
    };
    CHECK(used(1.5) == 1);
    CHECK(used(10.0) == 2);
    CHECK(used(200.0) == 3);
    CHECK(used(1e5) == 0);  // M+3 is full, too
}

TEST_CASE("measure_isotopologue: where no isotopologue stands, there is a limit and no area", "[isotopologue]") {
    const Made run = made(parse_formula("C6H14N2O2"), parse_ion("[M+H]+"), 10.0, false);
    const IsotopologueCell cell =
        measure_isotopologue(run.archive, run.mono, run.mono_mz + 0.3, {1, 1.00335, 0.07}, {}, {}, {});
    CHECK(cell.cell.kind == CellKind::below_limit);
    CHECK(std::isnan(cell.mono_area()));
}
