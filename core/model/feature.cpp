#include "core/model/feature.hpp"

#include <array>
#include <string_view>

namespace gassan {

std::string flag_names(FeatureFlag set) {
    // In the order of the bits.
    constexpr std::array<std::string_view, 10> names{"dropout",       "saturated",   "shoulder",   "overlap",
                                                     "cut_at_start",  "cut_at_end",  "few_points", "spike",
                                                     "on_background", "uncertain_mz"};
    std::string text;
    for (std::size_t bit = 0; bit < names.size(); ++bit)
        if (has(set, FeatureFlag(1u << bit))) text.append(text.empty() ? "" : ";").append(names[bit]);
    return text;
}

bool is_echo(const Feature& feature) {
    return feature.ion.find(" of ") != std::string::npos;
}

}  // namespace gassan
