#pragma once

/// \file
/// The pool of a simulated study, injected again and again, on the whole road: what the realism checks are read off.

#include "core/model/feature_table.hpp"
#include "core/simulate/simulate.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gassan::realism {

/// What a search without any filter would meet.
struct RawSearch {
    double noise_peaks = 0.0, detected_ions = 0.0;
};

/// Peaks at S/N 3 that a search without any filter would meet, against ions that are there.
///
/// A peak is a local maximum (within 7 scans) of the mean of five scans of a mass trace, where at least three of them
/// hold a centroid and the mean stands three times the noise above the level. Level and noise are median and 1.4826
/// median |deviation| of single scans within 30 scans around; the noise is at least the weakest centroid that is kept.
/// An ion of the truth is detected if a peak lies within 10 ppm (at least 2 mDa) and 5 s of it. A peak is noise if it
/// lies in no ion of the truth: within 10 ppm (2 mDa) and three widths and 5 s.
/// \param threshold of the detector, counts
[[nodiscard]] RawSearch raw_search(const Run& run, const std::vector<TrueIon>& truth, double threshold);

/// One run, reduced to what is asked of it.
struct QcRun {
    bool made = false;               ///< else only its truth is known
    double centroids_a_scan = 0.0;   ///< median
    std::vector<TrueIon> main_ions;  ///< one a compound at most: its main ion's first line
    RawSearch raw;                   ///< of the first five runs; nothing of the others
    std::vector<double> errors_ppm;  ///< m/z as measured against the truth, of the main ions that were found
};

struct QcStudy {
    std::vector<SimulatedCompound> compounds;
    std::vector<QcRun> runs;
    FeatureTable table;  ///< the runs that were made, in the same order
    /// Row of each compound's main ion in the table: the one that holds its peak in most runs; none if there is none.
    std::vector<std::optional<std::size_t>> rows;
};

/// As many injections as the preset has runs (6 or more), the first so many of them made and taken on the road.
/// The same for any number of threads.
[[nodiscard]] QcStudy make_qc_study(const SimulatePreset& preset, std::uint64_t seed, std::size_t made, int threads);

}  // namespace gassan::realism
