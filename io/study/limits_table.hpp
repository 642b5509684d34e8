#pragma once

/// \file
/// limits.tsv: integration limits that a person set.

#include "core/model/integration_limits.hpp"
#include "io/base/fault_book.hpp"
#include "io/base/note_book.hpp"
#include "io/table/user_table.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace gassan {

/// Columns with a meaning of their own; others are passed over with a note.
[[nodiscard]] std::span<const std::string_view> limit_columns();

/// The rows of a table of limits; one without rows is no fault (all limits may have been taken back). Times stand in
/// begin_s and end_s, or in begin_min and end_min. Faults: no sample, neither a feature nor a compound or both, a time
/// that is missing, no number or told twice, an end that does not come after its begin, two rows for one cell.
[[nodiscard]] std::vector<IntegrationLimits> limits_of(const UserTable& table, FaultBook& faults, NoteBook& notes);

}  // namespace gassan
