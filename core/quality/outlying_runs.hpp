#pragma once

#include "core/quality/quality_view.hpp"

namespace gassan {

/// Samples and QCs by variables, made for principal components alone.
struct RunMatrix {
    std::vector<std::size_t> runs, variables;  ///< indices into the table
    std::vector<double> cells;                 ///< variables x runs: natural logarithms, no gaps
    std::size_t filled = 0;  ///< cells put in: half the limit, or half the least number of the variable
    std::string fault;       ///< why there are none: "runs" or "variables"; empty where there are
};

/// Runs of one polarity that did not fail; variables with a number above zero in the share of them that
/// params.least_detected_group_percent asks for, and with more than one value. Needs 8 runs and 3 variables.
[[nodiscard]] RunMatrix run_matrix(const QualityView& view, Polarity polarity);

/// The squared residual that a run exceeds with a chance of alpha: a sum of squares weighted by the eigenvalues, as the
/// chi squared of the same three moments (Imhof 1961). The limit of Jackson and Mudholkar 1979 falls below the mean
/// where one residual component stands out, which makes every run outlying. NaN without residual components. \param
/// eigenvalues of all components, descending; those behind the first `components` are the residual
[[nodiscard]] double spe_limit(const std::vector<double>& eigenvalues, std::size_t components, double alpha);

/// Principal components of each polarity, and the runs that lie outside: by Hotelling's T2 within the components, by
/// SPE and DModX off them, with the variables that put them there. The limits hold for all runs of the study together:
/// params.outlier_alpha, parted among them, is the chance that a study without outlying runs shows one by a statistic.
void find_outlying_runs(const QualityView& view, StudyQuality& out);

}  // namespace gassan
