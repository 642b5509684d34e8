#include "io/convert_run.hpp"

#include "io/base/atomic_file.hpp"
#include "io/base/faults.hpp"
#include "io/base/regular_file.hpp"
#include "io/base/sha1.hpp"
#include "io/mzml/mzml_text.hpp"
#include "io/mzml/processing_text.hpp"
#include "io/mzml/trace_text.hpp"
#include "io/mzml/write_mzml.hpp"
#include "io/mzmlb/write_mzmlb.hpp"
#include "io/run_input.hpp"
#include "io/table/user_table.hpp"

#include <bit>
#include <utility>
#include <vector>

namespace gassan {
namespace {

// ---- what a spectrum is known by ---------------------------------------------------------------------------------

// A spectrum in 48 bytes. Two that differ have the same with a chance of 1 in 2^64 each; this is against accidents.
struct SpectrumPrint {
    std::uint64_t id = 0, time = 0, mz = 0, intensity = 0;
    std::size_t points = 0;
    Polarity polarity = Polarity::unknown;
    Representation representation = Representation::unknown;
};

template <class Value>
std::uint64_t print_of(const std::vector<Value>& values) {
    return std::hash<std::string_view>()({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Value)});
}

SpectrumPrint print_of(const Spectrum& spectrum, std::size_t index) {
    return {.id = std::hash<std::string>()(written_id(spectrum, index)),
            .time = std::bit_cast<std::uint64_t>(spectrum.time_s),
            .mz = print_of(spectrum.mz),
            .intensity = print_of(spectrum.intensity),
            .points = spectrum.mz.size(),
            .polarity = spectrum.polarity,
            .representation = spectrum.representation};
}

// What differs, or nothing.
std::string difference(const SpectrumPrint& due, const SpectrumPrint& read) {
    if (due.id != read.id) return "its id";
    if (due.time != read.time) return "its time";
    if (due.polarity != read.polarity) return "its polarity";
    if (due.representation != read.representation) return "centroid or profile";
    if (due.points != read.points)
        return "the number of its points (" + std::to_string(read.points) + " instead of " +
               std::to_string(due.points) + ")";
    if (due.mz != read.mz) return "its m/z";
    return due.intensity != read.intensity ? "its intensities" : "";
}

// ---- the source --------------------------------------------------------------------------------------------------

std::string place(const Spectrum& spectrum) {
    return "spectrum " + quoted_text(spectrum.id) + " (index " + std::to_string(spectrum.index) + ")";
}

ReadProgress watch(const ConvertOptions& options, ConvertStage stage) {
    if (!options.progress) return {};
    return [&options, stage](std::uint64_t done, std::uint64_t all) { options.progress(stage, done, all); };
}

std::string sha1_of(const std::filesystem::path& path) {
    const RegularFile file(path);
    Sha1 sha1;
    std::string block(std::size_t{1} << 20, '\0');
    for (std::uint64_t at = 0; at < file.size();) {
        const std::size_t got = file.read_at(at, block.data(), block.size());
        if (got == 0) break;
        sha1.add(std::string_view(block).substr(0, got));
        at += got;
    }
    return sha1.hex();
}

CvTerm file_format_of(const std::string& format) {
    if (format.starts_with("mzMLb")) return {"MS:1002838", "mzMLb format"};
    if (format.starts_with("mzXML")) return {"MS:1000566", "ISB mzXML format"};
    if (format.starts_with("mzML")) return {"MS:1000584", "mzML format"};
    return {"MS:1002441", "Andi-MS format"};
}

CvTerm id_format_of(const std::string& first_id) {
    if (first_id.starts_with("scanId=")) return {"MS:1001508", "Agilent MassHunter nativeID format"};
    if (first_id.starts_with("controllerType=")) return {"MS:1000768", "Thermo nativeID format"};
    if (first_id.starts_with("function=")) return {"MS:1000769", "Waters nativeID format"};
    if (first_id.starts_with("sample=")) return {"MS:1000770", "WIFF nativeID format"};
    if (first_id.starts_with("scan=")) return {"MS:1000776", "scan number only nativeID format"};
    return {"MS:1000824", "no nativeID format"};
}

// What is found out by a first reading, since an mzML file says it before its spectra.
struct Survey {
    RunSummary summary;
    std::size_t spectra = 0;
    std::string first_id;
};

Survey survey(const std::filesystem::path& from, const ReadParams& params, const ConvertOptions& options) {
    Survey found;
    const auto look = [&](const Spectrum& spectrum) {
        if (spectrum.time_s < 0.0)
            throw InputError(from, place(spectrum), "its time lies before the start, which mzML cannot say",
                             "Export the run again with times from the start of the voltage.");
        if (found.spectra++ == 0) found.first_id = spectrum.id;
    };
    found.summary = for_each_spectrum(from, params, look, watch(options, ConvertStage::reading));
    return found;
}

MzmlWriteOptions write_options(const std::filesystem::path& from, const Survey& found, const ConvertOptions& options,
                               Notes& left_out) {
    MzmlWriteOptions writing{.zlib = options.zlib,
                             .gzip = options.format == RunFormat::mzml_gz,
                             .mz_64_bit = options.mz_64_bit,
                             .software_version = options.software_version};
    MzmlFacts& facts = writing.facts;
    facts.instrument = found.summary.instrument;
    facts.start_time = found.summary.start_time;
    carry_processing(found.summary, facts, left_out);
    facts.traces = writable_traces(found.summary.traces, left_out);
    facts.centroided = options.centroid && found.summary.profile > 0;
    // A folder is many files, of which none is the source.
    if (std::filesystem::is_regular_file(from))
        facts.source = {from.filename().string(), file_format_of(found.summary.format), id_format_of(found.first_id),
                        sha1_of(from)};
    return writing;
}

[[noreturn]] void refuse_changed(const std::filesystem::path& from) {
    throw InputError(from, "", "changed while it was read", "Wait until it is written whole, then run again.");
}

// ---- there and back ----------------------------------------------------------------------------------------------

// Hands the spectra of the source over as they are to be in the new file, and keeps what each is known by.
class Converter {
public:
    Converter(const std::filesystem::path& from, const ReadParams& params, const ConvertOptions& options,
              std::size_t expected)
        : from_(from), params_(params), options_(options), expected_(expected) {}

