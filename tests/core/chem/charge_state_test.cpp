#include "core/chem/charge_state.hpp"

#include "core/base/error.hpp"
#include "core/library/library.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

using namespace gassan;
using Catch::Matchers::Contains;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

AcidBase of_library(const char* id) {
    const auto* compound = find_in_library(id);
    REQUIRE(compound);
    return {compound->acid_steps, compound->limiting_mobilities, compound->permanent_charge};
}

double tu_of(const char* id, const Electrolyte& electrolyte) {
    const auto effective = effective_mobility(of_library(id), find_in_library(id)->monoisotopic_mass_da, electrolyte);
    CHECK_FALSE(effective.estimated);
    return effective.mobility_tu;
}

double share_of(const std::vector<ChargeShare>& shares, int charge) {
    for (const auto& one : shares)
        if (one.charge == charge) return one.share;
    return 0.0;
}

/// Molar conductivity of one equivalent, S cm2/mol, in TU: 1e5 over the Faraday constant.
constexpr double tu_per_conductivity = 1e5 / 96485.33;

}  // namespace

// ---- known answers ---------------------------------------------------------------------------------------

TEST_CASE("charge state: cations at pH 1.875 agree with the list computed elsewhere from the same table", "[charge]") {
    struct Row {
        const char* id;
        double tu;
    };
    const auto row =
        GENERATE(Row{"lysine", 40.6}, Row{"histidine", 38.7}, Row{"arginine", 37.4}, Row{"creatinine", 37.2},
                 Row{"glycine", 29.1}, Row{"alanine", 25.3}, Row{"serine", 21.5}, Row{"isoleucine", 21.2},
                 Row{"valine", 21.1}, Row{"leucine", 20.7}, Row{"asparagine", 20.1}, Row{"threonine", 19.7},
                 Row{"methionine", 18.8}, Row{"glutamine", 18.6}, Row{"glutamic-acid", 18.5},
                 Row{"phenylalanine", 17.6}, Row{"tyrosine", 17.6}, Row{"proline", 17.4}, Row{"aspartic-acid", 15.5});
    CAPTURE(row.id);
    CHECK_THAT(tu_of(row.id, formic_acid_1m), WithinAbs(row.tu, 0.0501));
}

TEST_CASE("charge state: anions at pH 8.5 and 50 mM come near what real runs gave", "[charge]") {
    // Mobilities of real runs on bare silica. Limiting mobilities miss them by 20 to 50 %.
    struct Row {
        const char* id;
        double tu, within;
    };
    const auto row =
        GENERATE(Row{"lactic-acid", -29.9, 0.01}, Row{"pyruvic-acid", -35.1, 0.01}, Row{"succinic-acid", -45.7, 0.02},
                 Row{"malic-acid", -46.0, 0.04}, Row{"fumaric-acid", -48.6, 0.05}, Row{"isocitric-acid", -50.2, 0.03},
                 Row{"citric-acid", -49.1, 0.06}, Row{"amp", -25.0, 0.06}, Row{"hippuric-acid", -20.6, 0.08},
                 Row{"adp", -30.0, 0.11});
    CAPTURE(row.id);
    CHECK_THAT(tu_of(row.id, ammonium_acetate_50mm), WithinRel(row.tu, row.within));
}

TEST_CASE("charge state: salts conduct as the handbook says", "[charge]") {
    // Equivalent conductivities at 25 degrees C, S cm2/mol (CRC Handbook): at infinite dilution of each ion, and of the
    // solution. Each ion has the other for its counter-ion.
    struct Row {
        const char* salt;
        int charge;
        double cation, anion, ionic_strength_mm, conductivity, within;
    };
    const auto row =
        GENERATE(Row{"KCl", 1, 73.48, 76.31, 10, 141.20, 0.004}, Row{"KCl", 1, 73.48, 76.31, 50, 133.30, 0.006},
                 Row{"NaCl", 1, 50.08, 76.31, 50, 111.01, 0.006}, Row{"HCl", 1, 349.65, 76.31, 50, 398.89, 0.006},
                 Row{"CaCl2", 2, 59.47, 76.31, 15, 120.30, 0.006}, Row{"CaCl2", 2, 59.47, 76.31, 75, 108.42, 0.012});
    CAPTURE(row.salt, row.ionic_strength_mm);
    const double cation = row.cation * tu_per_conductivity, anion = row.anion * tu_per_conductivity;
    const double of_cation =
        actual_mobility_tu(cation, row.charge, {.ionic_strength_mm = row.ionic_strength_mm, .counter_anion_tu = anion});
    // The law of one ion among monovalent counter-ions says nothing of chloride among calcium: there, its loss is that
    // of the electrophoretic term, the same for all ions, and of the relaxation, which Onsager's q makes alike for
    // both.
    const double root = std::sqrt(row.ionic_strength_mm / 1000.0), damped = root / (1.0 + 1.5 * root);
    const double q = row.charge / (row.charge + 1.0) * (cation + anion) / (anion * row.charge + cation);
    const double of_anion = anion - (0.7817 * row.charge * q / (1.0 + std::sqrt(q)) * anion + 31.42) * damped;
    CHECK_THAT((of_cation + of_anion) / tu_per_conductivity, WithinRel(row.conductivity, row.within));
}

