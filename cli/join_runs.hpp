#pragma once

/// \file
/// The study step: the runs of the store aligned, matched and filled, and study.h5.

#include "cli/result_folder.hpp"
#include "cli/session.hpp"
#include "core/model/study_result.hpp"

#include <string>
#include <vector>

namespace gassan {

/// What a frame was founded with, as text: with other parameters, another separation or another frame to be placed on,
/// nothing of the old tables stays comparable, and the frame is founded anew.
[[nodiscard]] std::string founded_with(const StudyFile& study);

/// Checks that the frame of [align] frame can be used, before any run is looked at.
/// \param own_file study.h5 of the results, which must not be that frame. \throws ParameterError
void check_frame(const StudyFile& study, const std::filesystem::path& own_file);

/// Places the runs on the frozen frame of OUT/study.h5, or founds it where there is none, where it was founded with
/// something else (which is said), or where \p anew asks for it. Writes study.h5.
/// \param records parallel to the sheet; the reasons of runs that could not be aligned are added to them.
[[nodiscard]] StudyResult join_runs(const Session& session, const StudyFile& study, ResultFolder& folder,
                                    std::vector<RunRecord> records, bool anew);

/// The study as study.h5 holds it. \throws UsageError if there is none
[[nodiscard]] StudyResult joined_before(const ResultFolder& folder, std::vector<RunRecord> records);

}  // namespace gassan
