#include "io/study/provenance_parts.hpp"

#include "core/param_table.hpp"

#include <cmath>

namespace gassan::provenance {
namespace {

Json one_separation(const std::optional<SeparationSettings>& settings) {
    if (!settings) return nullptr;
    Json table = Json::object();
    SeparationSettings::fields(*settings, [&](std::string_view key, double value, const FieldNote&) {
        table[std::string(key)] = number(value);
    });
    table["markers"] = Json::array();
    for (const MarkerSettings& marker : settings->markers) {
        Json row{{"name", marker.name}, {"mz", marker.mz}, {"mobility_tu", marker.mobility_tu}};
        if (std::isfinite(marker.begin_s)) row["time_s"] = {marker.begin_s, marker.end_s};
        table["markers"].push_back(row);
    }
    return table;
}

}  // namespace

Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json parameters(const Params& params) {
    Json tables = Json::object();
    for (const ParamStage& stage : param_table(params)) {
        Json& table = tables[stage.name] = Json::object();
        for (const ParamRow& row : stage.rows)
            std::visit([&](const auto& value) { table[row.key] = value; }, row.value);
    }
    return tables;
}

Json separation(const Separations& separations) {
    if (separations.both || !separations.told()) return one_separation(separations.both);
    return {{"positive", one_separation(separations.positive)}, {"negative", one_separation(separations.negative)}};
}

std::string text_of(const Json& document) {
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace gassan::provenance
