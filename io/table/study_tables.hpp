#pragma once

/// \file
/// The tables of a study as columns and rows, made once: the text files and the workbook are written from the same
/// cells, so that they cannot part. Columns are promised in docs/formats.md.

#include "core/model/study.hpp"
#include "core/model/study_result.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gassan {

struct StudyColumn {
    std::string name;
    bool is_number = false;  ///< every cell is a number or empty
};

struct StudyRow {
    std::vector<std::string> cells;  ///< parallel to the columns; free of tabs, line ends and other control characters
    std::vector<std::optional<CellKind>> kinds;  ///< parallel to cells where a table colours its cells, else empty
};

/// A table that is walked, never held: a study of 1,000 runs has millions of cells.
struct StudyTable {
    std::string name;  ///< of file and sheet, without ".tsv"
    std::vector<StudyColumn> columns;
    std::size_t rows = 0;
    /// Calls the sink once a row, in order; the row is only there during the call.
    std::function<void(const std::function<void(const StudyRow&)>& sink)> for_each_row;
};

/// Each looks at study and result when it is walked: they must outlive it. StudyResult::runs is parallel to
/// Study::samples.
[[nodiscard]] StudyTable study_features_table(const Study& study, const StudyResult& result);
[[nodiscard]] StudyTable cells_table(const Study& study, const StudyResult& result);
[[nodiscard]] StudyTable areas_table(const Study& study, const StudyResult& result);
[[nodiscard]] StudyTable areas_by_specimen_table(const Study& study, const StudyResult& result);
[[nodiscard]] StudyTable runs_table(const Study& study, const StudyResult& result);

/// The specimens of a study in the order in which the sheet first names them.
[[nodiscard]] std::vector<std::string> specimens_of(const Study& study);

}  // namespace gassan
