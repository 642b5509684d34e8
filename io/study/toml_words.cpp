#include "io/study/toml_words.hpp"

#include "core/base/fields.hpp"
#include "io/base/faults.hpp"

#include <algorithm>

namespace gassan {

std::string toml_place(const std::filesystem::path& path, const toml::source_region& source) {
    return quoted_path(path) + ": line " + std::to_string(source.begin.line) + ": ";
}

std::string one_line(std::string_view text) {
    std::string line(text);
    std::replace_if(
        line.begin(), line.end(), [](unsigned char c) { return c < 0x20; }, ' ');
    return line;
}

std::optional<ParamValue> param_value(const toml::node& node) {
    if (const auto* value = node.as_boolean()) return ParamValue{value->get()};
    if (const auto* value = node.as_integer()) return ParamValue{value->get()};
    if (const auto* value = node.as_floating_point()) return ParamValue{value->get()};
    if (const auto* value = node.as_string()) return ParamValue{value->get()};
    return std::nullopt;
}

std::string shown_value(const toml::node& node) {
    const auto value = param_value(node);
    return value ? one_line(param_text(*value)) : "a table, list or date";
}

void TomlReader::refuse(const toml::source_region& source, const std::string& what) const {
    faults.add_line(toml_place(path, source) + what);
}

bool TomlReader::knows(const toml::key& key, const std::string& what, const std::vector<std::string>& names) const {
    const std::string word(key.str());
    if (std::find(names.begin(), names.end(), word) != names.end()) return true;
    refuse(key.source(), "unknown " + what + one_line(word) + did_you_mean(word, names));
    return false;
}

}  // namespace gassan
