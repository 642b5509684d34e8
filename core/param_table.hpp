#pragma once

/// \file
/// The parameters of the road as one table that is read while the program runs: flags, TOML keys, help,
/// docs/parameters.md and provenance are written from it, so that they cannot part.

#include "core/params.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gassan {

/// A value as study.toml and provenance write it.
using ParamValue = std::variant<bool, std::int64_t, double, std::string>;

/// One parameter with the value it has.
struct ParamRow {
    std::string stage, key;
    ParamValue value;
    FieldNote note;

    [[nodiscard]] std::string name() const { return stage + "." + key; }  ///< "peak.min_snr"
};

/// The parameters of one stage, in the order of its fields.
struct ParamStage {
    std::string name, text;
    std::vector<ParamRow> rows;
};

/// All stages in the order of the road.
[[nodiscard]] std::vector<ParamStage> param_table(const Params& params = {});

/// "5", "true", "\"positive\"": as study.toml writes it.
[[nodiscard]] std::string param_text(const ParamValue& value);

/// Sets one parameter.
/// \throws ParameterError saying only what must hold ("must be a number from 0 to 600 s"): the caller knows where the
/// value stands. For a stage or key that does not exist it says so.
void set_param(Params& params, std::string_view stage, std::string_view key, const ParamValue& value);

/// The same from the text of a command line: numbers with '.' decimals and nothing after them, true or false, a word.
void set_param_text(Params& params, std::string_view stage, std::string_view key, std::string_view text);

}  // namespace gassan
