#pragma once

/// \file
/// What is divided by what, and what comes of it.

#include "core/quantify/standard_trends.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace gassan {

/// Which internal standards may divide a row.
struct StandardChoice {
    std::vector<std::size_t> ranking;  ///< rows of internal standards, the chosen one first; empty: plain areas
    std::string reason;                ///< one line
};

/// For every row its internal standard, of its own polarity: the one that the user told; else of those that failed in
/// at most a fifth of the runs and scatter at most twice as much as the best (or 10 %), the nearest within 5 % of the
/// compound's mobility, or time where mobilities are not known, since what comes together is suppressed together; where
/// none comes so near, the one whose area scatters least. Internal standards, markers and lock masses are not divided.
/// \param trends of standard_trends
[[nodiscard]] std::vector<StandardChoice> choose_standards(const Study& study, std::span<const Compound> compounds,
                                                           std::span<const CompoundRow> rows,
                                                           std::span<const StandardTrend> trends);

/// A cell's area, or its ratio to the cell of the internal standard.
struct Response {
    double value = no_value;
    double se = no_value;  ///< from both area_se
    std::string why_not;   ///< "below the limit", "not measured", "run failed"; empty where there is a value
};

/// \param standard null for plain areas; it must have an area: a failed one is not to be divided by
[[nodiscard]] Response respond(const Cell& analyte, const Cell* standard);

/// "below the limit", "not measured", "run failed"; empty for a cell with an area.
[[nodiscard]] std::string why_no_area(const Cell& cell);

/// The row of a compound in a polarity; rows.size() where there is none.
[[nodiscard]] std::size_t row_of(std::string_view compound_id, Polarity polarity, std::span<const Compound> compounds,
                                 std::span<const CompoundRow> rows);

}  // namespace gassan
