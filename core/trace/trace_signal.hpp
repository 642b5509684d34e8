#pragma once

/// \file
/// A stretch of one ion's electropherogram, scan by scan, ready for peak detection: what was lost is bridged, spikes
/// are taken off, and every scan says what it is.

#include "core/trace/intensity_noise.hpp"
#include "core/trace/mass_traces.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace gassan {

enum class ScanKind : std::uint8_t {
    seen,     ///< a centroid was there
    unseen,   ///< none was: less than the threshold; counts is 0
    dropout,  ///< the scan is missing; counts is the line between its neighbours
    lost,     ///< one or two scans without the ion amid a strong signal (merged, misread); bridged likewise
    spike,    ///< a lone point high above its neighbours; bridged likewise
};

/// Parallel arrays over consecutive scans.
struct TraceSignal {
    std::size_t first_scan = 0;
    double spacing_s = 1.0;   ///< usual time between scans of the run
    double sightings = 0;     ///< share of all the run's scans in which the ion is seen
    double usual = no_value;  ///< median of counts where it is known already, else NaN
    double wander = 1.0;      ///< how many times more than its noise the ion moves at the scale of a peak, >= 1
    std::vector<double> time_s;
    std::vector<double> counts;           ///< >= 0
    std::vector<double> expected_fwhm_s;  ///< how wide a peak should be there
    std::vector<ScanKind> kind;

    [[nodiscard]] std::size_t size() const { return counts.size(); }
};

/// What every stretch of a run shares; all one value a scan.
struct RunClock {
    std::vector<double> time_s;
    std::vector<std::uint8_t> dropout;    ///< from find_dropouts
    std::vector<double> expected_fwhm_s;  ///< from the width law
    double spacing_s = 1.0;               ///< usual time between scans: the median, which no gap in the run moves
};

/// Scans [first, last) of one ion from its points (scan ascending).
/// \param scan, intensity parallel; points outside [first, last) are left out.
[[nodiscard]] TraceSignal trace_signal(const RunClock& clock, std::span<const std::uint32_t> scan,
                                       std::span<const float> intensity, std::size_t first, std::size_t last,
                                       const IntensityNoise& noise);

}  // namespace gassan
