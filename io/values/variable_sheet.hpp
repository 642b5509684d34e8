#pragma once

/// \file
/// The sheet of variables beside a table of values: name, unit, scale, and whatever else is told of them.

#include "core/model/value_table.hpp"
#include "io/values/value_grid.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// Names of columns that mean something: "variable", "name", "unit", "scale".
[[nodiscard]] std::span<const std::string_view> variable_columns();

struct VariableSheet {
    std::vector<std::string> facts;
    std::vector<Variable> variables;  ///< in the sheet's order
    std::optional<ValueScale> scale;  ///< nothing: not told
};

/// Faults: a variable twice or without a name, an unknown scale, two scales in one table.
[[nodiscard]] VariableSheet read_variable_sheet(const ValueGrid& grid, FaultBook& faults);

/// The same of columns of a wide table itself, its variables in the first column.
[[nodiscard]] VariableSheet variable_sheet_of_columns(const ValueGrid& grid, std::span<const std::size_t> columns,
                                                      FaultBook& faults);

/// What both say: of name, unit, scale and a fact that both have, the first counts.
[[nodiscard]] VariableSheet joined(VariableSheet first, const VariableSheet& second);

/// Puts what the sheet says beside the variables of the table. Notes: variables that only one of them has, units that
/// are not known.
void describe(ValueTable& table, const VariableSheet& sheet, const std::string& name, NoteBook& notes);

}  // namespace gassan
