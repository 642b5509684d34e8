#pragma once

#include "core/model/feature.hpp"

#include <span>
#include <string>

namespace gassan {

/// features.tsv of one run: header and one row a feature, tab-separated, LF, '.' decimals in every locale,
/// columns and order as promised in docs/formats.md; a value that is not there is an empty cell.
[[nodiscard]] std::string features_tsv(std::span<const Feature> features);

}  // namespace gassan
