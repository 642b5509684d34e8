#pragma once

#include "core/model/run.hpp"
#include "core/model/spectrum.hpp"
#include "io/mzml/write_mzml.hpp"

#include <filesystem>
#include <vector>

namespace gassan::test {

/// A run of 400 scans at 1 Hz from 200 s on: two Gaussian ions (m/z 147.1128 at 351.5 s and 205.0972 at 470.25 s, sigma
/// 3 and 4 s) over weak scattered centroids. The same numbers on every machine.
[[nodiscard]] std::vector<Spectrum> small_run();

/// The same as an mzML file.
void write_small_run(const std::filesystem::path& path, const MzmlWriteOptions& options = {});

/// Any spectra as an mzML file.
void write_spectra(const std::filesystem::path& path, const std::vector<Spectrum>& spectra,
                   const MzmlWriteOptions& options = {});

/// Any run as an mzML file of centroids.
void write_run(const std::filesystem::path& path, const Run& run, const MzmlWriteOptions& options = {});

}  // namespace gassan::test
