#pragma once

#include "core/quality/quality_view.hpp"

namespace gassan {

/// The units of a study (runs of one batch, capillary and polarity) and which run is in which; how QCs stand in each:
/// samples before the first and after the last, and the most samples between two. Only runs whose order is told count
/// for that.
void map_units(const QualityView& view, StudyQuality& out);

/// What each run holds, and the median over variables of log2(value over the median of QCs; of samples where the
/// variable has no number in QCs).
void summarise_runs(const QualityView& view, StudyQuality& out);

}  // namespace gassan
