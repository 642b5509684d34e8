#pragma once

/// \file
/// Tops of an electropherogram, by prominence.

#include "core/peak/measure_peaks.hpp"
#include "core/peak/peak_params.hpp"
#include "core/peak/smoothed_signal.hpp"

#include <vector>

namespace gassan {

/// Local maxima that, before something higher comes, descend by more than the noise can explain and below
/// PeakParams::valley of their height, where the ion is seen often enough to be a peak. In order of time; they reign
/// up to the lowest scan between neighbours.
[[nodiscard]] std::vector<Top> find_tops(const SmoothedSignal& signal, const PeakParams& params);

}  // namespace gassan
