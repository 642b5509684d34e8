#pragma once

#include "core/model/spectrum.hpp"
#include "io/base/atomic_file.hpp"
#include "io/read_run.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace gassan {

/// A term of the PSI-MS vocabulary.
struct CvTerm {
    std::string accession, name;
};

/// The file that spectra were taken from.
struct MzmlSource {
    std::string name;  ///< without its folders; empty: not told
    CvTerm file_format, id_format;
    std::string sha1;  ///< of its bytes, in hexadecimal
};

/// What an mzML file tells of the run itself; what is empty is not told.
struct MzmlFacts {
    std::string instrument;
    std::string start_time;             ///< left out where it is no xs:dateTime
    std::vector<std::string> software;  ///< that had the run before us: "name version"
    MzmlSource source;
    std::vector<ProcessingMethod> processing;  ///< before us, with software of these, as carry_processing gives it
    std::vector<Trace> traces;                 ///< as writable_traces gives them; their times are written in seconds
    bool centroided = false;                   ///< we made the centroids
};

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
    MzmlFacts facts = {};
};

/// Fills spectrum with the next one to write and returns true, or returns false at the end.
using SpectrumSource = std::function<bool(Spectrum& spectrum)>;

/// Takes the next spectrum to write.
using SpectrumTaker = std::function<void(const Spectrum& spectrum)>;

/// Hands over one spectrum after another; is called once.
using SpectrumMaker = std::function<void(const SpectrumTaker& take)>;

/// Writes mzML 1.1 beside the final name and renames it into place once it is whole and on disk.
/// \throws EnvironmentError if the file cannot be written; nothing is then left under its final name.
void write_mzml(const std::filesystem::path& path, const MzmlWriteOptions& options, std::size_t spectrum_count,
                const SpectrumSource& next);

/// The same for a maker.
void write_mzml(const std::filesystem::path& path, const MzmlWriteOptions& options, std::size_t spectrum_count,
                const SpectrumMaker& make);

/// The same into a file that the caller will sync, look at, and commit.
void write_mzml(AtomicFile& file, const MzmlWriteOptions& options, std::size_t spectrum_count,
                const SpectrumMaker& make);

}  // namespace gassan
