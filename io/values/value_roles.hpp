#pragma once

/// \file
/// Which of the tables that a user hands over is the one of values, and what the others are.

#include "io/values/read_values.hpp"
#include "io/values/sample_index.hpp"
#include "io/values/value_grid.hpp"

namespace gassan {

/// How a table came here.
enum class GridSource : std::uint8_t {
    given,      ///< among the inputs: its content tells what it is
    samples,    ///< named as the sample sheet, or found beside under that name
    variables,  ///< likewise
    states,
    digits,
};

struct SourcedGrid {
    ValueGrid grid;
    GridSource source = GridSource::given;
};

/// Reads the files, those that are named with them, and those that write_values puts beside the numbers.
[[nodiscard]] std::vector<SourcedGrid> gather_grids(std::span<const std::filesystem::path> inputs,
                                                    const ReadValuesRequest& request, FaultBook& faults,
                                                    NoteBook& notes);

/// The sheet of samples: that which was named so, else the one table with a column of types. Null, and a fault, where
/// there is none or more than one.
[[nodiscard]] const ValueGrid* sample_sheet_of(const std::vector<SourcedGrid>& grids, FaultBook& faults);

struct ValueRoles {
    const ValueGrid* values = nullptr;
    const ValueGrid* states = nullptr;
    const ValueGrid* digits = nullptr;
    const ValueGrid* variables = nullptr;
};

/// The others: the table of values names samples of the sheet, a table of states is one whose cells are states, a sheet
/// of variables names variables of the table. Sheets of a workbook that are nothing of this are left alone with a note;
/// files are faults. values is null, with a fault, where no table or more than one has values.
[[nodiscard]] ValueRoles value_roles(const std::vector<SourcedGrid>& grids, const ValueGrid& sheet,
                                     const SampleIndex& samples, FaultBook& faults, NoteBook& notes);

}  // namespace gassan
