#pragma once

#include "core/model/feature.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gassan::report {

/// Which of the features get a row: all, or the at_most with the highest apex. Parallel to features.
[[nodiscard]] std::vector<bool> features_with_row(const std::vector<Feature>& features, std::size_t at_most);

/// The <table> of those features, in their order, with the columns and numbers of features.tsv. Row N (index + 1) has
/// the id row-N; the feature_id links to #peak-N where has_chart.
[[nodiscard]] std::string feature_table_html(const std::vector<Feature>& features, const std::vector<bool>& has_row,
                                             const std::vector<bool>& has_chart);

}  // namespace gassan::report
