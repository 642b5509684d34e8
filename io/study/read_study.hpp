#pragma once

/// \file
/// A study as the user wrote it down: study.toml with the sheets it names.

#include "core/base/note.hpp"
#include "core/model/compound.hpp"
#include "core/model/integration_limits.hpp"
#include "core/model/mobility.hpp"
#include "core/model/study.hpp"
#include "core/params.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gassan {

struct StudyFile {
    std::filesystem::path path, folder;  ///< of study.toml
    Study study;
    Params params;                              ///< defaults with the file's values laid over
    std::map<std::string, std::string> set_by;  ///< "peak.min_snr" -> "study file"
    Separations separation;
    std::filesystem::path samples, compounds, standards, limits;  ///< as they can be opened; all but the first may be
                                                                  ///< empty
    std::vector<Compound> targets;                                ///< rows of compounds
    std::vector<StandardLevel> levels;                            ///< rows of standards
    std::vector<IntegrationLimits> curated;                       ///< rows of limits
    std::filesystem::path frame;  ///< [align] frame: study.h5 of an earlier study; may be empty
    Notes notes;                  ///< e.g. a column within two letters of a known name
};

/// Everything is checked before it is returned: the TOML, the sheet, the tables, and that every run's file is there.
/// Without [study] samples the sheet is samples.tsv beside study.toml; without [study] name the study has its folder's.
/// [study] polarity is that of the rows that tell none. Notes name their file in `where`.
/// \throws FaultList with all faults of all files at once (at most 50, then how many more).
[[nodiscard]] StudyFile read_study(const std::filesystem::path& study_toml);

/// Reads the limits again, which a person changes while the results stand: from \p path, or from study.limits where it
/// is empty and the file is there. \throws FaultList with all faults
void read_limits_again(StudyFile& study, const std::filesystem::path& path = {});

}  // namespace gassan
