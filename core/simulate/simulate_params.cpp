#include "core/simulate/simulate_params.hpp"

#include <map>
#include <string>

namespace gassan {

void check(const SimulateParams& params) {
    validate("simulate", params);
    // Every pair x_low..., x_high... of numbers is a range.
    std::map<std::string, double> values;
    SimulateParams::fields(params, [&](std::string_view key, const auto& value, const FieldNote&) {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, double>) values[std::string(key)] = value;
    });
    for (const auto& [key, low] : values) {
        const auto place = key.find("_low");
        if (place == std::string::npos) continue;
        const std::string partner = std::string(key).replace(place, 4, "_high");
        const auto high = values.find(partner);
        if (high == values.end()) continue;
        require(low <= high->second, "simulate." + key + " = " + number_text(low) + ": must not exceed simulate." +
                                         partner + " = " + number_text(high->second));
    }
}

}  // namespace gassan
