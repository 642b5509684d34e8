#include "io/read_run.hpp"

#include "io/agilent/read_agilent.hpp"
#include "io/base/faults.hpp"
#include "io/base/regular_file.hpp"
#include "io/base/sniff.hpp"
#include "io/base/text_window.hpp"
#include "io/mzml/read_mzml.hpp"
#include "io/mzmlb/read_hdf5.hpp"
#include "io/mzxml/read_mzxml.hpp"
#include "io/netcdf/read_andi.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <string_view>
#include <utility>

namespace gassan {
namespace {

constexpr const char* damaged = "The file was probably damaged in transfer: copy it again and compare SHA-256.";

[[noreturn]] void refuse_kind(const RegularFile& file, const Looks& looks) {
    throw InputError(file.path(), file.size() == 0 ? "byte 0" : "", "looks like " + looks.like + ", not like a run",
                     looks.remedy);
}

std::string first_bytes(const RegularFile& file) {
    std::string head(16, '\0');
    head.resize(file.read_at(0, head.data(), head.size()));
    return head;
}

std::string place(const Spectrum& spectrum) {
    return "spectrum " + quoted_text(spectrum.id) + " (index " + std::to_string(spectrum.index) + ")";
}

const char* name(Polarity polarity) {
    return polarity == Polarity::positive ? "positive" : "negative";
}

// Two polarities are two runs.
void require_one_polarity(const std::filesystem::path& path, const Spectrum& spectrum, Polarity polarity) {
    if (spectrum.polarity != Polarity::unknown && polarity != Polarity::unknown && spectrum.polarity != polarity)
        throw InputError(path, place(spectrum),
                         std::string("the polarity switches from ") + name(polarity) + " to " + name(spectrum.polarity),
                         "Choose one: --read.polarity positive or --read.polarity negative; in a study name the file "
                         "in two rows of the sheet, polarity positive and negative.");
}

[[noreturn]] void refuse_profile(const std::filesystem::path& path, const Spectrum& spectrum) {
    throw InputError(path, place(spectrum), "the spectrum is profile data, and centroids are needed",
                     "Centroid in the converter, e.g. msconvert --filter \"peakPicking vendor msLevel=1-\" as the "
                     "first filter.");
}

// Points without a positive intensity hold no ions: they are no centroids, whoever wrote them. (Negative ones have been
// counted in a note.)
void append(Run& run, const Spectrum& spectrum) {
    if (run.polarity == Polarity::unknown) run.polarity = spectrum.polarity;
    run.scan_time_s.push_back(spectrum.time_s);
    const auto all = std::ptrdiff_t(std::min(spectrum.mz.size(), spectrum.intensity.size()));
    const auto counts = spectrum.intensity.begin();
    if (std::all_of(counts, counts + all, [](float count) { return count > 0.0f; })) {
        run.mz.insert(run.mz.end(), spectrum.mz.begin(), spectrum.mz.begin() + all);
        run.intensity.insert(run.intensity.end(), counts, counts + all);
    } else {
        for (std::size_t i = 0; i < std::size_t(all); ++i) {
            if (!(spectrum.intensity[i] > 0.0f)) continue;
            run.mz.push_back(spectrum.mz[i]);
            run.intensity.push_back(spectrum.intensity[i]);
        }
    }
    run.scan_begin.push_back(run.mz.size());
}

// Room for what is still to come, judged by what came: arrays that double as they grow take twice the memory, and what
// they are copied costs a tenth of the reading.
void make_room(Run& run, std::uint64_t bytes_done, std::uint64_t bytes_all) {
    constexpr std::uint64_t least_bytes = 1u << 20;  // less tells nothing
    constexpr double spare = 1.1, least_growth = 1.3;
    if (bytes_done < least_bytes) return;
    const double wanted = double(run.mz.size()) * double(bytes_all) / double(bytes_done);
    const auto capacity = double(run.mz.capacity());
    if (wanted <= capacity) return;
    const auto room = std::size_t(std::max(spare * wanted, least_growth * capacity));
    run.mz.reserve(room);
    run.intensity.reserve(room);
}

// Scans in order of time; scans of one time keep the order of the file.
Run in_order_of_time(const Run& run) {
    std::vector<std::size_t> order(run.scans());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return run.scan_time_s[a] < run.scan_time_s[b]; });
    Run sorted{.polarity = run.polarity, .scan_time_s = {}, .scan_begin = {0}, .mz = {}, .intensity = {}};
    for (const auto scan : order) {
        const auto mz = run.scan_mz(scan);
        const auto intensity = run.scan_intensity(scan);
        sorted.scan_time_s.push_back(run.scan_time_s[scan]);
        sorted.mz.insert(sorted.mz.end(), mz.begin(), mz.end());
        sorted.intensity.insert(sorted.intensity.end(), intensity.begin(), intensity.end());
        sorted.scan_begin.push_back(sorted.mz.size());
    }
    return sorted;
}

