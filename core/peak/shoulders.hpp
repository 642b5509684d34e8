#pragma once

/// \file
/// Neighbours without a valley. The peaks that a capillary makes (Gauss, HVL, EMG) are log-concave: the logarithm of
/// such a signal curves downwards everywhere. Where it seems to curve upwards between two places where it curves
/// downwards, two ions may overlap, although the sum may rise all the way. A tail, however slow, does not curve
/// downwards again, and so is no shoulder.
///
/// That is the suspicion; the verdict is one of models. One peak of the best shape and two of the best shape are fitted
/// to the same scans (choose_shape). Two are two if their AICc is lower by more than 10 and if their sum, which knows
/// no noise, curves upwards in the logarithm.
///
/// Source: An, Log-concavity versus logconvexity, J. Econ. Theory 80 (1998) 350 (sums of log-concave functions need
/// not be log-concave; the factors here are); the resolution at which it works is in docs/methods/peaks.md.

#include "core/peak/measure_peaks.hpp"
#include "core/trace/intensity_noise.hpp"

#include <vector>

namespace gassan {

/// Adds a top for each shoulder of the tops given, with the border where the logarithm of their sum curves upwards
/// most: there both have about the same counts. \param tops in order of time; \return likewise.
[[nodiscard]] std::vector<Top> with_shoulders(const SmoothedSignal& signal, std::vector<Top> tops,
                                              const IntensityNoise& noise);

}  // namespace gassan
