#pragma once

/// \file
/// What the compounds send into the detector, before the detector counts it; and the truth about it.

#include "core/simulate/conditions.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gassan {

/// One ion of one compound in one run, as it would be seen without noise, background, dropouts and neighbours.
struct TrueIon {
    std::string compound_id, ion, kind;
    int isotope = 0;
    double mz = 0.0;           ///< true, without calibration error
    double mt_s = 0.0;         ///< apex as it reaches the detector, on the run's clock
    double area = 0.0;         ///< counts x s that the detector lets through: what the centroids sum to without noise
    double height = 0.0;       ///< counts at the apex, likewise
    double mobility_tu = 0.0;  ///< effective, of the compound
    double snr = 0.0;          ///< height_emitted over the standard deviation of what is there without the ion
    double a1_s = 0.0;         ///< where the ion would come at infinite dilution, on the run's clock
    double fwhm_s = 0.0;
    double area_emitted = 0.0;      ///< counts x s that reach the detector, before its ceiling
    double height_emitted = 0.0;    ///< counts at the apex, likewise
    double distortion = 0.0;        ///< HVL d
    double concentration_um = 0.0;  ///< of the compound in the vial of this run
};

/// How one compound passes the detector: cumulative counts x s on a fine raster.
struct Passage {
    double begin_s = 0.0, step_s = 1.0;
    std::vector<double> plain;  ///< from 0 at begin_s; an ion of share s has s times this
    std::vector<double> salty;  ///< the same for ions that gain in salt zones
    double a1_s = 0.0, distortion = 0.0;
};

/// The passage of compound k: migration, width, distortion, sheath mixing and suppression. Empty rasters if the
/// compound does not arrive.
[[nodiscard]] Passage passage(const SimulateParams& params, const StudyConditions& study, const RunConditions& run,
                              const SimulatedCompound& compound, std::size_t k);

/// Counts x s between two times.
[[nodiscard]] double passed(const std::vector<double>& cumulative, const Passage& passage, double from_s, double to_s);

/// The truth about every ion of compound k that the run is long enough to see.
[[nodiscard]] std::vector<TrueIon> true_ions(const SimulateParams& params, const StudyConditions& study,
                                             const RunConditions& run, const SimulatedCompound& compound, std::size_t k,
                                             const Passage& passage);

/// Counts of background expected at an m/z: ions that would become one centroid with it.
[[nodiscard]] double background_level(const SimulateParams& params, const StudyConditions& study,
                                      const RunConditions& run, double mz, double time_s);

/// Factor of a background ion at a time: the fronts that have passed.
[[nodiscard]] double front_factor(const SimulateParams& params, const RunConditions& run, const BackgroundIon& ion,
                                  double time_s);

/// Counts that the detector's ceiling leaves of an expected intensity.
[[nodiscard]] double saturated(const SimulateParams& params, double intensity);

}  // namespace gassan
