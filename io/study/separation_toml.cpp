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
    const TomlReader& file;
    std::string table;  ///< "[separation] " or "[separation] markers: "

    void refuse(const toml::node& node, std::string_view key, const std::string& fault) const {
        file.refuse(node.source(), table + std::string(key) + " = " + shown_value(node) + ": " + fault);
    }

    /// NaN, and a fault, for what is no number or not allowed.
    [[nodiscard]] double number(const toml::node& node, std::string_view key, const FieldNote& note) const {
        const auto value = node.value_exact<double>();
        const auto whole = node.value_exact<std::int64_t>();
        const double number = value ? *value : whole ? double(*whole) : no_value;
        const std::string fault = fault_of(number, note);
        if (fault.empty()) return number;
        refuse(node, key, fault);
        return no_value;
    }

    /// A key that a marker must have; null, and a fault, where it has not.
    [[nodiscard]] const toml::node* needed(const toml::table& marker, std::string_view key) const {
        const toml::node* node = marker.get(key);
        if (!node)
            file.refuse(marker.source(),
                        table + "a marker without " + std::string(key) + "; it needs name, mz and mobility_tu");
        return node;
    }

    [[nodiscard]] double needed_number(const toml::table& marker, std::string_view key, const FieldNote& note) const {
        const toml::node* node = needed(marker, key);
        return node ? number(*node, key, note) : no_value;
    }
};

void read_times(const Reader& reader, const toml::node& node, MarkerSettings& marker) {
    const toml::array* times = node.as_array();
    if (!times || times->size() != 2) return reader.refuse(node, "time_s", "must be two times in s, [low, high]");
    marker.begin_s = reader.number(*times->get(0), "time_s low", time_note);
    marker.end_s = reader.number(*times->get(1), "time_s high", time_note);
    if (marker.begin_s >= marker.end_s)
        reader.file.refuse(node.source(), reader.table + "time_s = [" + number_text(marker.begin_s) + ", " +
                                              number_text(marker.end_s) + "]: the first must be below the second");
}

MarkerSettings marker_of(const Reader& reader, const toml::table& table) {
    for (const auto& [key, node] : table) static_cast<void>(reader.file.knows(key, "key " + reader.table, marker_keys));
    MarkerSettings marker;
    if (const toml::node* name = reader.needed(table, "name")) {
        const bool is_word = name->is_string() && !name->as_string()->get().empty();
        if (is_word)
            marker.name = one_line(name->as_string()->get());
        else
            reader.refuse(*name, "name", "must be a word");
    }
    marker.mz = reader.needed_number(table, "mz", mz_note);
    marker.mobility_tu = reader.needed_number(table, "mobility_tu", mobility_note);
    if (const toml::node* times = table.get("time_s")) read_times(reader, *times, marker);
    return marker;
}

std::vector<MarkerSettings> markers_of(const Reader& outside, const toml::node& node) {
    const TomlReader& file = outside.file;
    const Reader reader{file, outside.table + "markers: "};
    const std::string shape = "must be a list of tables, [{name = \"...\", mz = ..., mobility_tu = ...}]";
    std::vector<MarkerSettings> markers;
    const toml::array* list = node.as_array();
    if (!list) {
        outside.refuse(node, "markers", shape);
        return markers;
    }
    for (const toml::node& entry : *list) {
        if (!entry.is_table()) {
            outside.refuse(entry, "markers", shape);
            continue;
        }
        MarkerSettings marker = marker_of(reader, *entry.as_table());
        const auto same_name = [&](const MarkerSettings& other) { return other.name == marker.name; };
        if (!marker.name.empty() && std::any_of(markers.begin(), markers.end(), same_name))
            file.refuse(entry.source(), reader.table + "two markers are named " + marker.name);
        markers.push_back(std::move(marker));
    }
    return markers;
}

/// \param name "separation", "separation.positive"
SeparationSettings separation_of(const TomlReader& file, const toml::table& table, const std::string& name) {
    const Reader reader{file, "[" + name + "] "};
    SeparationSettings settings;
    std::vector<std::string> keys;
    SeparationSettings::fields(settings,
                               [&](std::string_view key, double&, const FieldNote&) { keys.emplace_back(key); });
    keys.emplace_back("markers");
    for (const auto& [key, node] : table) static_cast<void>(file.knows(key, "key " + reader.table, keys));

    SeparationSettings::fields(settings, [&](std::string_view key, double& value, const FieldNote& note) {
        if (const toml::node* node = table.get(key)) value = reader.number(*node, key, note);
    });
    if (settings.voltage_kv == 0.0)
        reader.refuse(*table.get("voltage_kv"), "voltage_kv",
                      "must not be 0; it is negative where the inlet is the cathode");
    if (const toml::node* markers = table.get("markers")) settings.markers = markers_of(reader, *markers);
    return settings;
}

}  // namespace

Separations separations_of(const TomlReader& file, const toml::table& table) {
    Separations separations;
    if (!table.contains("positive") && !table.contains("negative")) {
        separations.both = separation_of(file, table, "separation");
        return separations;
    }
    for (const auto& [key, node] : table) {
        const bool is_positive = key.str() == "positive";
        if (!is_positive && key.str() != "negative")
            file.refuse(key.source(), "[separation] " + one_line(key.str()) +
                                          " stands beside a table of one polarity; say it in [separation.positive] or "
                                          "[separation.negative]");
        else if (const auto* own = node.as_table())
            (is_positive ? separations.positive : separations.negative) =
                separation_of(file, *own, "separation." + std::string(key.str()));
        else
            file.refuse(key.source(), "[separation] " + one_line(key.str()) + " must be a table");
    }
    return separations;
}

}  // namespace gassan
