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