TEST_CASE("charge state: activity coefficients are those of sodium chloride", "[charge]") {
    // Mean molal activity coefficients (Robinson and Stokes): 0.902, 0.821, 0.778.
    CHECK_THAT(std::pow(10.0, log_activity(1, 10.0)), WithinAbs(0.902, 0.002));
    CHECK_THAT(std::pow(10.0, log_activity(-1, 50.0)), WithinAbs(0.821, 0.002));
    CHECK_THAT(std::pow(10.0, log_activity(1, 100.0)), WithinAbs(0.778, 0.005));
    CHECK_THAT(log_activity(-3, 50.0), WithinRel(9.0 * log_activity(1, 50.0), 1e-12));
}

TEST_CASE("charge state: the estimate is the least squares of the library", "[charge]") {
    // ln u = a + b ln|z| + c ln(M / 100), the normal equations solved here; sugars and inorganic ions left out.
    const int sign = GENERATE(+1, -1);
    std::array<std::array<double, 4>, 3> normal{};
    std::vector<std::array<double, 4>> points;
    for (const auto& one : library()) {
        if (one.compound_class == "inorganic" || one.compound_class == "sugar") continue;
        for (const auto& [charge, mobility_tu] : one.limiting_mobilities)
            if (charge * sign > 0)
                points.push_back({1.0, std::log(std::abs(charge)), std::log(one.monoisotopic_mass_da / 100.0),
                                  std::log(mobility_tu)});
    }
    for (const auto& point : points)
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 4; ++j) normal[i][j] += point[i] * point[j];
    for (std::size_t i = 0; i < 3; ++i)  // Gauss and Jordan
        for (std::size_t k = 0; k < 3; ++k) {
            if (k == i) continue;
            const double factor = normal[k][i] / normal[i][i];
            for (std::size_t j = 0; j < 4; ++j) normal[k][j] -= factor * normal[i][j];
        }
    const double mass_da = GENERATE(60.0, 180.0, 500.0);
    const int charge = sign * GENERATE(1, 2, 3);
    const auto fitted = [&](double z, double hundreds) {
        return std::exp(normal[0][3] / normal[0][0] + normal[1][3] / normal[1][1] * std::log(z) +
                        normal[2][3] / normal[2][2] * std::log(hundreds));
    };
    CAPTURE(charge, mass_da);
    CHECK(points.size() == (sign > 0 ? 88 : 200));
    CHECK_THAT(estimated_limiting_tu(charge, mass_da), WithinRel(fitted(std::abs(charge), mass_da / 100.0), 0.005));
    double squares = 0.0;
    for (const auto& point : points) {
        const double rest = point[3] - std::log(fitted(std::exp(point[1]), std::exp(point[2])));
        squares += rest * rest;
    }
    CHECK_THAT(std::sqrt(squares / (double(points.size()) - 3.0)), WithinAbs(sign > 0 ? 0.088 : 0.106, 0.0006));
}

// ---- laws ------------------------------------------------------------------------------------------------

TEST_CASE("charge state: half of the molecules are charged where the pH is the pKa", "[charge][property]") {
    const double pka = GENERATE(take(8, random(1.0, 12.0)));
    const AcidBase acid{.steps = {{pka, 0, -1}}, .mobilities = {}};
    CHECK_THAT(share_of(charge_shares(acid, {.ph = pka}), -1), WithinAbs(0.5, 1e-12));
    // Salt stabilises the ion: the acid is stronger, the base weaker.
    const AcidBase base{.steps = {{pka, 1, 0}}, .mobilities = {}};
    CHECK(share_of(charge_shares(acid, {.ph = pka, .ionic_strength_mm = 50}), -1) > 0.54);
    CHECK(share_of(charge_shares(base, {.ph = pka, .ionic_strength_mm = 50}), +1) > 0.54);
}

TEST_CASE("charge state: shares are those at which protons come and go equally often", "[charge][property]") {
    // Brute force: neighbours exchange molecules at the rates that the mass action law names, until nothing changes.
    const double ph = GENERATE(1.0, 1.875, 2.0, 5.5, 8.5);
    const AcidBase histidine = of_library("histidine");
    std::array<double, 4> amount{0.1, 0.2, 0.3, 0.4};
    for (int round = 0; round < 400000; ++round)
        for (std::size_t i = 0; i < histidine.steps.size(); ++i) {
            const double ratio = std::pow(10.0, ph - histidine.steps[i].pka);  // after : before, at balance
            const double moved = 0.5 * (ratio * amount[i] - amount[i + 1]) / (1.0 + ratio);
            amount[i] -= moved;
            amount[i + 1] += moved;
        }
    const auto shares = charge_shares(histidine, {.ph = ph});
    CAPTURE(ph);
    REQUIRE(shares.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(shares[i].charge == 2 - int(i));
        CHECK_THAT(shares[i].share, WithinAbs(amount[i], 1e-9));
    }
}

