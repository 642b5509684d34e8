#pragma once

/// \file
/// QCs of several pools: over years a pool runs out and another takes its place, at another level in every compound.
/// What joins them is a stretch in which both were injected, or specimens that were measured in the time of each.

#include "core/correct/correct_params.hpp"
#include "core/correct/qc_table.hpp"

#include <span>
#include <string>
#include <vector>

namespace gassan {

/// QCs brought onto one level.
struct JoinedPools {
    std::vector<PoolBridge> bridges;  ///< by variable, then pool
    /// variables x units: how much the level of a unit's own pool lies above that of the pool that all were brought
    /// onto, in ln, where nothing joins them and they were left apart; 0 elsewhere.
    std::vector<double> apart;
    Notes notes;
};

/// Where QCs are of one pool, nothing happens. Else all are brought onto the pool with most QCs: by least squares over
/// ln(value) = level of unit (+ slope in it, where five QCs tell one) + level of pool, in units that hold several
/// pools; or, where no unit does, with specimens that were measured in several units in the place of shared pools. QCs
/// of a variable whose pool nothing joins lose their number, or, with params.pool_change = apart, keep their own level.
/// \throws ParameterError where nothing joins two pools at all and params.pool_change is bridge
[[nodiscard]] JoinedPools join_pools(QcTable& qcs, const ValueTable& table, std::span<const CorrectionUnit> units,
                                     const CorrectParams& params);

}  // namespace gassan
