#pragma once

#include "core/base/note.hpp"
#include "core/model/lock_mass.hpp"
#include "core/model/mobility.hpp"
#include "core/params.hpp"
#include "io/base/sha256.hpp"
#include "io/read_run.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gassan {

/// Where the features of one run come from: everything needed to make them again.
struct RunProvenance {
    std::string version;               ///< of the program
    std::vector<std::string> command;  ///< as typed
    std::filesystem::path input;
    FileHash input_hash;
    RunSummary summary;  ///< counts; the personal data in it is left out
    Params params;       ///< effective values
    std::map<std::string, std::string>
        set_by;              ///< "peak.min_snr" -> "command line" or the study file; default if absent
    Separations separation;  ///< as the study described it
    std::optional<MobilityScale> mobility_scale;  ///< what the run's markers made of it
    std::vector<FoundMarker> markers;
    LockReport lock;  ///< what was made of the lock masses
    std::size_t features = 0;
    std::string features_sha256;  ///< of the bytes of features.tsv
    Notes notes;
    std::string written_utc;  ///< "2026-11-21T22:00:00Z"
};

/// The JSON text of X.provenance.json (docs/formats.md).
[[nodiscard]] std::string provenance_json(const RunProvenance& provenance);

}  // namespace gassan
