#include "core/library/lock_masses.hpp"

#include "core/base/error.hpp"
#include "core/base/table.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {

namespace embedded {
extern const std::string_view lock_masses_tsv;
}

namespace {

constexpr double same_ion_da = 0.0005;  // an electron's mass: what is nearer is the same ion

Polarity polarity_of(std::string_view mode) {
    if (mode == "positive") return Polarity::positive;
    if (mode == "negative") return Polarity::negative;
    throw Error("lock masses: '" + std::string(mode) + "' is no mode");
}

std::vector<LockMass> read_lock_masses() {
    const auto table = split_table(embedded::lock_masses_tsv);
    std::vector<LockMass> locks;
    for (std::size_t row = 0; row < table.rows.size(); ++row)
        locks.push_back({.name = std::string(cell(table, row, "name")),
                         .polarity = polarity_of(cell(table, row, "mode")),
                         .mz = to_number(cell(table, row, "mz")),
                         .use = cell(table, row, "use") == "yes",
                         .told = false,
                         .source = std::string(cell(table, row, "source"))});
    return locks;
}

}  // namespace

std::span<const LockMass> built_in_lock_masses() {
    static const std::vector<LockMass> locks = read_lock_masses();
    return locks;
}

std::vector<LockMass> lock_masses_with(std::span<const LockMass> told) {
    std::vector<LockMass> locks(told.begin(), told.end());
    const auto is_told = [&](const LockMass& lock) {
        return std::any_of(told.begin(), told.end(), [&](const LockMass& one) {
            return one.polarity == lock.polarity && std::abs(one.mz - lock.mz) < same_ion_da;
        });
    };
    for (const LockMass& lock : built_in_lock_masses())
        if (!is_told(lock)) locks.push_back(lock);
    return locks;
}

}  // namespace gassan
