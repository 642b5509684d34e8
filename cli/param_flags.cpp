#include "cli/param_flags.hpp"

#include "cli/session.hpp"
#include "core/model/quality_params.hpp"
#include "core/simulate/simulate_params.hpp"
#include "io/study/params_toml.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace gassan {
namespace {

/// "apex height over local noise (default: 5; 0 to 1000000 s)"
std::string flag_text(const ParamRow& row) {
    std::string text = std::string(row.note.text) + " (default: " + param_text(row.value);
    if (!row.note.choices.empty()) text += "; " + demand(row.note, false).substr(std::string("must be ").size());
    const bool number = std::holds_alternative<double>(row.value) || std::holds_alternative<std::int64_t>(row.value);
    if (number) text += "; " + number_text(row.note.low) + " to " + number_text(row.note.high);
    if (number && row.note.unit != "1") text += " " + std::string(row.note.unit);
    return text + ")";
}

}  // namespace

void declare_params(CLI::App& app, ParamFlags& flags, const std::vector<std::string>& stages) {
    app.add_option("--study", flags.study, "study.toml whose parameter tables are used; flags typed here go above it")
        ->type_name("STUDY.toml");
    declare_param_flags(app, flags, stages);
}

void declare_table_flags(CLI::App& app, std::map<std::string, std::string>& typed,
                         const std::vector<ParamStage>& table) {
    for (const ParamStage& stage : table)
        for (const ParamRow& row : stage.rows) {
            const std::string name = row.name();
            app.add_option_function<std::string>(
                   "--" + name, [&typed, name](const std::string& text) { typed[name] = text; }, flag_text(row))
                ->type_name(value_kind(row))
                ->group("[" + stage.name + "] " + stage.text);
        }
}

void declare_param_flags(CLI::App& app, ParamFlags& flags, const std::vector<std::string>& stages) {
    std::vector<ParamStage> table = param_table();
    const auto unwanted = [&](const ParamStage& stage) {
        return !stages.empty() && std::find(stages.begin(), stages.end(), stage.name) == stages.end();
    };
    table.erase(std::remove_if(table.begin(), table.end(), unwanted), table.end());
    declare_table_flags(app, flags.typed, table);
}

template <class Stages>
void lay_values(const std::map<std::string, std::string>& typed, Stages& params) {
    for (const auto& [name, text] : typed) {
        const auto dot = name.find('.');
        try {
            set_param_text(params, name.substr(0, dot), name.substr(dot + 1), text);
        } catch (const ParameterError& error) {
            throw UsageError("--" + name + " " + (text.empty() ? "\"\"" : text) + ": " + error.what());
        }
    }
}

template void lay_values(const std::map<std::string, std::string>&, Params&);
template void lay_values(const std::map<std::string, std::string>&, SimulateParams&);
template void lay_values(const std::map<std::string, std::string>&, QualityStages&);

EffectiveParams effective_params(const ParamFlags& flags) {
    EffectiveParams effective;
    if (!flags.study.empty()) {
        const StudyParams study = read_study_params(flags.study, effective.params);
        for (const std::string& name : study.set) effective.set_by[name] = "study file";
        effective.separation = study.separation;
    }
    lay_typed(flags, effective.params, effective.set_by);
    return effective;
}

void lay_typed(const ParamFlags& flags, Params& params, std::map<std::string, std::string>& set_by) {
    lay_values(flags.typed, params);
    for (const auto& [name, text] : flags.typed) set_by[name] = "command line";
    check(params);
}

std::string value_kind(const ParamRow& row) {
    if (std::holds_alternative<bool>(row.value)) return "true|false";
    if (std::holds_alternative<std::int64_t>(row.value)) return "N";
    if (std::holds_alternative<double>(row.value)) return "NUMBER";
    return "WORD";
}

}  // namespace gassan
