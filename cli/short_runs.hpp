#pragma once

#include "core/model/study_result.hpp"

#include <vector>

namespace gassan {

/// Warns of runs whose scans end long before those of the other runs of their polarity usually do (before 0.8 of the
/// median, of at least three): the run was perhaps ended early, or its end was lost.
/// \return parallel to records: what was said of each, mostly nothing
std::vector<Notes> warn_of_short_runs(std::vector<RunRecord>& records);

}  // namespace gassan
