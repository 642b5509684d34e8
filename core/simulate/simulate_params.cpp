#include "core/simulate/simulate_params.hpp"

#include <map>
#include <string>

namespace gassan {
namespace {

/// Every pair x_low..., x_high... of numbers of a table is a range.
void check_ranges(const std::string& table, const std::map<std::string, double>& values) {
    for (const auto& [key, low] : values) {
        const auto place = key.find("_low");
        if (place == std::string::npos) continue;
        const std::string partner = std::string(key).replace(place, 4, "_high");
        const auto high = values.find(partner);
        if (high == values.end()) continue;
        require(low <= high->second, "[" + table + "] " + key + " = " + number_text(low) + ": must not exceed " +
                                         partner + " = " + number_text(high->second));
    }
}

}  // namespace

void check(const SimulateParams& params) {
    SimulateParams::stages(params, [](std::string_view table, const auto& stage, std::string_view) {
        validate(table, stage);
        std::map<std::string, double> values;
        std::decay_t<decltype(stage)>::fields(stage, [&](std::string_view key, const auto& value, const FieldNote&) {
            using Value = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<Value, double> || std::is_same_v<Value, int>)
                values[std::string(key)] = double(value);
        });
        check_ranges(std::string(table), values);
    });
    require(params.separation.voltage_kv != 0.0, "[separation] voltage_kv = 0: nothing moves without a voltage");
}

}  // namespace gassan
