#pragma once

#include <vector>

namespace gassan {

/// Intensity of one ion (or of all) against time, one point a scan.
struct Electropherogram {
    double mz = 0.0;               ///< Th; 0 for the total ion electropherogram
    std::vector<double> time_s;    ///< ascending
    std::vector<float> intensity;  ///< counts, parallel to time_s; 0 where no centroid was reported, NaN where the scan
                                   ///< itself is missing (spray dropout)
};

}  // namespace gassan
