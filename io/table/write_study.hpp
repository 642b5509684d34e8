#pragma once

/// \file
/// The tables of a finished study (docs/formats.md).

#include "core/model/study.hpp"
#include "core/model/study_result.hpp"
#include "io/table/study_tables.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace gassan {

using TextSink = std::function<void(std::string_view)>;

/// Any table in the form of those below.
void table_tsv(const StudyTable& table, const TextSink& sink);

/// Each writes its whole table to the sink, row by row: header, LF, '.' decimals, an empty cell where there is nothing.
void study_features_tsv(const Study& study, const StudyResult& result, const TextSink& sink);
void cells_tsv(const Study& study, const StudyResult& result, const TextSink& sink);
void areas_tsv(const Study& study, const StudyResult& result, const TextSink& sink);
/// After correction, and the account of it: where StudyResult::corrections holds one (io/table/correction_tables).
void areas_corrected_tsv(const Study& study, const StudyResult& result, const TextSink& sink);
void corrections_tsv(const Study& study, const StudyResult& result, const TextSink& sink);
/// A column a specimen: both polarities side by side, the median of replicates.
void areas_by_specimen_tsv(const Study& study, const StudyResult& result, const TextSink& sink);
/// What features may be, and the user's compounds run by run (io/table/quantity_tables).
void candidates_tsv(const Study& study, const StudyResult& result, const TextSink& sink);
void targets_tsv(const Study& study, const StudyResult& result, const TextSink& sink);
void concentrations_tsv(const Study& study, const StudyResult& result, const TextSink& sink);
void concentrations_long_tsv(const Study& study, const StudyResult& result, const TextSink& sink);
void curves_tsv(const Study& study, const StudyResult& result, const TextSink& sink);
void runs_tsv(const Study& study, const StudyResult& result, const TextSink& sink);

/// The same tables as sheets of one workbook, every name typed as text. \throws EnvironmentError
void write_study_xlsx(const std::filesystem::path& path, const Study& study, const StudyResult& result);

}  // namespace gassan
