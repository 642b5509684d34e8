#pragma once

/// \file
/// The text of a study.toml: what it names in [study], its parameters, one table a stage, `[peak] min_snr = 3`, and
/// [separation]. The sheets it names are not opened here (io/study/read_study).

#include "core/model/mobility.hpp"
#include "core/model/spectrum.hpp"
#include "core/params.hpp"
#include "io/base/fault_book.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gassan {

/// What a study.toml holds beside the values it lays over the parameters.
struct StudyParams {
    std::vector<std::string> set;  ///< the parameters it sets, "peak.min_snr", in the order of the road
    Separations separation;        ///< what [separation] says, if it is there
    std::string name;              ///< of the study; as the others below "" where it is not told
    std::string samples, compounds, standards, limits;  ///< paths as told
    std::string frame;                                  ///< [align] frame, as told
    bool has_study = false;                             ///< it has a table [study]
    Polarity polarity = Polarity::unknown;              ///< of all runs; unknown: as sheet and files say
};

/// Lays the stage tables of a study.toml over params. Faults, each with file, line, key, cause and the nearest known
/// name: a file that cannot be read or is no TOML, unknown tables and keys, values of the wrong type or outside their
/// range. Params keeps its value where one is faulty. \return nothing where there is no TOML to look at.
[[nodiscard]] std::optional<StudyParams> read_study_toml(const std::filesystem::path& path, Params& params,
                                                         FaultBook& faults);

/// The same for those who need the parameters alone.
/// \throws FaultList with all faults; params is then unchanged.
StudyParams read_study_params(const std::filesystem::path& path, Params& params);

}  // namespace gassan
