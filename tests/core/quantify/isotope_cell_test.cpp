#include "core/quantify/isotope_cell.hpp"

#include "tests/core/quantify/made_cells.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using namespace gassan::test;

TEST_CASE("isotope ratio: is the sum over the elements, by hand", "[isotope_cell]") {
    // One atom of the heavy isotope: n p / (1 - p) each (IUPAC 2013).
    const double c = 0.0107 / 0.9893, h = 0.000115 / 0.999885, n = 0.00364 / 0.99636, o17 = 0.00038 / 0.99757,
                 o18 = 0.00205 / 0.99757;
    const double first = 3 * c + 7 * h + n + 2 * o17;
    CHECK(isotope_ratio(parse_formula("C3H7NO2"), 1) == Approx(first).epsilon(1e-3));
    const double second = 3 * c * c + 3 * c * (7 * h + n + 2 * o17) + 2 * o18 + 7 * h * n + 2 * o17 * (7 * h + n) +
                          21 * h * h + o17 * o17;
    CHECK(isotope_ratio(parse_formula("C3H7NO2"), 2) == Approx(second).epsilon(1e-3));
    CHECK(std::isnan(isotope_ratio(parse_formula("P"), 1)));
}

TEST_CASE("cell by isotope: a saturated area comes back from its M+1", "[isotope_cell]") {
    const Formula arginine = parse_formula("C6H14N4O2");
    Cell full = cell_of(4e6, 1e4);
    full.flags = FeatureFlag::saturated;
    full.mz = 175.119;
    Cell isotope = cell_of(1e7 * isotope_ratio(arginine, 1), 2e4);
    isotope.mz = 176.122;
    const auto told = cell_by_isotope(full, isotope, arginine, 1);
    REQUIRE(told);
    CHECK(told->area == Approx(1e7));
    CHECK(told->area_se / told->area == Approx(isotope.area_se / isotope.area));
    CHECK(told->mz == 175.119);
    CHECK_FALSE(has(told->flags, FeatureFlag::saturated));
    isotope.flags = FeatureFlag::saturated;
    CHECK_FALSE(cell_by_isotope(full, isotope, arginine, 1));
    CHECK_FALSE(cell_by_isotope(full, below(10.0), arginine, 1));
}
