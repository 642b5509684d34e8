#pragma once

#include "io/agilent/scan_record.hpp"
#include "io/agilent/spectrum_format.hpp"

#include <span>

namespace gassan {

/// The counts of one profile spectrum on its even axis of flight times: bin i lies at start_ns + i step_ns.
struct FlightProfile {
    double start_ns = 0.0, step_ns = 0.0;
    std::span<const std::uint32_t> counts;  ///< all bins; valid until the next spectrum is decoded into this
    ByteBuffer room;                        ///< what counts lies in
};

/// Decodes a block of MSProfile.bin that holds points.
/// \param bytes all of block.bytes
/// \throws Fault for a format that is not known and for damage; before memory is taken for what does not fit the bytes
void decode_profile(const SpectrumFormat& format, const ScanBlock& block, std::span<const unsigned char> bytes,
                    FlightProfile& profile);

}  // namespace gassan
