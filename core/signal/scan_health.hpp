#pragma once

/// \file
/// Which scans can be believed. When the spray sputters all ions vanish together for some scans: those scans are
/// missing, and reading them as zeros would cut peaks in two.

#include "core/model/run.hpp"
#include "core/signal/signal_params.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace gassan {

/// \param witness_counts one value a scan: the summed signal of ions that are there all the time (or of all ions).
/// \return one flag a scan, 1 = dropout: the signal lies below dropout_ratio of the median of the window before it
/// and of the window after it. Both, so that the foot of a giant peak is no dropout.
[[nodiscard]] std::vector<std::uint8_t> find_dropouts(std::span<const double> witness_counts,
                                                      const SignalParams& params);

/// Sum of all centroids, scan by scan: the total ion electropherogram.
[[nodiscard]] std::vector<double> total_ion_counts(const Run& run);

}  // namespace gassan
