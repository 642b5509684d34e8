#pragma once

/// \file
/// The tables of a study.toml that hold parameters: one table a stage, `[peak] min_snr = 5`.

#include "core/params.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace gassan {

/// What a study.toml holds beside the values it lays over the parameters.
struct StudyParams {
    std::vector<std::string> set;  ///< the parameters it sets, "peak.min_snr", in the order of the road
    std::vector<std::string>
        tables;  ///< tables that are no stage and stand in the file: "study", "separation", "align"
};

/// Lays the stage tables of a study.toml over params. Tables that are no stage are named, their keys are not looked at
/// except those of [study].
/// \throws ParameterError naming file, line, key, cause, and the nearest known name: for a file that cannot be read or
/// is no TOML, unknown tables and keys, and values of the wrong type or outside their range. params is then unchanged.
StudyParams read_study_params(const std::filesystem::path& path, Params& params);

}  // namespace gassan
