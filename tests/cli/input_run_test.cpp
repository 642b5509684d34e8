#include "cli/input_run.hpp"

#include "core/chem/formula.hpp"

#include <catch2/catch.hpp>

using namespace gassan;

TEST_CASE("input_run: lock masses of a compound table have the m/z told, or else that of formula and ion", "[cli]") {
    std::vector<Compound> rows(5);
    rows[0] = {.compound_id = "a", .name = "analyte", .mz = 100.0};
    rows[1] = {.compound_id = "b", .name = "both", .mz = 200.5, .role = CompoundRole::lock_mass};
    rows[2] = {.compound_id = "c", .name = "purine", .formula = "C5H4N4", .charge = 1, .role = CompoundRole::lock_mass};
    rows[3] = {.compound_id = "d",
               .name = "hexakis",
               .formula = "C12H18F12N3O6P3",
               .ion = "[M+CH3COO]-",
               .charge = -1,
               .role = CompoundRole::lock_mass};
    rows[4] = {
        .compound_id = "e", .name = "no hydrogen", .formula = "CF4", .charge = -1, .role = CompoundRole::lock_mass};
    const auto locks = told_lock_masses(rows);
    REQUIRE(locks.size() == 4);
    CHECK(locks[0].mz == 200.5);
    CHECK(locks[0].polarity == Polarity::positive);
    CHECK(locks[1].polarity == Polarity::negative);
    CHECK(locks[2].mz == Approx(121.050873).margin(1e-6));
    CHECK(locks[3].mz == Approx(680.035537).margin(1e-6));
    for (const LockMass& lock : locks) CHECK((lock.told && lock.use));
}
