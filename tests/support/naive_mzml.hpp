#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace gassan::test {

struct NaiveSpectrum {
    std::string id;
    double time = 0;  ///< as written
    std::string time_unit;
    std::vector<double> mz, intensity;
};

/// The MS1 spectra of an mzML file (gzip or not) as a reader of a page sees them: the whole document in memory, one
/// character of base64 after the other, zlib itself. No checks, no numpress. An oracle for small files.
[[nodiscard]] std::vector<NaiveSpectrum> naive_mzml(const std::filesystem::path& path);

}  // namespace gassan::test
