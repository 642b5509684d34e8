#pragma once

#include "core/normalise/dilution.hpp"

namespace gassan {

/// Does the factor go with group, visit or a covariate? ln factor of samples (not QCs) against each: correlation with
/// columns of numbers (t test), share of variance between classes (F test). Columns that differ in every sample, and
/// what the factor was made of, are not asked.
[[nodiscard]] std::vector<DilutionLink> dilution_links(const Study& study, const Dilution& dilution);

}  // namespace gassan
