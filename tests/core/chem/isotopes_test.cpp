#include "core/chem/isotopes.hpp"

#include "core/base/error.hpp"
#include "core/chem/elements.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <map>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Every atom takes each of its isotopes in turn: the oracle shares nothing with the convolution but the table.
void enumerate(const std::vector<int>& atoms, std::size_t next, double mass, double probability, int nucleons,
               std::map<int, std::pair<double, double>>& by_nucleons) {
    if (next == atoms.size()) {
        by_nucleons[nucleons].first += probability;
        by_nucleons[nucleons].second += probability * mass;
        return;
    }
    for (const auto& isotope : elements()[std::size_t(atoms[next])].isotopes)
        enumerate(atoms, next + 1, mass + isotope.mass_da, probability * isotope.abundance,
                  nucleons + isotope.mass_number, by_nucleons);
}

}  // namespace

TEST_CASE("isotopes: nominal lines of taurine equal the sum over all its isotopologues", "[isotopes]") {
    std::vector<int> atoms;
    for (const auto& term : parse_formula("C2H7NO3S")) atoms.insert(atoms.end(), std::size_t(term.count), term.element);
    std::map<int, std::pair<double, double>> exact;
    enumerate(atoms, 0, 0.0, 1.0, 0, exact);
    // 30 mDa joins everything of one nucleon number and nothing of two.
    const auto pattern = isotope_pattern(parse_formula("C2H7NO3S"), 0.03, 1e-7);
    const int light = exact.begin()->first;
    REQUIRE(pattern.size() >= 5);
    for (const auto& line : pattern) {
        const auto& [probability, weighted_mass] = exact.at(light + line.shift);
        CAPTURE(line.shift);
        CHECK_THAT(line.abundance, WithinAbs(probability, 1e-10));
        CHECK_THAT(line.mass_da, WithinAbs(weighted_mass / probability, 1e-6));
    }
}

TEST_CASE("isotopes: fine structure wider than the merging width is kept", "[isotopes]") {
    // Glutamine: 15N (+0.99703, 2 x 0.364 %) lies 6.3 mDa below 13C (+1.00335, 5 x 1.08 %).
    const auto fine = isotope_pattern(parse_formula("C5H10N2O3"), 1e-4, 1e-4);
    const double mono = fine.front().mass_da;
    bool nitrogen = false, carbon = false;
    for (const auto& line : fine) {
        nitrogen = nitrogen || (std::fabs(line.mass_da - mono - 0.9970349) < 1e-5 &&
                                std::fabs(line.abundance / fine.front().abundance - 2 * 0.00364 / 0.99636) < 1e-4);
        carbon = carbon || (std::fabs(line.mass_da - mono - 1.0033548) < 1e-5 &&
                            std::fabs(line.abundance / fine.front().abundance - 5 * 0.0107 / 0.9893) < 1e-3);
    }
    CHECK(nitrogen);
    CHECK(carbon);
    const auto coarse = isotope_pattern(parse_formula("C5H10N2O3"), 0.016, 1e-4);
    CHECK(coarse[1].shift == 1);
    CHECK(coarse[2].shift == 2);
}

TEST_CASE("isotopes: shares of all lines sum to one, in a large and an odd molecule", "[isotopes]") {
    const auto* text = GENERATE("C23H38N7O17P3S", "C2H2CaO4", "C6H5Br", "FeC10H10", "C60H120Cl6");
    double sum = 0.0;
    for (const auto& line : isotope_pattern(parse_formula(text), 0.005, 1e-9)) sum += line.abundance;
    CAPTURE(text);
    CHECK_THAT(sum, WithinAbs(1.0, 1e-5));
}

TEST_CASE("isotopes: lines lie below M0 where an element's main isotope is not its lightest", "[isotopes]") {
    const auto pattern = isotope_pattern(parse_formula("Fe"));
    CHECK(pattern.front().shift == -2);  // 54Fe, 5.8 %
    CHECK_THAT(pattern.front().abundance, WithinAbs(0.058, 0.001));
}

TEST_CASE("isotopes: a difference of formulas has no pattern", "[isotopes][error]") {
    CHECK_THROWS_AS(isotope_pattern(add({}, parse_formula("H2O"), -1)), ParameterError);
}
