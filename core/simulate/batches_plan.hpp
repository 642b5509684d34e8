#pragma once

/// \file
/// The plans `validation` and `batches`: a validation is a batch alone.

#include "core/simulate/study_plan.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace gassan {

/// What one batch injects, in this order: blanks, standards from the lowest level up, then specimens between pools.
struct BatchShape {
    std::size_t blanks = 0, levels = 0;
    std::vector<bool> is_pool;  ///< one an injection behind the standards; the others are specimens

    [[nodiscard]] std::size_t specimens() const;
};

/// The shape of a batch of so many injections. Of the places behind blanks and standards the first and the last are
/// pools, and so many evenly between that never more than qc_every specimens follow each other. Six places (fewer in a
/// smaller batch) are kept for these: standards give way first, and where fewer than three would stay, all of them;
/// then blanks. Fewer than four places hold specimens alone.
[[nodiscard]] BatchShape batch_shape(const DesignParams& params, std::size_t injections);

/// Injections of each batch: drawn between batch_runs_low and batch_runs_high as long as more are left than one batch
/// takes, and so that the rest still makes a batch where that can be; the last takes what is left.
[[nodiscard]] std::vector<std::size_t> draw_batch_sizes(const DesignParams& params, std::uint64_t seed);

/// The whole study. Specimens are dealt to batches and places by chance; the groups in a batch differ by one at most,
/// and so they do in the study. Capillaries live as long as drawn, whatever batch it is.
[[nodiscard]] std::vector<SimulatedSample> batches_plan(const DesignParams& params,
                                                        std::span<const SimulatedCompound> compounds,
                                                        std::span<const std::size_t> batch_sizes, std::uint64_t seed);

}  // namespace gassan
