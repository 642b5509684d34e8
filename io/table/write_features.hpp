#pragma once

#include "core/model/feature.hpp"

#include <array>
#include <span>
#include <string>

namespace gassan {

/// The cells of one feature's row, in the columns' order; a value that is not there is empty. What every table of
/// features shows, so that a number in one can be searched for in another.
[[nodiscard]] std::array<std::string, 18> feature_cells(const Feature& feature);

/// features.tsv of one run: header and one row a feature, tab-separated, LF, '.' decimals in every locale,
/// columns and order as promised in docs/formats.md; a value that is not there is an empty cell.
[[nodiscard]] std::string features_tsv(std::span<const Feature> features);

}  // namespace gassan