    void make(const SpectrumTaker& take) {
        const auto convert = [&](const Spectrum& spectrum) {
            if (prints.size() == expected_) refuse_changed(from_);
            settle(spectrum);
            prints.push_back(print_of(settled_, prints.size()));
            points += settled_.mz.size();
            take(settled_);
        };
        static_cast<void>(for_each_spectrum(from_, params_, convert, watch(options_, ConvertStage::writing)));
        if (prints.size() != expected_) refuse_changed(from_);
    }

    std::vector<SpectrumPrint> prints;
    std::size_t points = 0, centroided = 0;

private:
    const std::filesystem::path& from_;
    const ReadParams& params_;
    const ConvertOptions& options_;
    std::size_t expected_;
    Spectrum settled_;

    void settle(const Spectrum& spectrum) {
        settled_ = spectrum;
        if (options_.centroid && spectrum.representation == Representation::profile) {
            options_.centroid(settled_);
            settled_.representation = Representation::centroid;
            ++centroided;
        }
        if (!options_.mz_64_bit)
            for (double& mz : settled_.mz) mz = double(float(mz));
    }
};

[[noreturn]] void refuse_written(const std::filesystem::path& to, const std::string& what) {
    throw EnvironmentError(quoted_path(to) + ": what was written reads back otherwise: " + what +
                           "; the file was thrown away (is the disk or the memory of this machine faulty?)");
}

bool same(const Trace& due, const Trace& read) {
    return due.name == read.name && due.unit == read.unit && print_of(due.time_s) == print_of(read.time_s) &&
           print_of(due.value) == print_of(read.value);
}

void compare_facts(const AtomicFile& file, const MzmlWriteOptions& writing, const RunSummary& read) {
    const auto& due = writing.facts.traces;
    if (read.traces.size() != due.size())
        refuse_written(file.path(),
                       std::to_string(read.traces.size()) + " traces instead of " + std::to_string(due.size()));
    for (std::size_t i = 0; i < due.size(); ++i)
        if (!same(due[i], read.traces[i])) refuse_written(file.path(), "trace " + quoted_text(due[i].name));
    if (read.processing_methods != written_processing(writing).processing_methods)
        refuse_written(file.path(), "the steps of processing");
}

void compare(const AtomicFile& file, const std::vector<SpectrumPrint>& prints, const ReadParams& params,
             const ConvertOptions& options, const MzmlWriteOptions& writing) {
    ReadParams reading;
    reading.max_points_per_spectrum = params.max_points_per_spectrum;
    reading.threads = params.threads;
    std::size_t read = 0;
    RunSummary summary;
    const auto check = [&](const Spectrum& spectrum) {
        if (read == prints.size()) refuse_written(file.path(), "more spectra than were written");
        const std::string what = difference(prints[read], print_of(spectrum, read));
        if (!what.empty()) refuse_written(file.path(), place(spectrum) + ": " + what);
        ++read;
    };
    try {
        summary = for_each_spectrum(file.temporary(), reading, check, watch(options, ConvertStage::comparing));
    } catch (const InputError& error) {
        refuse_written(file.path(), error.what());
    }
    if (read != prints.size())
        refuse_written(file.path(), std::to_string(read) + " spectra instead of " + std::to_string(prints.size()));
    compare_facts(file, writing, summary);
}

}  // namespace

std::optional<RunFormat> run_format_of(const std::filesystem::path& path) {
    const std::string name = small_letters(path.filename().string());
    if (name.ends_with(".mzml")) return RunFormat::mzml;
    if (name.ends_with(".mzml.gz")) return RunFormat::mzml_gz;
    if (name.ends_with(".mzmlb")) return RunFormat::mzmlb;
    return std::nullopt;
}

Conversion convert_run(const std::filesystem::path& from, const std::filesystem::path& to, const ReadParams& params,
                       const ConvertOptions& options) {
    require_run_input(from);
    const auto before = input_state(from);
    Survey found = survey(from, params, options);
    Conversion done;
    const MzmlWriteOptions writing = write_options(from, found, options, done.left_out);

    AtomicFile file(to);
    Converter converter(from, params, options, found.spectra);
    const SpectrumMaker make = [&](const SpectrumTaker& take) { converter.make(take); };
    if (options.format == RunFormat::mzmlb)
        write_mzmlb(file, writing, found.spectra, make);
    else
        write_mzml(file, writing, found.spectra, make);
    if (input_state(from) != before) refuse_changed(from);
    file.sync();
    if (options.when_written) options.when_written(file.temporary());
    compare(file, converter.prints, params, options, writing);
    done.bytes = std::filesystem::file_size(file.temporary());
    file.commit();

    for (const Trace& trace : writing.facts.traces) done.traces.push_back(trace.name);
    done.processing = written_processing(writing).processing;
    done.source = std::move(found.summary);
    done.spectra = converter.prints.size();
    done.points = converter.points;
    done.centroided = converter.centroided;
    return done;
}

}  // namespace gassan
