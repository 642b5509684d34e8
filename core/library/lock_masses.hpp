#pragma once

/// \file
/// The lock masses that are built into the program: core/library/lock_masses.tsv, with the source of each.

#include "core/model/lock_mass.hpp"

#include <span>
#include <vector>

namespace gassan {

/// All rows in the order of the table; parsed once.
[[nodiscard]] std::span<const LockMass> built_in_lock_masses();

/// Those of the table and those that the user told; of the table not what the user told too (within 0.5 mDa).
[[nodiscard]] std::vector<LockMass> lock_masses_with(std::span<const LockMass> told);

}  // namespace gassan
