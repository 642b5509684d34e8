#pragma once

/// \file
/// ComBat: batches brought to one location and one scale, each variable's batch effect drawn towards what the batch
/// does to all variables (empirical Bayes). Johnson, Li and Rabinovic 2007 (Biostatistics 8:118); details as sva 3.46
/// does them, which is what others compare with.

#include "core/stats/design.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gassan {

struct CombatSettings {
    bool mean_only = false;                     ///< levels alone; also where a batch has but one sample
    std::optional<std::size_t> reference = {};  ///< index of the batch that the others are brought to; it stays
};

struct Combat {
    std::vector<double> values;        ///< variables x samples; NaN where it was NaN
    std::vector<double> along;         ///< what was to be moved with them
    std::vector<std::string> reasons;  ///< a variable -> why it stayed as it was; "" where it was adjusted
    bool mean_only = false;            ///< as it was done
    std::vector<std::string> single;   ///< batches with one sample, which made it so
};

/// Batch effects out of values on a log scale.
///
/// A variable that is constant within a batch (of two samples or more), or has no value in one, stays as it is and
/// takes no part in the priors. The iteration ends as sva's does: once no relative change of any level or scale of the
/// batch is above 1e-4, where changes of negative levels count as negative.
/// \param values     variables x samples, batches.of.size() samples; NaN = missing
/// \param covariates effects to keep, as columns over samples (design_columns)
/// \param along      empty, or values that are moved as theirs are but tell nothing of batches: limits of detection
/// \throws ParameterError with fewer than two batches or two variables that can be adjusted, or where covariates cannot
///         be told from batches
[[nodiscard]] Combat combat(std::span<const double> values, const Labels& batches,
                            std::span<const DesignColumn> covariates, const CombatSettings& settings, int threads = 1,
                            std::span<const double> along = {});

}  // namespace gassan
