#include "io/study/separation_toml.hpp"

#include "io/study/toml_words.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace gassan {
namespace {

const std::vector<std::string> marker_keys{"name", "mz", "mobility_tu", "time_s"};

constexpr FieldNote mz_note{.unit = "Th", .low = 1, .high = 100000};
constexpr FieldNote mobility_note{.unit = "TU", .low = -1000, .high = 1000};
constexpr FieldNote time_note{.unit = "s", .low = 0, .high = 1e6};

/// Reads the values of one table, and says in whose words they are refused.
struct Reader {
    const std::filesystem::path& path;
    std::string table;  ///< "[separation] " or "[separation] markers: "

    [[noreturn]] void refuse(const toml::node& node, std::string_view key, const std::string& fault) const {
        throw ParameterError(toml_place(path, node.source()) + table + std::string(key) + " = " + shown_value(node) +
                             ": " + fault);
    }

    [[nodiscard]] double number(const toml::node& node, std::string_view key, const FieldNote& note) const {
        const auto value = node.value_exact<double>();
        const auto whole = node.value_exact<std::int64_t>();
        if (!value && !whole) refuse(node, key, demand(note, false));
        const double number = value ? *value : double(*whole);
        const std::string fault = fault_of(number, note);
        if (!fault.empty()) refuse(node, key, fault);
        return number;
    }

    /// A key that a marker must have.
    [[nodiscard]] const toml::node& needed(const toml::table& marker, std::string_view key) const {
        const toml::node* node = marker.get(key);
        require(node, toml_place(path, marker.source()) + table + "a marker without " + std::string(key) +
                          "; it needs name, mz and mobility_tu");
        return *node;
    }
};

void read_times(const Reader& reader, const toml::node& node, MarkerSettings& marker) {
    const toml::array* times = node.as_array();
    if (!times || times->size() != 2) reader.refuse(node, "time_s", "must be two times in s, [low, high]");
    marker.begin_s = reader.number(*times->get(0), "time_s low", time_note);
    marker.end_s = reader.number(*times->get(1), "time_s high", time_note);
    require(marker.begin_s < marker.end_s, toml_place(reader.path, node.source()) + reader.table + "time_s = [" +
                                               number_text(marker.begin_s) + ", " + number_text(marker.end_s) +
                                               "]: the first must be below the second");
}

MarkerSettings marker_of(const Reader& reader, const toml::table& table) {
    for (const auto& [key, node] : table) require_known(reader.path, key, "key " + reader.table, marker_keys);
    MarkerSettings marker;
    const toml::node& name = reader.needed(table, "name");
    if (!name.is_string() || name.as_string()->get().empty()) reader.refuse(name, "name", "must be a word");
    marker.name = one_line(name.as_string()->get());
    marker.mz = reader.number(reader.needed(table, "mz"), "mz", mz_note);
    marker.mobility_tu = reader.number(reader.needed(table, "mobility_tu"), "mobility_tu", mobility_note);
    if (const toml::node* times = table.get("time_s")) read_times(reader, *times, marker);
    return marker;
}

std::vector<MarkerSettings> markers_of(const std::filesystem::path& path, const toml::node& node) {
    const Reader reader{path, "[separation] markers: "};
    const std::string shape = "must be a list of tables, [{name = \"...\", mz = ..., mobility_tu = ...}]";
    const toml::array* list = node.as_array();
    if (!list) Reader{path, "[separation] "}.refuse(node, "markers", shape);
    std::vector<MarkerSettings> markers;
    for (const toml::node& entry : *list) {
        if (!entry.is_table()) Reader{path, "[separation] "}.refuse(entry, "markers", shape);
        MarkerSettings marker = marker_of(reader, *entry.as_table());
        require(std::none_of(markers.begin(), markers.end(),
                             [&](const MarkerSettings& other) { return other.name == marker.name; }),
                toml_place(path, entry.source()) + reader.table + "two markers are named " + marker.name);
        markers.push_back(std::move(marker));
    }
    return markers;
}

}  // namespace

SeparationSettings separation_of(const std::filesystem::path& path, const toml::table& table) {
    const Reader reader{path, "[separation] "};
    SeparationSettings settings;
    std::vector<std::string> keys;
    SeparationSettings::fields(settings,
                               [&](std::string_view key, double&, const FieldNote&) { keys.emplace_back(key); });
    keys.emplace_back("markers");
    for (const auto& [key, node] : table) require_known(path, key, "key [separation] ", keys);

    SeparationSettings::fields(settings, [&](std::string_view key, double& value, const FieldNote& note) {
        if (const toml::node* node = table.get(key)) value = reader.number(*node, key, note);
    });
    if (settings.voltage_kv == 0.0)
        reader.refuse(*table.get("voltage_kv"), "voltage_kv",
                      "must not be 0; it is negative where the inlet is the cathode");
    if (const toml::node* markers = table.get("markers")) settings.markers = markers_of(path, *markers);
    return settings;
}

}  // namespace gassan
