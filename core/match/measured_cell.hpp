#pragma once

/// \file
/// Cells that a run's own peaks fill.
///
/// A cell's time is the apex, its mobility where the ion would have come had there been little of it (centre_s): an
/// overloaded peak moves its apex with the amount, and its identity does not.

#include "core/match/part_isomers.hpp"
#include "core/model/alignment.hpp"
#include "core/model/feature.hpp"
#include "core/model/feature_table.hpp"

namespace gassan {

/// The cell of a feature that the run has a peak for.
[[nodiscard]] Cell measured_cell(const Feature& feature, const RunAlignment& alignment, const Frame& frame);

/// The cell of one of two ions that share a peak of the run: m/z and quality are the peak's, all else is its own part.
[[nodiscard]] Cell parted_cell(const Feature& shared, const PartedPeak& part, const RunAlignment& alignment,
                               const Frame& frame);

/// Mobility of the cell's time (on a frame in TU), and whether that lies beyond the run's anchors.
void place_cell(const RunAlignment& alignment, const Frame& frame, Cell& cell);

}  // namespace gassan
