#pragma once

/// \file
/// Parameters as one table that is read while the program runs: flags, TOML keys, help, docs/parameters.md and
/// provenance are written from it, so that they cannot part. Made for Params, the road's, SimulateParams and
/// QualityStages.

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

/// All stages in the order in which the struct visits them.
template <class Stages>
[[nodiscard]] std::vector<ParamStage> param_table(const Stages& params);

/// The road's, with their defaults.
[[nodiscard]] inline std::vector<ParamStage> param_table() {
    return param_table(Params{});
}

/// "5", "true", "\"positive\"": as study.toml writes it.
[[nodiscard]] std::string param_text(const ParamValue& value);

/// Sets one parameter.
/// \throws ParameterError saying only what must hold ("must be a number from 0 to 600 s"): the caller knows where the
/// value stands. For a stage or key that does not exist it says so.
template <class Stages>
void set_param(Stages& params, std::string_view stage, std::string_view key, const ParamValue& value);

/// The same from the text of a command line: numbers with '.' decimals and nothing after them, true or false, a word.
template <class Stages>
void set_param_text(Stages& params, std::string_view stage, std::string_view key, std::string_view text);

}  // namespace gassan
