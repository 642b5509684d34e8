#pragma once

/// \file
/// A table of values as columns and rows: numbers, states, samples and variables, each made once for all formats.

#include "core/model/value_table.hpp"
#include "io/table/study_tables.hpp"

#include <string>

namespace gassan {

/// Whose names columns have.
enum class SheetDialect : std::uint8_t { own, w4m };

/// Each looks at the table when it is walked: it must outlive them.
/// Numbers, a row a variable and a column a sample; `absent` where there is none.
[[nodiscard]] StudyTable numbers_sheet(const ValueTable& table, const std::string& corner, const std::string& absent);
/// The states of the same cells (io/values/value_cell).
[[nodiscard]] StudyTable states_sheet(const ValueTable& table, const std::string& corner);
/// The digits of numbers that 16 do not tell. Only rows that have any.
[[nodiscard]] StudyTable digits_sheet_of(const ValueTable& table, const std::string& corner);
/// A row a sample: sample_id, type and what else is told; columns that other programs name otherwise are always there.
[[nodiscard]] StudyTable samples_sheet(const ValueTable& table, SheetDialect dialect);
/// A row a variable: variable, name, unit, scale and its facts.
[[nodiscard]] StudyTable variables_sheet(const ValueTable& table, const std::string& corner);
/// A row a variable and sample: variable, sample_id, value, unit, kind, limit.
[[nodiscard]] StudyTable long_sheet(const ValueTable& table);

/// Does any number need more than 16 digits?
[[nodiscard]] bool needs_digits(const ValueTable& table);

}  // namespace gassan
