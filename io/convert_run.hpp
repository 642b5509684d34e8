#pragma once

/// \file
/// Any run to mzML or mzMLb, read back and compared before it has its name.

#include "io/read_run.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

enum class RunFormat { mzml, mzml_gz, mzmlb };

/// By the end of the name (.mzML, .mzML.gz, .mzMLb; capitals do not count), or nothing.
[[nodiscard]] std::optional<RunFormat> run_format_of(const std::filesystem::path& path);

enum class ConvertStage { reading, writing, comparing };

struct ConvertOptions {
    RunFormat format = RunFormat::mzml;
    bool zlib = true;          ///< pack the arrays (of mzMLb: the datasets)
    bool mz_64_bit = true;     ///< else m/z is rounded to 32 bits: within 0.06 ppm
    Centroider centroid = {};  ///< makes centroids of profile spectra; without it they stay as they are
    std::string software_version = {};
    std::function<void(ConvertStage, std::uint64_t done, std::uint64_t all)> progress = {};
    /// Called between writing and reading back; for tests, which damage the file there.
    std::function<void(const std::filesystem::path& temporary)> when_written = {};
};

/// What was done.
struct Conversion {
    RunSummary source;
    std::vector<std::string> traces, processing;  ///< written: names of the traces; steps, our own last
    Notes left_out;                               ///< what the new file cannot say
    std::size_t spectra = 0, points = 0;          ///< written
    std::size_t centroided = 0;                   ///< of these: profile spectra made centroids
    std::uint64_t bytes = 0;                      ///< of the new file
};

/// Writes the MS1 spectra of a run, of both polarities, in the order of the file, with their ids, times, polarities and
/// labels, and the run's instrument, start, software, steps of processing and traces of devices. Reads what it wrote
/// and compares it, spectrum by spectrum, trace by trace and to the last bit, with what the source said; only then has
/// the file its name. The source is read twice; memory does not depend on the run but for some 200 bytes a spectrum.
/// \throws as for_each_spectrum; InputError if the source changes meanwhile or has times below 0; EnvironmentError if
/// the file cannot be written or reads back otherwise. Nothing is then left under its name but what was there before.
Conversion convert_run(const std::filesystem::path& from, const std::filesystem::path& to, const ReadParams& params,
                       const ConvertOptions& options);

}  // namespace gassan
