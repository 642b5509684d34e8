#pragma once

/// \file
/// The user's compounds and what the standards hold of them.

#include "core/model/compound.hpp"
#include "io/base/fault_book.hpp"
#include "io/base/note_book.hpp"
#include "io/table/user_table.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// Columns of compounds.tsv and of standards.tsv with a meaning of their own; others are passed over with a note.
[[nodiscard]] std::span<const std::string_view> compound_columns();
[[nodiscard]] std::span<const std::string_view> standard_columns();

/// The rows of a compound table. Faults: no name, neither formula nor m/z, what is no number, formula or ion, ids that
/// occur twice, an internal standard that is not in the table. Notes: an m/z that its formula does not give, and
/// compounds that neither m/z nor time tells apart.
[[nodiscard]] std::vector<Compound> compounds_of(const UserTable& table, FaultBook& faults, NoteBook& notes);

/// The rows of a standards table.
[[nodiscard]] std::vector<StandardLevel> standards_of(const UserTable& table, FaultBook& faults, NoteBook& notes);

}  // namespace gassan
