#include "io/study/simulate_toml.hpp"

#include "io/study/toml_words.hpp"

#include <toml++/toml.h>

#include <algorithm>

namespace gassan {
namespace {

const std::vector<std::string> root_keys{"preset", "seed", "compounds"};

std::string named(std::string_view key, const toml::node& node) {
    return std::string(key) + " = " + shown_value(node) + ": ";
}

/// A root key that holds a word; "" where it is not there.
std::string word(const TomlReader& file, const toml::table& root, std::string_view key) {
    const toml::node* node = root.get(key);
    if (!node) return {};
    const auto* text = node->as_string();
    if (text && !text->get().empty() && one_line(text->get()) == text->get()) return text->get();
    file.refuse(node->source(), named(key, *node) + "must be text in quotes, one line");
    return {};
}

std::optional<std::uint64_t> seed_of(const TomlReader& file, const toml::table& root) {
    const toml::node* node = root.get("seed");
    if (!node) return std::nullopt;
    const auto* whole = node->as_integer();
    if (whole && whole->get() >= 0) return std::uint64_t(whole->get());
    file.refuse(node->source(), named("seed", *node) + "must be a whole number from 0 to " + std::to_string(INT64_MAX));
    return std::nullopt;
}

/// Keys outside tables and tables are two sets of names: each is refused with the nearest of its own.
void refuse_unknown(const TomlReader& file, const toml::table& root, std::span<const ParamStage> known) {
    std::vector<std::string> tables;
    for (const ParamStage& stage : known) tables.push_back(stage.name);
    for (const auto& [key, node] : root) {
        const bool is_name_of_table = std::find(tables.begin(), tables.end(), key.str()) != tables.end();
        if (!node.is_table() && is_name_of_table)
            file.refuse(key.source(), one_line(key.str()) + " is a table; write [" + std::string(key.str()) + "]");
        else
            static_cast<void>(
                file.knows(key, node.is_table() ? "table " : "key ", node.is_table() ? tables : root_keys));
    }
}

void read_stage(const TomlReader& file, const ParamStage& stage, const toml::table& table,
                std::vector<TomlSetting>& settings) {
    std::vector<std::string> keys;
    for (const ParamRow& row : stage.rows) keys.push_back(row.key);
    for (const auto& [key, node] : table) static_cast<void>(file.knows(key, "parameter [" + stage.name + "] ", keys));
    for (const ParamRow& row : stage.rows) {
        const toml::node* node = table.get(row.key);
        if (!node) continue;
        const std::string what = "[" + stage.name + "] " + named(row.key, *node);
        if (const auto value = param_value(*node))
            settings.push_back({stage.name, row.key, *value, toml_place(file.path, node->source()) + what});
        else
            file.refuse(node->source(), what + "must be one value");
    }
}

}  // namespace

std::string SimulateToml::word(std::string_view name) const {
    for (const TomlSetting& setting : settings)
        if (const auto* text = std::get_if<std::string>(&setting.value); text && setting.name() == name) return *text;
    return {};
}

std::optional<SimulateToml> read_simulate_toml(const std::filesystem::path& path, std::span<const ParamStage> known,
                                               FaultBook& faults) {
    const TomlReader file{path, faults};
    const auto root = file.parsed("a simulation.toml");
    if (!root) return std::nullopt;
    refuse_unknown(file, *root, known);
    SimulateToml found;
    found.preset = word(file, *root, "preset");
    if (const toml::node* node = root->get("preset")) found.preset_place = toml_place(path, node->source());
    found.seed = seed_of(file, *root);
    const std::string compounds = word(file, *root, "compounds");
    if (!compounds.empty()) found.compounds = path.parent_path() / compounds;
    for (const ParamStage& stage : known)
        if (const auto* table = root->get_as<toml::table>(stage.name)) read_stage(file, stage, *table, found.settings);
    return found;
}

}  // namespace gassan
