#pragma once

/// \file
/// Tables of values as people and programs hand them over, read into the one table that statistics take
/// (core/model/value_table.hpp, docs/formats.md "Tables of values").

#include "core/model/value_table.hpp"
#include "io/base/fault_book.hpp"
#include "io/base/note_book.hpp"

#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace gassan {

/// Which numbers of a folder of results are wanted.
enum class ResultValues : std::uint8_t {
    best,  ///< concentrations where the folder has a value of one, else corrected areas, else areas
    concentrations,
    areas,
    areas_corrected,
};

/// What a 0 in a table says that tells no states.
enum class ZeroMeans : std::uint8_t {
    below_limit,  ///< nothing was seen: no instrument measures an exact 0
    value,
};

struct ReadValuesRequest {
    ResultValues values = ResultValues::best;
    bool by_specimen = false;         ///< of a folder of results: one column a specimen, else one a run
    std::filesystem::path samples;    ///< the sample sheet; empty: it is among the inputs, or beside them
    std::filesystem::path variables;  ///< the sheet of variables; empty: likewise, and it need not be
    ZeroMeans zero = ZeroMeans::below_limit;
    ValueScale scale = ValueScale::linear;  ///< of numbers whose table does not tell
};

/// The words of `--values`: "concentrations", "areas", "areas_corrected"; of `--zero`: "below_limit", "value".
[[nodiscard]] std::span<const std::string_view> result_values_words();
[[nodiscard]] std::span<const std::string_view> zero_means_words();

/// Reads what a user names after a command: OUT of `gassan run`; a wide table (TSV, CSV, XLSX; samples in columns or in
/// rows) with a sample sheet; the three tables of Workflow4Metabolomics in any order; a long table; a workbook. What a
/// file is, is told by its content. Every cell has one of the five kinds; runs that failed are columns of failed cells.
///
/// Faults go to the book, all of all files at once; what comes back then must not be used (FaultBook::throw_if_any).
/// Notes say what was recognised and what was made of zeros and negative numbers.
/// \throws EnvironmentError when the machine fails
[[nodiscard]] ValueTable read_values(std::span<const std::filesystem::path> inputs, const ReadValuesRequest& request,
                                     FaultBook& faults, NoteBook& notes);

}  // namespace gassan
