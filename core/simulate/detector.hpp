#pragma once

/// \file
/// The time-of-flight detector: counts ions, scatters their m/z, joins neighbours, saturates, rings, and drops the
/// weak.

#include "core/base/random.hpp"
#include "core/simulate/simulate_params.hpp"

#include <vector>

namespace gassan {

/// What arrived at one m/z in one scan, before the neighbours are joined.
struct Hit {
    double mz = 0.0;
    float counts = 0.0f;
    float noise = 0.0f;  ///< electronic, added once to the centroid this hit dominates
};

struct Detector {
    SimulateParams params;
    double gain = 20.0;       ///< counts an ion
    double threshold = 50.0;  ///< counts
    bool profile = false;     ///< hits are expectations: the ions are counted point by point (profile.hpp)
};

/// Scatter of the m/z of a single ion, ppm: the width of the mass peak.
[[nodiscard]] double one_ion_ppm(const SimulateParams& params, double mz);

/// Counts the ions of one kind in one scan; adds nothing to hits if there is none.
/// \param expected counts; \param calibration_ppm error of the m/z axis here and now
/// \param scatter_ppm one_ion_ppm(mz)
void count_ions(const Detector& detector, RandomStream random, double mz, double calibration_ppm, double scatter_ppm,
                double expected, std::vector<Hit>& hits);

/// Sorts hits that are nearly in order of m/z.
void sort_nearly_sorted(std::vector<Hit>& hits);

/// Appends the centroids of one scan: hits closer than merge_fwhm widths to the centroid so far become
/// one, intensity-weighted; then ceiling, electronic noise and threshold. What is above ringing_counts after the
/// ceiling sends its satellites among the hits that follow; satellites do not ring themselves.
/// \param hits by m/z; \param random electronic noise of satellites
void record_scan(const Detector& detector, const std::vector<Hit>& hits, RandomStream random,
                 std::vector<double>& mz_out, std::vector<float>& intensity_out);

}  // namespace gassan
