#include "core/library/lock_masses.hpp"

#include "core/base/error.hpp"
#include "core/base/table.hpp"
#include "core/chem/ion.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>

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

/// "[M+2H]2+"; what a row means that tells no ion.
std::string usual_ion(int charge) {
    const std::string count = std::abs(charge) > 1 ? std::to_string(std::abs(charge)) : "";
    const char sign = charge > 0 ? '+' : '-';
    return std::string("[M") + sign + count + "H]" + count + sign;
}

/// Signed; 0 where the row tells none.
int charge_of(const Compound& compound) {
    return compound.charge != 0 || compound.ion.empty() ? compound.charge : parse_ion(compound.ion).charge;
}

/// Of the row as an ion of this sign; nothing where it is none, or the molecule has not the atoms that the ion loses.
std::optional<double> lock_mz(const Compound& compound, int sign) {
    const int charge = charge_of(compound);
    if (charge * sign < 0 || (charge == 0 && !std::isnan(compound.mz))) return std::nullopt;
    if (!std::isnan(compound.mz)) return compound.mz;
    try {
        return ion_mz(parse_formula(compound.formula),
                      parse_ion(compound.ion.empty() ? usual_ion(charge == 0 ? sign : charge) : compound.ion));
    } catch (const Error&) {
        return std::nullopt;
    }
}

}  // namespace

std::span<const LockMass> built_in_lock_masses() {
    static const std::vector<LockMass> locks = read_lock_masses();
    return locks;
}

std::vector<LockMass> told_lock_masses(std::span<const Compound> compounds) {
    std::vector<LockMass> locks;
    for (const Compound& compound : compounds) {
        if (compound.role != CompoundRole::lock_mass) continue;
        for (const int sign : {1, -1})
            if (const auto mz = lock_mz(compound, sign))
                locks.push_back({.name = compound.name.empty() ? compound.compound_id : compound.name,
                                 .polarity = sign > 0 ? Polarity::positive : Polarity::negative,
                                 .mz = *mz,
                                 .told = true,
                                 .source = {}});
    }
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
