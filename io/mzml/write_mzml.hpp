#pragma once

#include "core/model/spectrum.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace gassan {

/// How an mzML file is written; every combination reads back to the same values (32-bit m/z excepted).
struct MzmlWriteOptions {
    bool zlib = true;       ///< compress the arrays
    bool gzip = false;      ///< compress the whole file
    bool mz_64_bit = true;  ///< intensities are always 32-bit
    bool time_in_minutes = false;
    bool indexed = true;  ///< write the indexedmzML wrapper with offsets and checksum
    std::string run_id = "run1";
    std::string software_name = "gassan";
    std::string software_version = {};
};

/// Fills spectrum with the next one to write and returns true, or returns false at the end.
using SpectrumSource = std::function<bool(Spectrum& spectrum)>;

/// Takes the next spectrum to write.
using SpectrumTaker = std::function<void(const Spectrum& spectrum)>;

/// Writes mzML 1.1 beside the final name and renames it into place once it is whole and on disk.
/// \throws EnvironmentError if the file cannot be written; nothing is then left under its final name.
void write_mzml(const std::filesystem::path& path, const MzmlWriteOptions& options, std::size_t spectrum_count,
                const SpectrumSource& next);

/// The same for a maker that hands over one spectrum after another; make is called once.
void write_mzml(const std::filesystem::path& path, const MzmlWriteOptions& options, std::size_t spectrum_count,
                const std::function<void(const SpectrumTaker& take)>& make);

}  // namespace gassan
