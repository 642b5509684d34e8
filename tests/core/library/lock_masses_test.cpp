#include "core/library/lock_masses.hpp"

#include "core/chem/formula.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace gassan;

TEST_CASE("lock masses: have the m/z of their formulas, electron and all", "[library]") {
    // Those with one 13C weigh 1.0033548 more than their formula.
    struct Row {
        double mz;
        const char* formula;
        int charge;
        double carbon_13_da;
    };
    const Row rows[] = {{66.063061, "C2H9O2", 1, 1.0033548},      {622.028961, "C12H19F12N3O6P3", 1, 0.0},
                        {121.050873, "C5H5N4", 1, 0.0},           {922.009799, "C18H19F24N3O6P3", 1, 0.0},
                        {120.038337, "C4H7O4", -1, 1.0033548},    {680.035537, "C14H21F12N3O8P3", -1, 0.0},
                        {112.985587, "C2F3O2", -1, 0.0},          {1033.988110, "C20H18F27N3O8P3", -1, 0.0},
                        {966.000725, "C19H19F24N3O8P3", -1, 0.0}, {322.048123, "C6H19N3O6P3", 1, 0.0}};
    const auto locks = built_in_lock_masses();
    for (const Row& row : rows) {
        CAPTURE(row.formula);
        const double mz = ion_mz(parse_formula(row.formula), row.charge) + row.carbon_13_da;
        CHECK(mz == Approx(row.mz).margin(2e-6));
        CHECK(std::any_of(locks.begin(), locks.end(), [&](const LockMass& lock) {
            return lock.mz == row.mz && (lock.polarity == Polarity::positive) == (row.charge > 0) && lock.use;
        }));
    }
}

TEST_CASE("lock masses: the dimers that saturate are named and not used, and every row has a source", "[library]") {
    std::size_t not_used = 0;
    for (const LockMass& lock : built_in_lock_masses()) {
        not_used += !lock.use;
        if (!lock.use) CHECK((lock.mz == 65.059706 || lock.mz == 119.034982));
        CHECK_FALSE(lock.source.empty());
        CHECK_FALSE(lock.told);
    }
    CHECK(not_used == 2);
}

TEST_CASE("lock masses: one that the user tells stands for the one of the table", "[library]") {
    const std::vector<LockMass> told{{.name = "mine", .polarity = Polarity::positive, .mz = 622.029, .told = true}};
    const auto locks = lock_masses_with(told);
    CHECK(locks.size() == built_in_lock_masses().size());
    CHECK(std::count_if(locks.begin(), locks.end(),
                        [](const LockMass& lock) { return std::abs(lock.mz - 622.029) < 0.01; }) == 1);
    CHECK(locks.front().name == "mine");
}

TEST_CASE("lock masses: those of a compound table have the m/z told, or else that of formula and ion", "[library]") {
    std::vector<Compound> rows(5);
    rows[0] = {.compound_id = "a", .name = "analyte", .charge = 1, .mz = 100.0};
    rows[1] = {.compound_id = "b", .name = "purine", .formula = "C5H4N4", .charge = 1, .role = CompoundRole::lock_mass};
    rows[2] = {.compound_id = "c",
               .name = "hexakis",
               .formula = "C12H18F12N3O6P3",
               .ion = "[M+CH3COO]-",
               .charge = -1,
               .role = CompoundRole::lock_mass};
    rows[3] = {
        .compound_id = "d", .name = "no hydrogen", .formula = "CF4", .charge = -1, .role = CompoundRole::lock_mass};
    rows[4] = {.compound_id = "e", .charge = -2, .mz = 200.5, .role = CompoundRole::lock_mass};
    const auto locks = told_lock_masses(rows);
    REQUIRE(locks.size() == 3);
    CHECK(locks[0].mz == Approx(121.050873).margin(1e-6));
    CHECK(locks[0].polarity == Polarity::positive);
    CHECK(locks[1].mz == Approx(680.035537).margin(1e-6));
    CHECK(locks[1].polarity == Polarity::negative);
    CHECK(locks[2].mz == 200.5);
    CHECK(locks[2].name == "e");
    CHECK(locks[2].polarity == Polarity::negative);
    for (const LockMass& lock : locks) CHECK((lock.told && lock.use));
}

TEST_CASE("lock masses: one that is told has the sign of its charge or ion, and none by an m/z alone", "[library]") {
    const auto polarities = [](const Compound& compound) {
        std::vector<Polarity> all;
        for (const LockMass& lock : told_lock_masses(std::vector{compound})) all.push_back(lock.polarity);
        return all;
    };
    using Signs = std::vector<Polarity>;
    constexpr auto role = CompoundRole::lock_mass;
    CHECK(polarities({.name = "m/z alone", .mz = 622.029, .role = role}).empty());
    CHECK(polarities({.name = "ion", .ion = "[M+H]+", .mz = 622.029, .role = role}) == Signs{Polarity::positive});
    CHECK(polarities({.name = "ion", .ion = "[M-H]-", .mz = 119.036, .role = role}) == Signs{Polarity::negative});
    CHECK(polarities({.name = "ion", .formula = "C5H4N4", .ion = "[M-H]-", .role = role}) == Signs{Polarity::negative});
    CHECK(polarities({.name = "formula", .formula = "C5H4N4", .role = role}) ==
          Signs{Polarity::positive, Polarity::negative});
}
