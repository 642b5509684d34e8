#pragma once

#include "core/model/run_laws.hpp"
#include "core/model/spectrum.hpp"

#include <cstdint>
#include <vector>

namespace gassan {

/// All centroids of a run by m/z on its drift-free axis: what is kept of a run so that any ion can be extracted again
/// without its raw file. Three parallel arrays, ascending in key, then scan.
struct IonCache {
    std::vector<std::int32_t> key;    ///< ln(m/z / 50) * 1e8 to the nearest whole: steps of 0.01 ppm
    std::vector<std::uint32_t> scan;  ///< index into RunArchive::scan_time_s
    std::vector<float> intensity;     ///< counts, > 0
};

/// Keys from first to last, both included.
struct KeySpan {
    std::int32_t first, last;
};

/// A processed run without its features: clock, laws and centroids.
struct RunArchive {
    Polarity polarity = Polarity::unknown;
    std::vector<double> scan_time_s;    ///< one a scan, ascending
    std::vector<std::uint8_t> dropout;  ///< one a scan: 1 where the scan is missing (spray dropout)
    double spacing_s = 1.0;             ///< usual time between scans
    MzScatter scatter;
    IntensityNoise noise;
    WidthLaw width_law;
    IonCache centroids;
};

}  // namespace gassan
