#pragma once

/// \file
/// What a study gives to its reader: tables, workbook, report, provenance.

#include "cli/result_folder.hpp"
#include "cli/session.hpp"
#include "core/model/study_result.hpp"

namespace gassan {

/// Up to so many runs a study gets cells.tsv and study.xlsx.
constexpr std::size_t most_runs_in_tables = 1000;

/// features.tsv, cells.tsv, areas.tsv, areas_by_specimen.tsv, runs.tsv, study.xlsx.
void write_tables(const Session& session, const StudyFile& study, const StudyResult& result,
                  const ResultFolder& folder);

void write_report(const Session& session, const StudyFile& study, const StudyResult& result,
                  const ResultFolder& folder);

/// provenance.json, with the hashes of all that is there.
void write_provenance(const Session& session, const StudyFile& study, const StudyResult& result,
                      const ResultFolder& folder);

}  // namespace gassan
