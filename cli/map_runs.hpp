#pragma once

/// \file
/// The map step of a study: each run by itself, from its raw file to its file in the store.

#include "cli/result_folder.hpp"
#include "cli/session.hpp"
#include "core/model/study_result.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gassan {

struct MapRequest {
    std::vector<std::size_t> rows;  ///< of the sample sheet
    bool fail_fast = false;         ///< the first run that fails ends it
    bool trust = false;             ///< neither stored files nor inputs of the size they had are hashed again
};

/// What became of the runs that were asked for.
struct MappedRuns {
    std::vector<RunRecord> records;  ///< in the order of MapRequest::rows; all of them unless stopped
    std::size_t computed = 0, kept = 0, failed = 0, warnings = 0;
    bool stopped = false;  ///< by fail_fast
};

/// The parameters that a row of the sheet is looked at with: the study's, and the row's polarity where it tells one.
[[nodiscard]] Params params_of_row(const StudyFile& study, std::size_t row);

/// Each run that is not in the store yet is read, processed, stored and written down; several at once. A run that
/// cannot be used is a failed record, and the others go on. Says what it has to say.
/// \throws EnvironmentError where the store cannot be written
[[nodiscard]] MappedRuns map_runs(const Session& session, const StudyFile& study, ResultFolder& folder,
                                  const MapRequest& request);

/// The records of all rows from what was written down, without a look at any raw file.
/// \throws UsageError naming how many runs have not been looked at with these parameters
[[nodiscard]] std::vector<RunRecord> mapped_before(const StudyFile& study, const ResultFolder& folder, bool trust);

}  // namespace gassan
