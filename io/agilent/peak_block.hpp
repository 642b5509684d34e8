#pragma once

#include "io/agilent/scan_record.hpp"
#include "io/agilent/spectrum_format.hpp"

#include <span>
#include <vector>

namespace gassan {

/// The peaks of one spectrum that the instrument's software has centroided.
struct StoredPeaks {
    bool flight_times = false;  ///< x in ns, to be calibrated; else x is m/z
    std::vector<double> x;
    std::vector<double> intensity;  ///< parallel to x
};

/// Decodes a block of MSPeak.bin that holds points.
/// \param bytes all of block.bytes
/// \throws Fault for a format that is not known, and for bytes that are not those of the points
void decode_peaks(const SpectrumFormat& format, const ScanBlock& block, std::span<const unsigned char> bytes,
                  StoredPeaks& peaks);

}  // namespace gassan
