#pragma once

/// \file
/// Do two methods give the same numbers? One line through both, how far they agree, and how their differences lie.

#include "core/model/method_comparison.hpp"

#include <span>

namespace gassan {

struct ComparisonParams {
    double confidence = 0.95;   ///< of all intervals
    double deming_ratio = 1.0;  ///< variance of the errors of y / that of x
};

/// \throws ParameterError where the confidence or the Deming ratio cannot be one
void check(const ComparisonParams& params);

/// Takes time with the square of the pairs (4,000: seconds, 11,000: half a minute on a busy core), memory with their
/// number. \param x, y parallel; pairs with a value that is not finite are left out. With fewer than three pairs only
/// counts and range are told.
[[nodiscard]] MethodComparison compare_methods(std::span<const double> x, std::span<const double> y,
                                               const ComparisonParams& params = {});

/// Slopes are quoted where r is at least this: below it the line is one of many.
constexpr double least_correlation = 0.9;
[[nodiscard]] ComparisonVerdict comparison_verdict(const MethodComparison& comparison);

}  // namespace gassan
