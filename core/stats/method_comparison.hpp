#pragma once

/// \file
/// Do two methods give the same numbers? One line through both, how far they agree, and how their differences lie.

#include <cmath>
#include <cstddef>
#include <span>

namespace gassan {

/// An estimate with its confidence interval; NaN what cannot be told.
struct Estimate {
    double value = std::nan(""), low = std::nan(""), high = std::nan("");
};

struct ComparisonParams {
    double confidence = 0.95;   ///< of all intervals
    double deming_ratio = 1.0;  ///< variance of the errors of y / that of x
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
    Estimate ccc;  ///< concordance: Lin 1989, Biometrics 45:255 (n denominators); corrected variance of 2000, 56:324

    /// Bland and Altman 1986: y - x, and mean -+ 1.96 sd, within which 95 % of differences lie; intervals of 1999, Stat
    /// Methods Med Res 8:135.
    Estimate mean_difference, loa_low, loa_high;
    double sd_difference = std::nan("");
    /// The same of ln(y / x), back as ratios; NaN or infinite where not_positive > 0.
    Estimate geometric_ratio, ratio_low, ratio_high;
};

/// Takes time with the square of the pairs (11,000: some seconds), memory with their number.
/// \param x, y parallel; pairs with a value that is not finite are left out. With fewer than three pairs only counts
/// and range are told.
[[nodiscard]] MethodComparison compare_methods(std::span<const double> x, std::span<const double> y,
                                               const ComparisonParams& params = {});

}  // namespace gassan
