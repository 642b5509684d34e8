#pragma once

/// \file
/// What the compounds of a study came to, as columns and rows (docs/formats.md): candidates of features, the user's
/// compounds run by run, concentrations, and the curves they rest on.

#include "io/table/study_tables.hpp"

namespace gassan {

/// One row a feature and candidate, best first.
[[nodiscard]] StudyTable candidates_table(const StudyResult& result);
/// One row a compound of the user's table and run of the sheet.
[[nodiscard]] StudyTable targets_table(const Study& study, const StudyResult& result);
/// Wide: a row a quantified compound, a column a specimen; empty where there is no number.
[[nodiscard]] StudyTable concentrations_table(const StudyResult& result);
/// One row a quantified compound and run.
[[nodiscard]] StudyTable concentrations_long_table(const Study& study, const StudyResult& result);
/// One row a standard on a curve.
[[nodiscard]] StudyTable curves_table(const StudyResult& result);

}  // namespace gassan
