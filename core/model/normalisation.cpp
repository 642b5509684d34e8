#include "core/model/normalisation.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <array>

namespace gassan {
namespace {

constexpr std::array<std::string_view, 8> dilution_names{"none", "creatinine", "specific_gravity", "osmolality",
                                                         "pqn",  "sum",        "dry_matter",       "column"};

}  // namespace

std::string_view dilution_name(DilutionBy by) {
    return dilution_names[std::size_t(by)];
}

DilutionBy dilution_of(std::string_view name) {
    const auto found = std::find(dilution_names.begin(), dilution_names.end(), name);
    require(found != dilution_names.end(), "there is no normalisation by " + std::string(name));
    return DilutionBy(found - dilution_names.begin());
}

std::string_view fill_name(FillBy by) {
    constexpr std::array<std::string_view, 4> names{"nothing", "half_limit", "mean_below_limit", "neighbours"};
    return names[std::size_t(by)];
}

}  // namespace gassan
