#pragma once

/// \file
/// The common drift of the mass axis within a run, in ppm against time, from ions that are there all the time.
///
/// A TOF's axis follows its temperature: all ions move together by some ppm within minutes. Taken out, one ion is
/// one line through the whole run, however long. No lock mass need be known: any ion present in most scans serves.

#include "core/model/run.hpp"

#include <vector>

namespace gassan {

/// Deviation of the mass axis from its own median over the run, per scan. All zero if fewer than 3 lasting ions
/// are found: without witnesses nothing is corrected.
/// \return one value a scan, ppm; a centroid's aligned m/z is mz * (1 - drift * 1e-6).
[[nodiscard]] std::vector<double> mass_drift_ppm(const Run& run);

}  // namespace gassan
