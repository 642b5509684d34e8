#pragma once

/// \file
/// What is to be simulated, and who decides: command line over --config over geometry over preset over default.

#include "core/simulate/presets.hpp"
#include "io/base/note_book.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace gassan {

struct SimulationRequest {
    std::string preset = {};  ///< names the runs, runs/tiny_01.mzML; "" = none, runs/run_01.mzML
    SimulateParams params = {};
    std::vector<SimulatedCompound> compounds = {};
    std::uint64_t seed = 1;
    std::filesystem::path compound_table = {};  ///< the user's own; "" = those of the preset

    /// tiny_01, ..., with as many digits as the last run needs, two at least. \param run from 0
    [[nodiscard]] std::string run_name(int run) const;
};

/// A preset as it is. \throws ParameterError naming the presets there are
[[nodiscard]] SimulationRequest preset_request(const std::string& preset, std::uint64_t seed = 1);

/// What was typed; "" where nothing was.
struct SimulationWords {
    std::string preset, config, compounds, seed, runs, geometry;
    bool profile = false;
    std::map<std::string, std::string> typed;  ///< "separation.eof_tu" -> "20"
};

/// \param notes what the reader of the compound table assumed \throws UsageError naming the flag; FaultList with all
/// faults of the files at once; ParameterError for values that do not go together
[[nodiscard]] SimulationRequest request_of(const SimulationWords& words, NoteBook& notes);

/// "tiny, demo, ..."
[[nodiscard]] std::string preset_list();

}  // namespace gassan
