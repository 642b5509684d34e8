#pragma once

#include "core/base/note.hpp"
#include "core/model/electropherogram.hpp"
#include "core/model/feature.hpp"
#include "core/model/mobility.hpp"
#include "core/model/run_archive.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace gassan {

/// What the run taught about itself before the first peak was looked for.
struct RunCharacter {
    double gain = 0;                                        ///< counts an ion
    double flicker = 0;                                     ///< multiplicative noise (sd)
    double threshold = 0;                                   ///< counts below which the run holds no centroids
    double mz_floor_ppm = 0;                                ///< scatter in m/z of the strongest centroids (sd)
    double mz_drift_ppm = 0;                                ///< how far the mass axis wandered, highest less lowest
    double fwhm_ref_s = 0, time_ref_s = 0, fwhm_power = 0;  ///< width law
    int width_peaks = 0;                                    ///< peaks it was learnt from; 0 = the default
    std::size_t traces = 0, lasting_ions = 0, dropouts = 0;
};

/// What one run says: its features, and what a report draws around them.
struct RunResult {
    std::vector<Feature> features;  ///< by m/z, then migration time; feature_id F1, F2, ...
    /// Parallel to features: the ion over the whole run, for as many of the strongest monoisotopic ones as were asked
    /// for; the others stay empty.
    std::vector<Electropherogram> electropherograms;
    /// Parallel to features where it was asked for: the terms of each one's quality (core/peak/quality.hpp).
    std::vector<std::vector<double>> evidence;
    Electropherogram total_ion;  ///< sum of all centroids, scan by scan; NaN in dropouts
    RunCharacter character;
    std::optional<MobilityScale> mobility_scale;  ///< where a separation was described and its markers were found
    std::vector<FoundMarker> markers;             ///< the markers it rests on
    Notes notes;
    std::optional<RunArchive> archive;  ///< where it was asked for
};

/// How many electropherograms a report draws.
constexpr std::size_t report_electropherograms = 12;

}  // namespace gassan
