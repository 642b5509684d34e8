#pragma once

/// \file
/// Numbers for cells without one, chosen by what the cell knows: a value below a limit is not a value unknown.

#include "core/model/normalisation.hpp"

#include <string>
#include <vector>

namespace gassan {

struct FillRequest {
    std::string method = "none";  ///< none, auto, half, tobit, knn (NormaliseParams::fill)
    double least_below_share = 0.05, most_below_share = 0.60;
    std::size_t neighbours = 10;
    double most_missing_share = 0.5;
};

struct Filled {
    ValueTable table;  ///< kinds as they were: a number in a cell of another kind was not measured
    std::vector<VariableFill> variables;
    Notes notes;
};

/// Cells of samples and QCs. Below a limit that no cell tells, the least measured value of the variable is the limit.
/// Failed runs are never filled; nothing is ever filled with zero. What was not measured is told by neighbours after
/// the cells below their limits were filled.
/// \throws ParameterError for values on a glog or other scale, whose limits have no half
[[nodiscard]] Filled fill_values(ValueTable table, const FillRequest& request, int threads = 1);

}  // namespace gassan
