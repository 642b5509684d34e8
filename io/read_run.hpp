#pragma once

/// \file
/// The one door for instrument files: looks at the content (never at the name), and streams the spectra.

#include "core/base/note.hpp"
#include "core/model/read_params.hpp"
#include "core/model/run.hpp"
#include "core/model/spectrum.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace gassan {

/// What a device beside the mass spectrometer recorded while it ran: current, voltage, pressure.
struct Trace {
    std::string name;  ///< as the file calls it
    std::string unit;  ///< "microampere"; may be empty
    std::vector<double> time_s, value;
};

/// One thing that a program says of what it did: a term of the vocabulary, or words of its own.
struct ProcessingTerm {
    std::string accession;  ///< "MS:1000035"; empty: words of its own
    std::string name, value, unit_accession, unit_name;
    bool operator==(const ProcessingTerm&) const = default;
};

/// One step that made the file.
struct ProcessingMethod {
    std::string software;  ///< as in RunSummary::software; empty: not told
    std::vector<ProcessingTerm> terms;
    bool operator==(const ProcessingMethod&) const = default;
};

/// What a run's file says of itself, and what was met in it.
struct RunSummary {
    std::string format;                    ///< "mzML 1.1.0", "mzML 1.1.0, gzip", ...
    std::string instrument, start_time;    ///< as the file says; may be empty
    std::string source_name, sample_name;  ///< personal data: shown by `gassan check`, used nowhere else
    std::vector<std::string> software;
    std::size_t spectra = 0;                 ///< all spectra in the file
    std::size_t ms1 = 0, ms2 = 0;            ///< ms2: every level above 1
    std::size_t ms1_empty = 0;               ///< MS1 spectra without a point
    std::size_t centroid = 0, profile = 0;   ///< MS1 spectra by representation (label, or the look of the spacing)
    std::size_t positive = 0, negative = 0;  ///< MS1 spectra by polarity
    std::size_t points = 0;                  ///< points of all MS1 spectra
    std::uint64_t file_bytes = 0;
    double first_time_s = no_value, last_time_s = no_value;
    std::string time_unit;            ///< of the scan times, as the file has it: "minute", "second"; may be empty
    double median_step_s = no_value;  ///< between MS1 scans
    double min_mz = no_value, max_mz = no_value;
    double lowest_counts = no_value;        ///< lowest positive intensity of all MS1 points
    double usual_lowest_counts = no_value;  ///< median over the spectra of the lowest positive intensity of each
    std::vector<std::string> processing;    ///< steps that made the file: "peak picking", as it names them
    std::vector<ProcessingMethod> processing_methods;  ///< the same in full, in the file's order, each once
    std::vector<Trace> traces;                         ///< at most 16, of at most 200,000 points each
    Notes notes;                                       ///< at most 3 in full of each code, then one "and N more"
};

/// Do the first bytes look like those of a run, whatever the name? So does every folder, for no other input is one.
/// \throws InputError, EnvironmentError where it cannot be opened
[[nodiscard]] bool looks_like_run(const std::filesystem::path& path);

/// Called for every MS1 spectrum in file order; the spectrum is reused and only valid during the call.
using SpectrumSink = std::function<void(const Spectrum&)>;

/// How far a reader is; called now and then from the reading thread.
using ReadProgress = std::function<void(std::uint64_t bytes_done, std::uint64_t bytes_all)>;

/// Streams the MS1 spectra of a run to sink in constant memory.
/// \throws InputError naming file, spectrum, byte, cause and remedy; EnvironmentError when the machine fails.
RunSummary for_each_spectrum(const std::filesystem::path& path, const ReadParams& params, const SpectrumSink& sink,
                             const ReadProgress& progress = {});

/// The same for a run that can be used for detection, and refuses the others as read_run does, in constant memory.
/// \throws as for_each_spectrum; InputError for mixed polarities unless params chooses one.
RunSummary look_through_run(const std::filesystem::path& path, const ReadParams& params, const SpectrumSink& sink,
                            const ReadProgress& progress = {});

/// A run as the science takes it, with what its file said.
struct ReadRun {
    Run run;
    RunSummary summary;
};

/// Makes centroids of a profile spectrum in place; called in the order of the file.
using Centroider = std::function<void(Spectrum&)>;

/// The whole run in memory: MS1 centroids in order of time (files out of order are sorted, with a note).
/// \throws as for_each_spectrum; InputError for mixed polarities unless params chooses one, and for profile spectra
/// where nothing is given that makes centroids of them.
[[nodiscard]] ReadRun read_run(const std::filesystem::path& path, const ReadParams& params = {},
                               const ReadProgress& progress = {}, const Centroider& centroid = {});

}  // namespace gassan