// Room for about all the centroids a file of this size holds, 8 bytes or more each: what is not written to costs
// nothing, and growing would copy everything. At most 1 GB of addresses.
void reserve_for(const std::filesystem::path& path, Run& run) {
    constexpr std::uintmax_t most_bytes = std::uintmax_t{1} << 29, bytes_per_centroid = 8;
    std::error_code unknown;
    const std::uintmax_t bytes = std::filesystem::file_size(path, unknown);
    if (unknown) return;
    run.mz.reserve(std::min(bytes, most_bytes) / bytes_per_centroid);
    run.intensity.reserve(std::min(bytes, most_bytes) / bytes_per_centroid);
}

/// Of a document that is mzML or nothing that is read; UTF-16 thinned out.
bool names_mzml(std::string_view head) {
    std::string text(head);
    std::erase(text, '\0');
    return text.find("mzML") != std::string::npos;
}

}  // namespace

bool looks_like_run(const std::filesystem::path& path) {
    std::error_code code;
    if (std::filesystem::is_directory(path, code)) return true;
    const RegularFile file(path);
    const FileKind binary = look_at(first_bytes(file), "").kind;
    if (binary == FileKind::netcdf || binary == FileKind::hdf5) return true;
    if (file.size() == 0) return false;
    try {
        const TextWindow window(file);
        const FileKind kind = look_at(window.head(), window.packing()).kind;
        return kind == FileKind::mzxml || (kind == FileKind::xml && names_mzml(window.head()));
    } catch (const Fault&) {
        return false;  // damage is told by whoever reads it
    }
}

RunSummary for_each_spectrum(const std::filesystem::path& path, const ReadParams& params, const SpectrumSink& sink,
                             const ReadProgress& progress) {
    validate("read", params);
    if (is_instrument_folder(path)) return read_agilent(path, params, sink, progress);
    const RegularFile file(path);
    const std::string head = first_bytes(file);
    if (head.empty()) refuse_kind(file, look_at(head, ""));
    const FileKind binary = look_at(head, "").kind;
    if (binary == FileKind::netcdf) return read_andi(file, params, sink, progress);
    if (binary == FileKind::hdf5) return read_hdf5(file, params, sink, progress);
    std::unique_ptr<TextWindow> window;
    try {
        window = std::make_unique<TextWindow>(file);
    } catch (const Fault& fault) {
        throw InputError(path, "byte " + std::to_string(fault.byte), fault.cause,
                         fault.remedy.empty() ? damaged : fault.remedy);
    }
    const Looks looks = look_at(window->head(), window->packing());
    if (looks.kind == FileKind::mzxml) return read_mzxml(file, *window, params, sink, progress);
    if (looks.kind != FileKind::xml) refuse_kind(file, looks);
    return read_mzml(file, *window, params, sink, progress);
}

RunSummary look_through_run(const std::filesystem::path& path, const ReadParams& params, const SpectrumSink& sink,
                            const ReadProgress& progress) {
    Polarity polarity = Polarity::unknown;
    const auto usable = [&](const Spectrum& spectrum) {
        require_one_polarity(path, spectrum, polarity);
        if (polarity == Polarity::unknown) polarity = spectrum.polarity;
        sink(spectrum);
    };
    return for_each_spectrum(path, params, usable, progress);
}

ReadRun read_run(const std::filesystem::path& path, const ReadParams& params, const ReadProgress& progress,
                 const Centroider& centroid) {
    ReadRun result;
    Run& run = result.run;
    reserve_for(path, run);
    run.scan_begin.push_back(0);
    Spectrum centroids;
    const auto sink = [&](const Spectrum& spectrum) {
        if (spectrum.representation != Representation::profile) return append(run, spectrum);
        if (!centroid) refuse_profile(path, spectrum);
        centroids = spectrum;
        centroid(centroids);
        append(run, centroids);
    };
    const auto watch = [&](std::uint64_t done, std::uint64_t all) {
        make_room(run, done, all);
        if (progress) progress(done, all);
    };
    result.summary = look_through_run(path, params, sink, watch);
    if (!std::is_sorted(run.scan_time_s.begin(), run.scan_time_s.end())) run = in_order_of_time(run);
    return result;
}

}  // namespace gassan
