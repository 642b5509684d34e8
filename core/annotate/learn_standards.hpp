#pragma once

/// \file
/// What the study's own standard runs say of its features: whose amount goes as the level of a compound does.

#include "core/model/compound.hpp"
#include "core/model/feature_table.hpp"
#include "core/model/study.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace gassan {

/// Levels of one compound by the runs of a table; NaN in runs that are no standard of it.
using Levels = std::vector<double>;

/// From standards.tsv where it names the standard, else from the sheet's level, which is of every compound.
/// \param compound_id one of the user's table
[[nodiscard]] Levels levels_of(const std::string& compound_id, const FeatureTable& table, const Study& study,
                               std::span<const StandardLevel> standards);

/// Which runs of a table are blanks.
[[nodiscard]] std::vector<bool> blanks_of(const FeatureTable& table, const Study& study);

/// How a feature answers to levels.
struct StandardAnswer {
    bool judged = false;      ///< three levels or more are known
    bool rises = false;       ///< it goes as the level does, and blanks have little of it
    double slope = no_value;  ///< d ln(area) / d ln(level), median of pairs (Theil 1950, Sen 1968)
    double rank = no_value;   ///< Spearman's correlation; what is below its limit ranks lowest
    double blank = no_value;  ///< median area of the blanks that show it over that of the highest level; 0: none does
};

/// Near the ceiling of the detector and in a crowded spray the slope falls below 1: 0.4 to 1.5 is taken for a rise,
/// with a rank correlation of 0.8 and blanks below 0.3 of the highest standard.
[[nodiscard]] StandardAnswer standard_answer(const FeatureTable& table, std::size_t feature, const Levels& levels,
                                             const std::vector<bool>& blanks);

}  // namespace gassan
