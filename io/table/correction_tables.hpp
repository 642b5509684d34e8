#pragma once

/// \file
/// Drift and batch correction as tables: what became of the areas, and the account of it (docs/formats.md).

#include "io/table/study_tables.hpp"

#include <string>

namespace gassan {

/// As areas_table, after correction; a polarity that could not be corrected stands as it was measured.
[[nodiscard]] StudyTable areas_corrected_table(const Study& study, const StudyResult& result);

/// One row a feature (its areas) and a compound (its responses).
[[nodiscard]] StudyTable corrections_table(const StudyResult& result);

/// "line", or "level 2, line 1" where units differ: by how many units.
[[nodiscard]] std::string models_text(const VariableCorrection& variable);

}  // namespace gassan
