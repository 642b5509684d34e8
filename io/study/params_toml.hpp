#pragma once

/// \file
/// What a study.toml says to the road of one run: parameters, one table a stage, `[peak] min_snr = 5`, and
/// [separation].

#include "core/model/mobility.hpp"
#include "core/params.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gassan {

/// What a study.toml holds beside the values it lays over the parameters.
struct StudyParams {
    std::vector<std::string> set;  ///< the parameters it sets, "peak.min_snr", in the order of the road
    std::vector<std::string>
        tables;  ///< tables that are no stage and stand in the file: "study", "separation", "align"
    std::optional<SeparationSettings> separation;  ///< what [separation] says, if it is there
};

/// Lays the stage tables of a study.toml over params. Tables that are no stage are named; [separation] is
/// read, of [study] the keys are looked at, of [align] nothing.
/// \throws ParameterError naming file, line, key, cause, and the nearest known name: for a file that cannot be read or
/// is no TOML, unknown tables and keys, and values of the wrong type or outside their range. params is then unchanged.
StudyParams read_study_params(const std::filesystem::path& path, Params& params);

}  // namespace gassan
