#pragma once

/// \file
/// Parameters as flags, and who wins: command line over study file over default.

#include "core/model/mobility.hpp"
#include "core/param_table.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace gassan {

/// What was typed. Must outlive the parser it was declared to.
struct ParamFlags {
    std::string study;                         ///< path, or empty
    std::map<std::string, std::string> typed;  ///< "peak.min_snr" -> "5", only what stands on the command line
};

/// Adds --study and one flag a parameter of the named stages (of all, if none is named).
void declare_params(CLI::App& app, ParamFlags& flags, const std::vector<std::string>& stages = {});

/// The same without --study, for a command whose argument is the study.
void declare_param_flags(CLI::App& app, ParamFlags& flags, const std::vector<std::string>& stages = {});

/// One flag a parameter of a table, whose text goes to typed under its name ("peak.min_snr").
void declare_table_flags(CLI::App& app, std::map<std::string, std::string>& typed,
                         const std::vector<ParamStage>& table);

/// Lays typed values over parameters of any table. \throws UsageError naming the flag
template <class Stages>
void lay_values(const std::map<std::string, std::string>& typed, Stages& params);

/// Lays what was typed over parameters, and says so in set_by. \throws UsageError naming the flag
void lay_typed(const ParamFlags& flags, Params& params, std::map<std::string, std::string>& set_by);

/// Effective parameters with what the study says of its separation, and who set them where it was not the default
/// ("command line", "study file").
struct EffectiveParams {
    Params params;
    std::map<std::string, std::string> set_by;
    Separations separation;  ///< of the study file
};

/// \throws UsageError naming the flag; ParameterError naming the study file, its line and the key
[[nodiscard]] EffectiveParams effective_params(const ParamFlags& flags);

/// "number", "N", "true|false" or the choices: what a parameter takes, in a word.
[[nodiscard]] std::string value_kind(const ParamRow& row);

}  // namespace gassan
