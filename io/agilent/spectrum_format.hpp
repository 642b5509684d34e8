#pragma once

#include "io/agilent/bin_file.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace gassan {

/// One way in which spectra are stored, as the table in the header of MSScan.bin numbers them. The words are kept as
/// they are; what they mean is told by the constants.
struct SpectrumFormat {
    static constexpr std::int32_t in_profile = 2, in_peaks = 3;                 // storage
    static constexpr std::int32_t plain = 0, lzf = 0x200, run_length = 0x1000;  // packing
    static constexpr std::int32_t mz = 5, flight_time = 7, abundance = 15;      // quantity
    static constexpr std::int32_t i32 = 3, f32 = 5, f64 = 6;                    // type

    struct Axis {
        std::int32_t quantity = 0, type = 0;
    };
    std::int32_t id = 0, storage = 0, packing = 0;
    std::vector<Axis> axes;

    /// "unsupported spectrum format (storage 2, packing 0, quantity 5)"
    [[nodiscard]] std::string unsupported() const;
};

/// Bytes of a value of a stored type; 0 for a type that is not known.
[[nodiscard]] std::size_t stored_size(std::int32_t type);

/// What the header of MSScan.bin says.
struct ScanHeader {
    std::int32_t generation = 0;          ///< 2 single quadrupole, 4 and 6 time of flight, 5 triple quadrupole
    std::size_t blocks = 0;               ///< stored spectra in every record
    std::uint64_t first_record = 0;       ///< offset
    std::vector<SpectrumFormat> formats;  ///< empty where the table does not end at the first record
    std::uint64_t table_end = 0;          ///< where it ends
};

/// \throws Fault for what is no header of MSScan.bin
[[nodiscard]] ScanHeader read_scan_header(const BinFile& file);

/// "tag 0x0101, expected 0x0104" where a file does not begin with this tag, else "".
[[nodiscard]] std::string wrong_tag(const BinFile& file, std::uint16_t expected);

}  // namespace gassan
