#include "core/simulate/species.hpp"

#include "core/chem/formula.hpp"
#include "quiet.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

std::vector<EmittedLine> species_of(const SimulatedCompound& compound, std::string_view where,
                                    SimulateParams params = quiet_params()) {
    params.ions.dimer_per_mm = 0.01;
    params.mass.merge_fwhm = 0.7;
    RandomStream random(1, 0);
    return draw_species(params, geometry(where), compound, random);
}

double mz_of(const std::vector<EmittedLine>& species, const std::string& ion, int isotope = 0) {
    for (const EmittedLine& line : species)
        if (line.ion == ion && line.isotope == isotope) return line.mz;
    return 0.0;
}

}  // namespace

TEST_CASE("species: a cation's ions have the m/z of tables", "[species]") {
    const auto lysine = species_of({.formula = "C6H14N2O2", .losses = {"NH3"}, .double_charge = true}, "cation");
    CHECK_THAT(mz_of(lysine, "[M+H]+"), WithinAbs(147.11280, 1e-5));
    CHECK_THAT(mz_of(lysine, "[M+Na]+"), WithinAbs(169.09475, 1e-5));
    CHECK_THAT(mz_of(lysine, "[2M+H]+"), WithinAbs(293.21833, 1e-5));
    CHECK_THAT(mz_of(lysine, "[M+2H]2+"), WithinAbs(74.06004, 1e-5));
    CHECK_THAT(mz_of(lysine, "[M+H-NH3]+"), WithinAbs(130.08626, 1e-5));
    // The isotopes of a doubly charged ion stand half as far apart.
    CHECK_THAT(mz_of(lysine, "[M+2H]2+", 1) - mz_of(lysine, "[M+2H]2+"), WithinAbs(0.5 * 1.00335, 2e-3));
}

TEST_CASE("species: an anion's ions have the m/z of tables", "[species]") {
    const auto atp =
        species_of({.formula = "C10H16N5O13P3", .losses = {"HPO3"}, .double_charge = true}, "anion_silica");
    CHECK_THAT(mz_of(atp, "[M-H]-"), WithinAbs(505.98847, 1e-5));
    CHECK_THAT(mz_of(atp, "[M-2H]2-"), WithinAbs(252.49060, 1e-5));
    CHECK_THAT(mz_of(atp, "[M-H-HPO3]-"), WithinAbs(426.02214, 1e-5));
    CHECK_THAT(mz_of(atp, "[M-2H+Na]-"), WithinAbs(527.97042, 1e-5));
    const auto lactate = species_of({.formula = "C3H6O3"}, "anion_coated");
    CHECK_THAT(mz_of(lactate, "[M-H]-"), WithinAbs(89.02442, 1e-5));
    CHECK_THAT(mz_of(lactate, "[2M-H]-"), WithinAbs(179.05611, 1e-5));
    CHECK(mz_of(lactate, "[M-2H]2-") == 0.0);
    CHECK(std::none_of(lactate.begin(), lactate.end(), [](const auto& line) { return line.ion.back() == '+'; }));
}

TEST_CASE("species: a permanent ion is seen as it is, and not where its charge leads it away", "[species][edge]") {
    const auto choline = species_of({.formula = "C5H14NO", .permanent_charge = 1}, "cation");
    CHECK_THAT(mz_of(choline, "[M]+"), WithinAbs(104.10699, 1e-5));
    CHECK(mz_of(choline, "[M+Na]+") == 0.0);
    CHECK(species_of({.formula = "C5H14NO", .permanent_charge = 1}, "anion_silica").empty());
    const auto paraquat = species_of({.formula = "C12H14N2", .permanent_charge = 2}, "cation");
    CHECK_THAT(mz_of(paraquat, "[M]2+"), WithinAbs(93.05730, 1e-5));
}

TEST_CASE("species: a molecule without the atoms of a loss does not lose them", "[species][edge]") {
    const auto species = species_of({.formula = "C3H6O3", .losses = {"NH3", "H2O"}}, "cation");
    CHECK(mz_of(species, "[M+H-NH3]+") == 0.0);
    CHECK(mz_of(species, "[M+H-H2O]+") > 0.0);
}

TEST_CASE("species: one compound's nature moves no number of another draw", "[species]") {
    const auto plain = species_of({.formula = "C6H14N2O2"}, "cation");
    const auto twice = species_of({.formula = "C6H14N2O2", .double_charge = true}, "cation");
    for (const EmittedLine& line : plain) {
        const auto same = std::find_if(twice.begin(), twice.end(), [&](const EmittedLine& other) {
            return other.ion == line.ion && other.mz == line.mz;
        });
        REQUIRE(same != twice.end());
        CHECK(same->share == line.share);
    }
}

TEST_CASE("species: sodium adducts have 2 to 10 percent, log-normal about the middle", "[species]") {
    double sum = 0.0, squares = 0.0;
    constexpr int n = 4000;
    SimulatedCompound compound{.formula = "C6H14N2O2"};
    const SimulateParams params = quiet_params();
    for (int i = 0; i < n; ++i) {
        RandomStream random(2, 0, std::uint32_t(i));
        for (const EmittedLine& line : draw_species(params, geometry("cation"), compound, random))
            if (line.ion == "[M+Na]+" && line.isotope == 0) {
                // Its monoisotopic line is 92 % of it.
                const double log = std::log(line.share / 0.9230);
                sum += log;
                squares += log * log;
            }
    }
    const double mean = sum / n, sd = std::sqrt(squares / n - mean * mean);
    CHECK_THAT(mean, WithinAbs(std::log(std::sqrt(0.02 * 0.10)), 5.0 * 0.5 / std::sqrt(n)));
    CHECK_THAT(sd, WithinRel(0.5, 5.0 / std::sqrt(2.0 * n)));
}
