#pragma once

/// \file
/// Other scales for values: logarithms, and each variable about its mean.

#include "core/base/note.hpp"
#include "core/model/value_table.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace gassan {

/// log2((x + sqrt(x^2 + lambda)) / 2): log2 x for x far above sqrt(lambda), finite at 0 and below. (Other programs
/// leave out the 2, which moves all values by 1, or take ln.)
[[nodiscard]] double glog2(double x, double lambda);

enum class Scaling : std::uint8_t {
    none,
    center,     ///< less the mean
    autoscale,  ///< and over the standard deviation
    pareto,     ///< and over its square root
};
/// Of "none", "center", "auto", "pareto".
[[nodiscard]] Scaling scaling_of(std::string_view name);

struct Scale {
    double mean = no_value, divisor = 1.0;
    bool constant = false;  ///< nothing varies: only the mean is taken off
};
/// \param values NaN = missing
[[nodiscard]] Scale scale_of(std::span<const double> values, Scaling scaling);

struct Transformed {
    ValueTable table;
    std::vector<std::size_t> lost;  ///< a variable -> measured values not above 0, which have no logarithm
    Notes notes;
};

/// Values and limits on another scale. A measured value that is not above 0 says that nothing was seen: under a
/// logarithm its cell becomes below_limit, with the limit it has if it has one.
/// \param scale ln, log2, log10, glog; linear leaves the table as it is
/// \throws ParameterError where the table is not linear already
[[nodiscard]] Transformed transform_values(ValueTable table, ValueScale scale, double glog_lambda);

/// Each variable by the mean and scatter of its samples (type sample; all numbers, filled ones too). Limits go along.
[[nodiscard]] Transformed scale_values(ValueTable table, Scaling scaling);

}  // namespace gassan
