#pragma once

/// \file
/// The text of a simulation.toml: `preset`, `seed`, `compounds`, then the simulator's parameters in their tables,
/// `[separation] eof_tu = 16`. What the parameters mean is not known here: their names come with the call.

#include "core/param_table.hpp"
#include "io/base/fault_book.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gassan {

/// One parameter that a file sets.
struct TomlSetting {
    std::string stage, key;
    ParamValue value;
    std::string place;  ///< how a refusal of the value begins: "FILE: line 5: [mass] floor_ppm = -1: "

    [[nodiscard]] std::string name() const { return stage + "." + key; }  ///< "mass.floor_ppm"
};

struct SimulateToml {
    std::string preset;        ///< "" = not told
    std::string preset_place;  ///< how a refusal of it begins
    std::optional<std::uint64_t> seed;
    std::filesystem::path compounds;    ///< as it can be opened: relative ones start at the file's folder
    std::vector<TomlSetting> settings;  ///< in the order of `known`

    /// The value of a parameter that holds a word; "" where the file does not set it.
    [[nodiscard]] std::string word(std::string_view name) const;
};

/// Faults, each with file, line, key, cause and the nearest known name: a file that cannot be read or is no TOML,
/// unknown tables and keys, root keys of the wrong type, what is no single value. Whether a value is allowed is asked
/// where it is set. \return nothing where there is no TOML to look at.
[[nodiscard]] std::optional<SimulateToml> read_simulate_toml(const std::filesystem::path& path,
                                                             std::span<const ParamStage> known, FaultBook& faults);

}  // namespace gassan
