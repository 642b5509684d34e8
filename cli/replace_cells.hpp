#pragma once

/// \file
/// Cells of a study that are measured again in its stored runs: where a person set limits, and where ions are
/// saturated.

#include "cli/result_folder.hpp"
#include "cli/session.hpp"
#include "core/base/note.hpp"
#include "core/model/study_result.hpp"
#include "core/target/replaced_cells.hpp"

#include <optional>
#include <vector>

namespace gassan {

/// Every row of limits must have its cell among the features of \p result, and limits of features need the frame that
/// they were seen on. \throws FaultList naming file and line
void check_limits(const StudyFile& study, const StudyResult& result);
/// The same before anything is done to OUT. \param anew the frame will be founded again, so that ids mean other
/// features
void check_limits(const StudyFile& study, const ResultFolder& folder, bool anew);

/// The cells between limits, parallel to study.curated; a run without centroids gives a note instead.
struct CuratedCells {
    std::vector<CuratedPlace> places;
    std::vector<std::optional<Cell>> cells;
    Notes notes;
};
[[nodiscard]] CuratedCells integrate_curated(const Session& session, const StudyFile& study, const ResultFolder& folder,
                                             const StudyResult& result);

/// Puts those of features into the tables. The frozen ones of study.h5 stay: limits can be taken back.
void put_in_tables(const CuratedCells& curated, StudyResult& result);
/// Puts those of compounds that no feature is into their rows, parallel to the targets.
void put_in_rows(const CuratedCells& curated, const Study& study, const StudyResult& result,
                 std::vector<CompoundRow>& rows);

/// Saturated cells of compounds as their isotopologues tell them.
void weigh_saturated(const Session& session, const StudyFile& study, const ResultFolder& folder,
                     const StudyResult& result, std::vector<CompoundRow>& rows);

}  // namespace gassan
