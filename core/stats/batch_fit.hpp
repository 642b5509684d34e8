#pragma once

/// \file
/// Least squares of values on batches and covariates: a level for each batch, a slope for each covariate that all
/// batches share. What ComBat and the removal of batch effects stand on.

#include "core/stats/design.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace gassan {

struct BatchFit {
    std::vector<double> levels;  ///< a batch -> its level where all covariates are 0
    std::vector<double> slopes;  ///< a column of covariates
    std::string reason;          ///< why this cannot be estimated; then both are empty
};

/// What rows of values are fitted on, all alike. Batches are swept out first, so that the work does not grow with their
/// number (Frisch and Waugh 1933): slopes are those of values on covariates, each less its batch mean.
struct BatchDesign {
    Labels batches;                        ///< of the samples
    std::vector<DesignColumn> covariates;  ///< parallel to batches.of
    std::vector<double> means;             ///< covariates x batches
    std::vector<double> solver;            ///< covariates x samples: slopes = solver * values less their batch means
};

/// \param batches of each sample; each has one at least
/// 	hrows ParameterError naming the covariate that batches, or batches and other covariates, tell already
[[nodiscard]] BatchDesign batch_design(Labels batches, std::vector<DesignColumn> covariates);

/// \param values one of each sample; NaN = missing: the design of the others is taken for it
[[nodiscard]] BatchFit fit_batches(const BatchDesign& design, std::span<const double> values);

/// What covariates tell of a sample.
[[nodiscard]] double covariate_part(const BatchDesign& design, const BatchFit& fit, std::size_t sample);

}  // namespace gassan
