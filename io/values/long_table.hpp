#pragma once

/// \file
/// A long table: one row a variable and sample.

#include "core/model/value_table.hpp"
#include "io/values/read_values.hpp"
#include "io/values/sample_index.hpp"
#include "io/values/value_grid.hpp"

#include <optional>

namespace gassan {

/// Its columns; other programs' names are taken where ours are not there.
struct LongColumns {
    std::size_t variable = 0, sample = 0, value = 0;
    std::optional<std::size_t> unit, kind, limit;
};

/// Nothing for a table that is not long: it needs a column of samples (sample_id), of variables (variable, compound_id,
/// feature_id, ...) and of values (value, concentration, area, ...).
[[nodiscard]] std::optional<LongColumns> long_columns(const ValueGrid& grid);

/// Values, kinds and limits; variables in the order in which they first appear. A pair that has no row is not_measured.
/// Numbers in another unit than the variable's first are converted. Faults: samples of the sheet without a row and the
/// other way round, a pair that stands twice, units that cannot be converted, cells that are neither number nor word.
/// \param merge of the rows of a pair (a compound in both polarities) the one that tells most is taken
[[nodiscard]] ValueTable long_values(const ValueGrid& grid, const LongColumns& columns, Study study,
                                     const SampleIndex& samples, const ReadValuesRequest& request, bool merge,
                                     FaultBook& faults, NoteBook& notes);

/// How much a kind tells: what was seen, what was not, what was not looked at.
[[nodiscard]] int worth_of(CellKind kind);

}  // namespace gassan
