#pragma once

/// \file
/// What two methods, or two tables, say of the same samples.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace gassan {

/// An estimate with its confidence interval; NaN what cannot be told.
struct Estimate {
    double value = std::nan(""), low = std::nan(""), high = std::nan("");
};

/// x is the method to compare with, y the one compared. The line is y = intercept + slope x.
struct MethodComparison {
    std::size_t pairs = 0;                               ///< with both values
    std::size_t incomplete = 0;                          ///< pairs left out, of which a value is missing
    std::size_t not_positive = 0;                        ///< pairs of which a value has no logarithm
    double x_low = std::nan(""), x_high = std::nan("");  ///< range of x in the pairs

    /// Passing and Bablok 1983, J Clin Chem Clin Biochem 21:709: median of the pairwise slopes, shifted by those below
    /// -1; interval by ranks M1 = round((N - C) / 2). Neither method is taken for exact. NaN bounds: too few pairs.
    Estimate passing_bablok_slope, passing_bablok_intercept;
    /// Errors in both; intervals by the jackknife (Linnet 1990, Stat Med 9:1463).
    Estimate deming_slope, deming_intercept;
    Estimate ols_slope, ols_intercept;  ///< x taken for exact; Student's t

    Estimate pearson;   ///< interval by Fisher's z
    Estimate spearman;  ///< with mean ranks; Bonett and Wright 2000, Psychometrika 65:23
    Estimate ccc;       ///< concordance: Lin 1989, Biometrics 45:255 (n denominators); variance as corrected in 56:324

    /// Bland and Altman 1986: y - x, and mean -+ 1.96 sd, within which 95 % of differences lie; intervals of 1999, Stat
    /// Methods Med Res 8:135.
    Estimate mean_difference, loa_low, loa_high;
    double sd_difference = std::nan("");
    /// The same of ln(y / x), back as ratios; NaN or infinite where not_positive > 0.
    Estimate geometric_ratio, ratio_low, ratio_high;
};

/// What may be said of a comparison.
enum class ComparisonVerdict : std::uint8_t {
    units_differ,     ///< nothing was compared
    too_few_pairs,    ///< fewer than three pairs, or too few for an interval of the slope
    low_correlation,  ///< r < 0.9 (or none): no slope is quoted
    no_difference,    ///< 1 lies in the interval of the slope, and 0 in that of the intercept
    proportional,     ///< 1 does not
    constant,         ///< 0 does not
    both,
};

/// Of one variable in both tables: its values in samples that have a number in each.
struct ComparedVariable {
    std::string id, name, unit;
    std::string other_unit;            ///< where it differs: then nothing was compared
    std::vector<std::string> samples;  ///< parallel to x and y
    std::vector<double> x, y;
    MethodComparison result;
    ComparisonVerdict verdict = ComparisonVerdict::too_few_pairs;
};

struct ComparedTables {
    std::string x_name, y_name;
    double confidence = 0.95, deming_ratio = 1.0;
    bool by_specimen = false;                 ///< samples were joined by specimen_id
    std::size_t samples = 0;                  ///< in both
    std::size_t averaged = 0;                 ///< specimens of which a table has several runs: their mean was taken
    std::vector<std::string> only_x, only_y;  ///< variables of one table alone
    std::vector<ComparedVariable> variables;
};

}  // namespace gassan
