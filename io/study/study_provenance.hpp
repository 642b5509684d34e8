#pragma once

#include "core/model/integration_limits.hpp"
#include "core/model/mobility.hpp"
#include "core/model/study.hpp"
#include "core/model/study_result.hpp"
#include "core/params.hpp"
#include "io/base/sha256.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gassan {

/// A file that went into a study, or came out of it.
struct HashedFile {
    std::string role;            ///< "study", "samples", "compounds", "frame"; of an output its kind, e.g. "features"
    std::filesystem::path path;  ///< of an input as told, of an output relative to OUT
    FileHash hash;
};

/// Where the tables of a study come from: everything needed to make them again.
struct StudyProvenance {
    std::string version;                        ///< of the program
    std::vector<std::string> command;           ///< as typed
    std::string written_utc;                    ///< "2026-11-21T22:00:00Z"
    std::vector<HashedFile> inputs;             ///< study.toml, the sheet, ...; runs are in the result
    std::vector<HashedFile> outputs;            ///< every table and report that was written
    Params params;                              ///< effective values
    std::map<std::string, std::string> set_by;  ///< "peak.min_snr" -> "command line" or "study file"; default if absent
    Separations separation;                     ///< as the study described it
    std::vector<IntegrationLimits> limits;      ///< that a person set
};

/// The JSON text of OUT/provenance.json (docs/formats.md).
/// \param result its runs are parallel to Study::samples
[[nodiscard]] std::string study_provenance_json(const StudyProvenance& provenance, const Study& study,
                                                const StudyResult& result);

}  // namespace gassan
