#pragma once

/// \file
/// A run as a peak list, without making its spectra: what detection would find of the truth, with its errors.
///
/// For studies of thousands of runs, whose spectra nobody needs. What detection does to an ion is known from runs that
/// went both ways (docs/methods/simulator.md, "Peak lists alone", has the figures): whether it is found depends on how
/// well its m/z would be known, one_ion_ppm / sqrt(ions); area, height, width, time and m/z err by what the number of
/// ions says, with what calibration leaves over. Ions that the instrument does not part are one peak. Ringing is never
/// listed: detection knows it by its place.

#include "core/model/feature.hpp"
#include "core/simulate/simulate.hpp"

#include <cstdint>
#include <vector>

namespace gassan {

/// What `gassan detect` would make of a run: by m/z, named F1, F2, ..., isotopes named as those of their ion ("M+1 of
/// F12") and charged. asymmetry and mobility_tu are not told (NaN). A function of its arguments alone: draws stand at
/// the addresses of compound and ion.
[[nodiscard]] std::vector<Feature> simulate_peak_list(const SimulateParams& params, const StudyConditions& study,
                                                      const RunTruth& truth, std::uint64_t seed,
                                                      std::uint32_t run_index);

}  // namespace gassan
