#pragma once

/// \file
/// The one table of bench_accuracy: every figure of a set, the bar it is held against, and whether it holds.

#include "bench/scoring.hpp"
#include "bench/study_scoring.hpp"
#include "bench/synthetic.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gassan::bench {

/// What one program makes of one set.
struct AccuracyRow {
    std::string_view who;
    Set set = Set::easy;
    std::optional<Score> run;         ///< means over runs
    std::optional<StudyScore> study;  ///< means over studies
    double study_cpu_s = 0;           ///< a study
};

/// Columns in the order of the table: a name, what a row says of it, and the bar of a set.
struct AccuracyColumn {
    std::string_view name;
    std::optional<double> (*value)(const AccuracyRow&);
    /// Is it good to be above (+1), below (-1), or between 1 - bar and 1 + bar (0)?
    int good;
    double easy, hard;  ///< bars; NaN where none is set
};

[[nodiscard]] std::span<const AccuracyColumn> accuracy_columns();

/// The bar of a column for a set; nothing where there is none.
[[nodiscard]] std::optional<double> bar_of(const AccuracyColumn& column, Set set);

[[nodiscard]] bool holds(const AccuracyColumn& column, double value, double bar);

/// The rows of one set, ours first: figures, and below ours the bars with "held" or "missed" under each.
/// \return how many bars are missed
[[nodiscard]] int missed_bars(const AccuracyRow& ours);
[[nodiscard]] std::string accuracy_table(std::span<const AccuracyRow> rows);

}  // namespace gassan::bench
