#pragma once

#include "core/model/spectrum.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace gassan {

/// All MS1 centroids of one run, scan after scan.
struct Run {
    Polarity polarity = Polarity::unknown;
    std::vector<double> scan_time_s;      ///< one per scan, ascending
    std::vector<std::size_t> scan_begin;  ///< size scans + 1: centroids of scan i are [scan_begin[i], scan_begin[i+1])
    std::vector<double> mz;               ///< Th, ascending within a scan
    std::vector<float> intensity;         ///< counts, > 0, parallel to mz

    [[nodiscard]] std::size_t scans() const { return scan_time_s.size(); }
    [[nodiscard]] std::span<const double> scan_mz(std::size_t scan) const {
        return std::span(mz).subspan(scan_begin[scan], scan_begin[scan + 1] - scan_begin[scan]);
    }
    [[nodiscard]] std::span<const float> scan_intensity(std::size_t scan) const {
        return std::span(intensity).subspan(scan_begin[scan], scan_begin[scan + 1] - scan_begin[scan]);
    }
};

}  // namespace gassan
