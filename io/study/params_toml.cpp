#include "io/study/params_toml.hpp"

#include "core/param_table.hpp"
#include "io/base/faults.hpp"
#include "io/study/separation_toml.hpp"
#include "io/study/toml_words.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace gassan {
namespace {

/// Far more than any study needs; a raw file given by mistake is refused before it fills the memory.
constexpr std::uintmax_t most_bytes = 4u << 20;

const std::vector<std::string> study_keys{"name", "samples", "compounds", "standards", "polarity", "preset"};
const std::vector<std::string> other_tables{"study", "separation", "align"};

std::string file_text(const std::filesystem::path& path) {
    const std::string name = quoted_path(path);
    std::error_code code;
    const auto status = std::filesystem::status(path, code);
    require(std::filesystem::exists(status), name + ": there is no such file");
    require(std::filesystem::is_regular_file(status), name + ": not a file; give a study.toml");
    const auto size = std::filesystem::file_size(path, code);
    require(!code && size <= most_bytes,
            name + ": " + std::to_string(size) + " bytes are too many for a study.toml; is it another file?");
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    // An empty file sets failbit on text, which is no fault of the file.
    if (file && size > 0) text << file.rdbuf();
    require(file.good() || size == 0, name + ": cannot be read: " + std::strerror(errno));
    return text.str();
}

toml::table parsed(const std::filesystem::path& path) {
    const std::string text = file_text(path);
    try {
        return toml::parse(text);
    } catch (const toml::parse_error& error) {
        throw ParameterError(toml_place(path, error.source()) + "not TOML: " + one_line(error.description()));
    }
}

std::vector<std::string> known_tables() {
    std::vector<std::string> names = other_tables;
    for (const ParamStage& stage : param_table()) names.push_back(stage.name);
    return names;
}

/// Every key of one stage's table.
void lay_over(const std::filesystem::path& path, const ParamStage& stage, const toml::table& table, Params& params) {
    std::vector<std::string> keys;
    for (const ParamRow& row : stage.rows) keys.push_back(row.key);
    for (const auto& [key, node] : table) {
        require_known(path, key, "parameter [" + stage.name + "] ", keys);
        const auto value = param_value(node);
        const std::string where = toml_place(path, node.source()) + "[" + stage.name + "] " + std::string(key.str()) +
                                  " = " + shown_value(node) + ": ";
        require(value.has_value(), where + "must be one value");
        try {
            set_param(params, stage.name, key.str(), *value);
        } catch (const ParameterError& error) {
            throw ParameterError(where + error.what());
        }
    }
}

}  // namespace

StudyParams read_study_params(const std::filesystem::path& path, Params& params) {
    const toml::table file = parsed(path);
    for (const auto& [key, node] : file) {
        require(node.is_table(), toml_place(path, key.source()) + std::string(key.str()) +
                                     " stands outside a table; parameters stand below their stage, e.g. [read]");
        require_known(path, key, "table ", known_tables());
    }
    if (const auto* study = file["study"].as_table())
        for (const auto& [key, node] : *study) require_known(path, key, "key [study] ", study_keys);

    StudyParams found;
    for (const std::string& name : other_tables)
        if (file.contains(name)) found.tables.push_back(name);
    Params result = params;
    for (const ParamStage& stage : param_table()) {
        const auto* table = file[stage.name].as_table();
        if (!table) continue;
        lay_over(path, stage, *table, result);
        for (const ParamRow& row : stage.rows)
            if (table->contains(row.key)) found.set.push_back(row.name());
    }
    if (const auto* table = file["separation"].as_table()) found.separation = separation_of(path, *table);
    params = result;
    return found;
}

}  // namespace gassan
