#include "io/study/params_toml.hpp"

#include "core/param_table.hpp"
#include "io/study/separation_toml.hpp"
#include "io/study/toml_words.hpp"

#include <toml++/toml.h>

#include <optional>

namespace gassan {
namespace {

const std::vector<std::string> study_keys{"name", "samples", "compounds", "standards", "limits", "polarity", "preset"};
const std::vector<std::string> other_tables{"study", "separation"};

std::vector<std::string> known_tables() {
    std::vector<std::string> names = other_tables;
    for (const ParamStage& stage : param_table()) names.push_back(stage.name);
    return names;
}

/// A key of [study] or [align] that holds words; "" where it is not there.
std::string word(const TomlReader& file, const toml::table& table, const std::string& name, std::string_view key) {
    const toml::node* node = table.get(key);
    if (!node) return {};
    const auto* text = node->as_string();
    const auto fault = [&](const std::string& what) {
        file.refuse(node->source(), "[" + name + "] " + std::string(key) + " = " + shown_value(*node) + ": " + what);
        return std::string();
    };
    if (!text) return fault("must be text in quotes");
    if (one_line(text->get()) != text->get()) return fault("must be one line without control characters");
    return text->get();
}

void read_study_table(const TomlReader& file, const toml::table& table, StudyParams& found) {
    for (const auto& [key, node] : table) static_cast<void>(file.knows(key, "key [study] ", study_keys));
    found.has_study = true;
    found.name = word(file, table, "study", "name");
    found.samples = word(file, table, "study", "samples");
    found.compounds = word(file, table, "study", "compounds");
    found.standards = word(file, table, "study", "standards");
    found.limits = word(file, table, "study", "limits");
    const std::string polarity = word(file, table, "study", "polarity"), preset = word(file, table, "study", "preset");
    if (polarity == "positive") found.polarity = Polarity::positive;
    if (polarity == "negative") found.polarity = Polarity::negative;
    if (!is_choice("|positive|negative|both", polarity))
        file.refuse(table.get("polarity")->source(),
                    "[study] polarity = \"" + polarity + "\": must be \"positive\", \"negative\" or \"both\"");
    if (!preset.empty())
        file.refuse(table.get("preset")->source(), "[study] preset = \"" + one_line(preset) +
                                                       "\": this version has no presets; take the line out and set "
                                                       "parameters in the tables of their stages");
}

/// One key of one stage's table.
void lay_over(const TomlReader& file, const std::string& stage, std::string_view key, const toml::node& node,
              Params& params) {
    const std::string what = "[" + stage + "] " + std::string(key) + " = " + shown_value(node) + ": ";
    const auto value = param_value(node);
    if (!value) return file.refuse(node.source(), what + "must be one value");
    try {
        set_param(params, stage, key, *value);
    } catch (const ParameterError& error) {
        file.refuse(node.source(), what + error.what());
    }
}

void read_stage(const TomlReader& file, const ParamStage& stage, const toml::table& table, Params& params,
                StudyParams& found) {
    // [align] holds the one thing that is no parameter of a stage but a file: the frame of an earlier study.
    const bool has_frame = stage.name == "align";
    std::vector<std::string> keys;
    for (const ParamRow& row : stage.rows) keys.push_back(row.key);
    if (has_frame) keys.push_back("frame");
    for (const auto& [key, node] : table) {
        const bool frame = has_frame && key.str() == "frame";
        if (file.knows(key, "parameter [" + stage.name + "] ", keys) && !frame)
            lay_over(file, stage.name, key.str(), node, params);
    }
    if (has_frame) found.frame = word(file, table, stage.name, "frame");
    for (const ParamRow& row : stage.rows)
        if (table.contains(row.key)) found.set.push_back(row.name());
}

}  // namespace

std::optional<StudyParams> read_study_toml(const std::filesystem::path& path, Params& params, FaultBook& faults) {
    const TomlReader file{path, faults};
    StudyParams found;
    const auto root = file.parsed("a study.toml");
    if (!root) return std::nullopt;
    for (const auto& [key, node] : *root) {
        if (!node.is_table())
            file.refuse(key.source(), one_line(key.str()) +
                                          " stands outside a table; parameters stand below their stage, e.g. [read]");
        else
            static_cast<void>(file.knows(key, "table ", known_tables()));
    }
    const toml::table& tables = *root;
    if (const auto* table = tables["study"].as_table()) read_study_table(file, *table, found);
    for (const ParamStage& stage : param_table())
        if (const auto* table = tables[stage.name].as_table()) read_stage(file, stage, *table, params, found);
    if (const auto* table = tables["separation"].as_table()) found.separation = separations_of(file, *table);
    return found;
}

StudyParams read_study_params(const std::filesystem::path& path, Params& params) {
    FaultBook faults;
    Params result = params;
    const auto found = read_study_toml(path, result, faults);
    faults.throw_if_any();
    params = result;
    return *found;
}

}  // namespace gassan
