#include "core/library/library_mobility.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

LibraryMobility cation(const char* id) {
    return mobility_in(*find_in_library(id), formic_acid_1m, Polarity::positive);
}
LibraryMobility anion(const char* id) {
    return mobility_in(*find_in_library(id), ammonium_acetate_50mm, Polarity::negative);
}

}  // namespace

TEST_CASE("library mobility: what the table knows is said to be from the table", "[library]") {
    CHECK(cation("lysine").basis == MobilityBasis::tabulated);
    CHECK_THAT(cation("lysine").mobility_tu, WithinAbs(40.6, 0.05));
    CHECK_THAT(anion("lactic-acid").mobility_tu, WithinRel(-29.9, 0.01));
    CHECK_THAT(anion("lactic-acid").charge, WithinAbs(-1.0, 1e-3));
    CHECK(cation("sodium-ion").mobility_tu == 51.9);
}

TEST_CASE("library mobility: a strong acid has the charge of its one mobility", "[library]") {
    CHECK(anion("p-toluenesulfonic-acid").charge == -1.0);
    CHECK(anion("p-toluenesulfonic-acid").basis == MobilityBasis::tabulated);
    CHECK(cation("p-toluenesulfonic-acid").mobility_tu < -31.0);
}

TEST_CASE("library mobility: groups or a rule stand in for unknown pKa, and that is said", "[library]") {
    // Half of a cation with the carboxyl group of pKa 2.2 is neutral at 2.2, and two thirds of it charged at 1.875.
    CHECK_THAT(cation("sarcosine").charge, WithinAbs(0.679, 0.001));
    CHECK(cation("sarcosine").basis == MobilityBasis::estimated_charge);
    CHECK_THAT(cation("glycylleucine").charge, WithinAbs(0.955, 0.001));
    CHECK_THAT(cation("tyramine").charge, WithinAbs(1.0, 1e-3));
    CHECK_THAT(anion("atp").charge, WithinAbs(-4.0, 0.01));
    CHECK_THAT(anion("ribose-5-phosphate").charge, WithinAbs(-2.0, 0.01));
    CHECK_THAT(anion("coenzyme-a").charge, WithinAbs(-4.0, 0.01));  // three phosphates, one of them with two protons
    CHECK_THAT(anion("indoxyl-sulfate").charge, WithinAbs(-1.0, 1e-3));
    CHECK(cation("indoxyl-sulfate").mobility_tu < -20.0);                // a sulfate is charged at any pH
    CHECK(anion("tyramine").mobility_tu > 15.0);                         // its amine has pKa 9.5
    CHECK(anion("uridine").basis == MobilityBasis::estimated_mobility);  // pKa 9.3 is known
    CHECK(std::abs(cation("caffeine").mobility_tu) < 3.0);
}

TEST_CASE("library mobility: every compound has one, of the sign of its charge", "[library]") {
    for (const auto& one : library())
        for (const auto& result : {mobility_in(one, formic_acid_1m, Polarity::positive),
                                   mobility_in(one, ammonium_acetate_50mm, Polarity::negative)}) {
            CAPTURE(one.id, result.mobility_tu, result.charge);
            CHECK(std::isfinite(result.mobility_tu));
            CHECK(std::abs(result.mobility_tu) < 110.0);
            CHECK((std::abs(result.charge) < 0.2 || result.mobility_tu * result.charge > 0.0));
        }
}
