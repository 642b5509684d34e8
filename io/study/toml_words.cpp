#include "io/study/toml_words.hpp"

#include "core/base/fields.hpp"
#include "io/base/faults.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace gassan {
namespace {

/// Far more than any study needs; a raw file given by mistake is refused before it fills the memory.
constexpr std::uintmax_t most_bytes = 4u << 20;

std::string file_text(const std::filesystem::path& path, const std::string& kind) {
    const std::string name = quoted_path(path);
    std::error_code code;
    const auto status = std::filesystem::status(path, code);
    require(std::filesystem::exists(status), name + ": there is no such file");
    require(std::filesystem::is_regular_file(status), name + ": not a file; give " + kind);
    const auto size = std::filesystem::file_size(path, code);
    require(!code && size <= most_bytes,
            name + ": " + std::to_string(size) + " bytes are too many for " + kind + "; is it another file?");
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    // An empty file sets failbit on text, which is no fault of the file.
    if (file && size > 0) text << file.rdbuf();
    require(file.good() || size == 0, name + ": cannot be read: " + std::strerror(errno));
    return text.str();
}

}  // namespace

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

std::optional<toml::table> TomlReader::parsed(const std::string& kind) const {
    try {
        return toml::parse(file_text(path, kind));
    } catch (const toml::parse_error& error) {
        refuse(error.source(), "not TOML: " + one_line(error.description()));
    } catch (const ParameterError& error) {
        faults.add_line(error.what());
    }
    return std::nullopt;
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
