#pragma once

#include "core/quality/quality_view.hpp"

#include <span>

namespace gassan {

/// Which batches hang together through the groups they share: a number from 0 for each batch. More than one number:
/// groups of different ones cannot be told from their batches.
[[nodiscard]] std::vector<std::size_t> connected_batches(std::span<const std::size_t> batches,
                                                         std::span<const std::size_t> groups, std::size_t batch_count,
                                                         std::size_t group_count);

/// What in the plan of the study limits what its numbers tell: QCs that are too few or do not bracket samples, orders
/// that are not told, order or batches that go with groups, runs that failed. Needs out.units.
void find_design_faults(const QualityView& view, StudyQuality& out);

}  // namespace gassan
