#pragma once

/// \file
/// Tables of values on disk, so that what every cell knows comes back when they are read again (docs/formats.md "Tables
/// of values").

#include "core/model/value_table.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace gassan {

enum class ValuesFormat : std::uint8_t {
    tsv,       ///< FILE.tsv: numbers, a row a variable, a column a sample; FILE.states.tsv, FILE.samples.tsv and
               ///< FILE.variables.tsv beside it
    csv,       ///< the same with commas
    long_tsv,  ///< FILE.tsv: a row a variable and sample, with kind and limit; FILE.samples.tsv, FILE.variables.tsv
    xlsx,      ///< one workbook: sheets values (coloured by kind), states, samples, variables
    w4m,       ///< a folder: dataMatrix.tsv, sampleMetadata.tsv, variableMetadata.tsv, dataMatrix.states.tsv
};

/// The files that write_values makes for a path, the numbers first: to be looked at before the work begins.
[[nodiscard]] std::vector<std::filesystem::path> value_files(const std::filesystem::path& path, ValuesFormat format);

/// Writes a table. Numbers are the shortest that read back to themselves; the same table gives the same bytes; every
/// file appears whole or not at all, the numbers last. read_values of the first file gives the table back: values,
/// kinds, limits, units, scale, facts of samples and variables.
/// \param path of the file; of w4m the folder, which is made
/// \throws ParameterError for a table that does not hold its promises (a measured cell without a number, two variables
/// or samples of one name, a fact whose name a sheet keeps for itself), or that a workbook cannot hold;
/// EnvironmentError
void write_values(const std::filesystem::path& path, const ValueTable& table, ValuesFormat format);

}  // namespace gassan
