#pragma once

/// \file
/// Drift and batch correction on the road of a study: what `[correct]` asks for.

#include "cli/session.hpp"
#include "core/correct/study_values.hpp"
#include "core/model/study_result.hpp"
#include "io/study/read_study.hpp"

#include <cstddef>
#include <vector>

namespace gassan {

/// Is anything to be corrected?
[[nodiscard]] bool asks_for_correction(const StudyFile& study);

/// What would make the correction stop can be seen in the sheet: orders of injection that are missing or given twice,
/// groups that cannot be told from batches, pools without a bridge. Said before anything is processed. A sheet without
/// QCs is no such fault: the study is processed, and nothing is corrected.
/// \throws ParameterError naming the sheet
void check_correctable(const StudyFile& study);

/// Corrects areas and responses, polarity by polarity, into result.corrections, and puts what concentrations rest on
/// into \p rows; nothing where no correction is asked for. Where a polarity cannot be corrected a warning says why, and
/// its values stay. \return how many warnings there were
std::size_t correct_study(const Session& session, const StudyFile& study, StudyResult& result,
                          std::vector<CompoundRow>& rows);

}  // namespace gassan
