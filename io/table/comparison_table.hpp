#pragma once

/// \file
/// The comparison of two methods as a table: a row a variable, every measure with its interval.

#include "core/model/method_comparison.hpp"

#include <string>
#include <utility>
#include <vector>

namespace gassan {

/// "passing_bablok_slope", ... with their values, in the order of the columns: value, _low, _high.
[[nodiscard]] std::vector<std::pair<std::string, double>> comparison_numbers(const MethodComparison& comparison);

/// variable name unit pairs incomplete not_positive, then the numbers, then verdict: header, LF, an empty cell where
/// there is nothing. \param verdicts parallel to the variables
[[nodiscard]] std::string comparison_tsv(const ComparedTables& tables, const std::vector<std::string>& verdicts);

}  // namespace gassan
