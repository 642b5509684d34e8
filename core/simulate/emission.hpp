#pragma once

/// \file
/// What the compounds send into the detector, before the detector counts it; and the truth about it.

#include "core/simulate/conditions.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace gassan {

/// One ion of one compound in one run, as it would be seen without noise, background, dropouts and neighbours.
struct TrueIon {
    std::string compound_id, ion, kind;  ///< kind: as EmittedLine, and ringing: satellites of a line
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

    [[nodiscard]] double step_begin_s(std::size_t i) const { return begin_s + double(i) * step_s; }
};

/// The passage of compound k before anything suppresses it: migration, width, distortion and sheath mixing. Empty
/// rasters if the compound does not arrive. plain and salty are the same.
[[nodiscard]] Passage passage(const SimulateParams& params, const StudyConditions& study, const RunConditions& run,
                              const SimulatedCompound& compound, std::size_t k);

/// What the sample sends through the spray, on a raster of the run: abundant compounds suppress each other.
struct SprayLoad {
    double step_s = 0.25;
    std::vector<double> counts;  ///< mean in [i step, (i + 1) step), from 0
};

/// The ion current of all compounds, summed over their species.
[[nodiscard]] SprayLoad spray_load(const StudyConditions& study, const RunConditions& run,
                                   std::span<const Passage> passages);

/// Share of the signal that the load of the spray leaves at a time of the clock: 1 / (1 + zones + crowd), not below
/// suppression.least_signal.
[[nodiscard]] double suppression(const SuppressionParams& params, std::span<const Zone> zones, const SprayLoad& load,
                                 double time_s);

/// Lays suppression over a passage, and what salt does for sodium adducts.
void suppress(const SimulateParams& params, const RunConditions& run, const SprayLoad& load, Passage& passage);

/// Counts x s between two times.
[[nodiscard]] double passed(const std::vector<double>& cumulative, const Passage& passage, double from_s, double to_s);

/// The truth about every ion of compound k that the run is long enough to see.
[[nodiscard]] std::vector<TrueIon> true_ions(const SimulateParams& params, const StudyConditions& study,
                                             const RunConditions& run, const SimulatedCompound& compound, std::size_t k,
                                             const Passage& passage);

/// What a moment of a run does to its background.
struct BackgroundMoment {
    std::array<double, 3> risen{};  ///< share of each front's step that has been taken
    double left = 1.0;              ///< of the constant ions by suppression
    double hump = 1.0;              ///< factor on ions that no one can name: the neutrals of the EOF zone
    double salt = 0.0;              ///< times the clusters' salt_counts
};

[[nodiscard]] BackgroundMoment background_moment(const SimulateParams& params, const RunConditions& run,
                                                 const SprayLoad& load, double time_s);

/// Counts that a background ion sends. \param drift factor on what is constant of it
[[nodiscard]] double background_counts(const BackgroundIon& ion, const BackgroundMoment& moment, double drift = 1.0);

/// Counts of background expected at an m/z: ions that would become one centroid with it.
[[nodiscard]] double background_level(const SimulateParams& params, const StudyConditions& study,
                                      const BackgroundMoment& moment, double mz);

/// Share of the main ion's signal that a species has in this run: dimers grow with the amount.
[[nodiscard]] double share_in_run(const EmittedLine& line, double concentration_um);

/// A detector's after-pulse on the high side of a strong ion.
struct RingingSatellite {
    double mz = 0.0, share = 0.0;  ///< of what the detector lets through of the ion
};

/// Near and far; there where the ion is above mass.ringing_counts.
[[nodiscard]] std::array<RingingSatellite, 2> ringing_satellites(const MassParams& params, double mz);

/// Below this share of the ceiling saturated() takes the square off and no more.
inline constexpr double saturation_is_square = 1e-4;

/// Counts that the detector's ceiling leaves of an expected intensity.
[[nodiscard]] double saturated(const SimulateParams& params, double intensity);

}  // namespace gassan
