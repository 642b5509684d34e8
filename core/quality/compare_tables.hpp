#pragma once

/// \file
/// Two tables of the same samples, variable by variable.

#include "core/model/method_comparison.hpp"
#include "core/model/value_table.hpp"
#include "core/stats/method_comparison.hpp"

namespace gassan {

/// Variables are the same by id, else by name; samples by sample_id where the tables share any, else by specimen_id,
/// and then several runs of a specimen count with their mean. Only samples are compared, no QCs, blanks and standards,
/// and only measured and filled cells. Variables whose units differ are not compared, and say so. \throws Error for
/// values on a logarithmic or otherwise transformed scale, and where no variable or no sample is in both tables
[[nodiscard]] ComparedTables compare_tables(const ValueTable& x, const ValueTable& y, const ComparisonParams& params,
                                            int threads);

/// One variable, of values that are paired already. NaN where there is none.
[[nodiscard]] ComparedVariable compare_columns(std::string id, std::vector<std::string> samples,
                                               std::span<const double> x, std::span<const double> y,
                                               const ComparisonParams& params);

}  // namespace gassan
