#pragma once

/// \file
/// Batches as a fixed effect: how strong they are, and values without it.

#include "core/stats/design.hpp"

#include <span>
#include <string>
#include <vector>

namespace gassan {

struct BatchesRemoved {
    std::vector<double> values;        ///< variables x samples; NaN where it was NaN
    std::vector<std::string> reasons;  ///< a variable -> why it stayed as it was; "" where batches were taken out
};

/// Values less what batches do to them beside the covariates, by ordinary least squares. Batch effects are about the
/// plain mean of the batches' levels (sum-to-zero contrasts, as removeBatchEffect of limma has them), so that a large
/// batch weighs as much as a small one. For figures: models had better hold the batch themselves, since here its
/// degrees of freedom are forgotten.
/// \param values variables x samples, on a log scale; NaN = missing
/// \throws ParameterError where covariates cannot be told from batches
[[nodiscard]] BatchesRemoved remove_batches(std::span<const double> values, const Labels& batches,
                                            std::span<const DesignColumn> covariates, int threads = 1);

/// One-way analysis of variance.
struct BatchTest {
    double f = 0.0;  ///< mean square between batches over that within; NaN where it cannot be told
    double p = 0.0;  ///< P(F >= f) where batches do nothing
    double df_between = 0.0, df_within = 0.0;
};

/// \param values one of each sample; NaN = missing, and a batch without a value does not count
[[nodiscard]] BatchTest test_batches(std::span<const double> values, const Labels& batches);

/// Values times median of all QCs over median of their batch's QCs: one factor a batch. For linear scales.
/// \param is_qc of each sample
/// \returns NaN for the samples of batches whose QCs have no value, or a median that is not above 0
[[nodiscard]] std::vector<double> qc_median_ratio(std::span<const double> values, const std::vector<bool>& is_qc,
                                                  const Labels& batches);

}  // namespace gassan
