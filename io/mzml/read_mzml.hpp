#pragma once

#include "io/base/regular_file.hpp"
#include "io/base/text_window.hpp"
#include "io/mzml/external_array.hpp"
#include "io/read_run.hpp"

namespace gassan {

/// for_each_spectrum for mzML (plain, indexed, gzip, bzip2). \param window at the begin of the file.
/// The index of an indexedmzML is never used: one pass over the spectra needs none, and a wrong one cannot mislead.
/// \param external where arrays are that do not stand in the document (mzMLb)
RunSummary read_mzml(const RegularFile& file, TextWindow& window, const ReadParams& params, const SpectrumSink& sink,
                     const ReadProgress& progress, const ExternalArray& external = {});

/// The SHA-1 that an indexedmzML file states of itself, and the one it has.
struct FileChecksum {
    std::string stated;    ///< as written; "" if there is none (or it is no SHA-1, or all zeros: writers that skip it)
    std::string computed;  ///< lower case; "" if none is stated
};

/// Reads the file once more; costs as much as a hash of it does (about 0.6 GB/s). \throws EnvironmentError
[[nodiscard]] FileChecksum mzml_checksum(const std::filesystem::path& path);

}  // namespace gassan
