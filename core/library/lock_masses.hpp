#pragma once

/// \file
/// The lock masses that are built into the program (core/library/lock_masses.tsv, with the source of each), and those
/// that the user tells.

#include "core/model/compound.hpp"
#include "core/model/lock_mass.hpp"

#include <span>
#include <vector>

namespace gassan {

/// All rows in the order of the table; parsed once.
[[nodiscard]] std::span<const LockMass> built_in_lock_masses();

/// The ions that a compound table calls lock_mass: by their m/z, or else by their formula and ion. Each is one of the
/// polarity that its charge or ion says. A row of a formula alone is one in both, protonated and deprotonated; one of
/// an m/z alone is none, for an m/z without a sign is no ion (the table's reader refuses it).
[[nodiscard]] std::vector<LockMass> told_lock_masses(std::span<const Compound> compounds);

/// Those of the table and those that the user told; of the table not what the user told too (within 0.5 mDa).
[[nodiscard]] std::vector<LockMass> lock_masses_with(std::span<const LockMass> told);

}  // namespace gassan
