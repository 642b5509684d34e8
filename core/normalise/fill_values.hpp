#pragma once

/// \file
/// Numbers for cells without one, chosen by what the cell knows: a value below a limit is not a value unknown.

#include "core/base/note.hpp"
#include "core/model/value_table.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// Where the number of a cell came from.
enum class FillBy : std::uint8_t {
    nothing,           ///< the cells stay without a number
    half_limit,        ///< half the limit
    mean_below_limit,  ///< mean of the values below the limit, of a left-censored lognormal
    neighbours,        ///< mean of the variables that go along, in ln
};
/// "nothing", "half_limit", "mean_below_limit", "neighbours".
[[nodiscard]] std::string_view fill_name(FillBy by);

struct FillRequest {
    std::string method = "none";  ///< none, auto, half, tobit, knn (NormaliseParams::fill)
    double least_below_share = 0.05, most_below_share = 0.60;
    std::size_t neighbours = 10;
    double most_missing_share = 0.5;
};

/// One variable; counts are of samples and QCs, shares of samples alone.
struct VariableFill {
    std::size_t measured = 0, below = 0, not_measured = 0;
    double below_share = 0.0;    ///< of the samples that tell
    double missing_share = 0.0;  ///< of samples not measured
    FillBy below_by = FillBy::nothing, missing_by = FillBy::nothing;
    std::size_t filled_below = 0, filled_missing = 0;
    double ln_mean = no_value, ln_sd = no_value;  ///< of the censored lognormal: what models should believe
    std::string reason;                           ///< why so
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
