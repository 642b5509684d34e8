#pragma once

/// \file
/// Drift and batch correction as tables: what became of the areas, and the account of it (docs/formats.md).

#include "io/table/study_tables.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gassan {

/// As areas_table, after correction; a polarity that could not be corrected stands as it was measured.
[[nodiscard]] StudyTable areas_corrected_table(const Study& study, const StudyResult& result);

/// One row a feature (its areas) and a compound (its responses).
[[nodiscard]] StudyTable corrections_table(const StudyResult& result);

/// What every account of a correction tells of one variable, whatever table it stands in: from `corrected` to `reason`.
[[nodiscard]] std::vector<StudyColumn> correction_columns();
/// Parallel to correction_columns().
[[nodiscard]] std::vector<std::string> correction_cells(const Correction& correction, std::size_t variable);

/// Was the variable found by itself, not only filled in, in so large a share of the QCs that did not fail? Below 70 %
/// the scatter of QCs is that of noise, and says little of drift (Broadhurst et al. 2018, Metabolomics 14:72).
[[nodiscard]] bool is_found_in_qcs(const Correction& correction, std::size_t variable);

/// "line", or "level 2, line 1" where units differ: by how many units.
[[nodiscard]] std::string models_text(const VariableCorrection& variable);

}  // namespace gassan
