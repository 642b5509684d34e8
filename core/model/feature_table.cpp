#include "core/model/feature_table.hpp"

#include <algorithm>

namespace gassan {

std::size_t ions_of_others(const FeatureTable& table) {
    return std::size_t(std::count_if(table.features.begin(), table.features.end(), [](const ConsensusFeature& feature) {
        return feature.ion.find(" of ") != std::string::npos;
    }));
}

std::string isotope_flag(const Cell& cell) {
    return cell.isotope > 0 ? "isotope M+" + std::to_string(cell.isotope) : "";
}

}  // namespace gassan
