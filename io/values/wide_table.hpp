#pragma once

/// \file
/// A wide table, samples in its columns or in its rows: which cell is which, and what all of them know.

#include "core/model/value_table.hpp"
#include "io/values/read_values.hpp"
#include "io/values/sample_index.hpp"
#include "io/values/value_grid.hpp"

namespace gassan {

/// Where a wide table holds what.
struct WidePlan {
    bool samples_in_rows = false;
    std::vector<std::string> variables;     ///< ids, in the table's order
    std::vector<std::size_t> variable_at;   ///< parallel: row, or column where samples are rows
    std::vector<std::size_t> sample_at;     ///< a place a sample of the sheet: column, or row; nowhere = not there
    std::vector<std::size_t> fact_columns;  ///< columns that tell of variables
};
constexpr std::size_t nowhere = std::size_t(-1);

/// How many names of samples stand in the header, and in the column that has the most of them.
struct SampleMatches {
    std::size_t in_header = 0, in_rows = 0;
    std::size_t column = 0;  ///< of in_rows
    [[nodiscard]] std::size_t most() const { return in_header > in_rows ? in_header : in_rows; }
};
[[nodiscard]] SampleMatches sample_matches(const ValueGrid& grid, const SampleIndex& samples);

/// Matches a table with the samples of the sheet. Faults: samples that are not there, columns or rows without a sample,
/// samples and variables that stand twice, names that are empty.
[[nodiscard]] WidePlan wide_plan(const ValueGrid& grid, const Study& study, const SampleIndex& samples,
                                 FaultBook& faults, NoteBook& notes);

/// The tables that stand beside the numbers; null: not there.
struct WideCompanions {
    const ValueGrid* states = nullptr;
    const ValueGrid* digits = nullptr;
};

/// Values, kinds and limits of all cells. Without states zeros are what the request says, and negative numbers are told
/// of. Faults: cells that are neither number nor word, states that contradict their cell, companions of another table.
[[nodiscard]] ValueTable wide_values(const ValueGrid& grid, const WidePlan& plan, const WideCompanions& companions,
                                     Study study, const SampleIndex& samples, const ReadValuesRequest& request,
                                     FaultBook& faults, NoteBook& notes);

}  // namespace gassan