TEST_CASE("charge state: salt slows, higher charges more, and never turns an ion round", "[charge][property]") {
    const double limiting_tu = GENERATE(take(16, random(5.0, 90.0)));
    const int sign = GENERATE(+1, -1);
    double before = limiting_tu;
    for (const double ionic_strength_mm : {1.0, 10.0, 50.0, 100.0, 1000.0}) {
        const Electrolyte electrolyte{.ionic_strength_mm = ionic_strength_mm};
        const double now = actual_mobility_tu(limiting_tu, sign, electrolyte);
        CHECK((now < before || now == 0.0));
        CHECK(now >= 0.0);
        CHECK(actual_mobility_tu(limiting_tu, 3 * sign, electrolyte) <= now);
        before = now;
    }
    CHECK(actual_mobility_tu(limiting_tu, sign, {.ionic_strength_mm = 0.0}) == limiting_tu);
}

// ---- edges -----------------------------------------------------------------------------------------------

TEST_CASE("charge state: far from every pKa nothing overflows", "[charge][edge]") {
    const auto shares = charge_shares(of_library("spermine"), {.ph = -2.0});
    CHECK_THAT(share_of(shares, 4), WithinAbs(1.0, 1e-9));
    CHECK(share_of(shares, 0) > 0.0);
    CHECK(share_of(charge_shares(of_library("citric-acid"), {.ph = 16.0}), -3) == Approx(1.0));
}

TEST_CASE("charge state: a state without a mobility takes the nearest told one", "[charge][edge]") {
    const std::vector<LimitingMobility> told{{-2, 50.0}, {+1, 30.0}};
    CHECK(told_limiting_tu(told, 0) == 0.0);
    CHECK(told_limiting_tu(told, -2) == 50.0);
    CHECK(told_limiting_tu(told, -1) == 30.0);  // of the other sign
    CHECK_THAT(told_limiting_tu(told, -4).value(), WithinRel(50.0 * std::pow(2.0, 0.91), 1e-12));
    CHECK_FALSE(told_limiting_tu({}, -1));
    const AcidBase acid{.steps = {{4.0, 0, -1}, {7.0, -1, -2}}, .mobilities = {{-1, 30.0}}};
    CHECK_FALSE(effective_mobility(acid, 150.0, {.ph = 4.0}).estimated);
    CHECK(effective_mobility(acid, 150.0, {.ph = 7.0}).estimated);
}

TEST_CASE("charge state: a permanent charge knows no pH", "[charge][edge]") {
    const AcidBase choline{.steps = {}, .mobilities = {{1, 40.0}}, .fixed_charge = 1};
    CHECK(effective_mobility(choline, 104.0, {.ph = 1.0}).mobility_tu == 40.0);
    CHECK(effective_mobility(choline, 104.0, {.ph = 12.0}).mobility_tu == 40.0);
    CHECK(effective_mobility({}, 104.0, {.ph = 12.0}).mobility_tu == 0.0);
}

// ---- refusals --------------------------------------------------------------------------------------------

TEST_CASE("charge state: what is no step and no mobility is refused with its text", "[charge][error]") {
    CHECK_THROWS_WITH(parse_acid_steps("2.2:+1>-1"), Contains("'2.2:+1>-1' has a step that does not lose one proton"));
    CHECK_THROWS_WITH(parse_acid_steps("9:+1>0;4:0>-1"), Contains("do not follow each other"));
    CHECK_THROWS_WITH(parse_acid_steps("4:+1>0;9:-1>-2"), Contains("do not follow each other"));
    CHECK_THROWS_WITH(parse_acid_steps("4"), Contains("has no ':'"));
    CHECK_THROWS_WITH(parse_acid_steps("4,2:+1>0"), Contains("'4,2' is not a number"));
    CHECK_THROWS_WITH(parse_limiting_mobilities("+1:-30"), Contains("none above 0"));
    CHECK_THROWS_WITH(parse_limiting_mobilities("0:30"), Contains("a mobility of no charge"));
    CHECK(parse_acid_steps("").empty());
}

TEST_CASE("charge state: an impossible electrolyte is refused", "[charge][error]") {
    CHECK_THROWS_AS(effective_mobility({}, 100.0, {.ph = 17.0}), ParameterError);
    CHECK_THROWS_AS(effective_mobility({}, 100.0, {.ionic_strength_mm = -1.0}), ParameterError);
    CHECK_THROWS_AS(effective_mobility({}, std::numeric_limits<double>::quiet_NaN(), {}), ParameterError);
}
