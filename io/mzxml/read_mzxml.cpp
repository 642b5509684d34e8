#include "io/mzxml/read_mzxml.hpp"

#include "io/base/faults.hpp"
#include "io/base/note_book.hpp"
#include "io/base/text_place.hpp"
#include "io/mzml/document_tail.hpp"
#include "io/mzml/numbers.hpp"
#include "io/mzml/xml_cursor.hpp"
#include "io/mzxml/peaks_decoder.hpp"
#include "io/mzxml/scan_header.hpp"
#include "io/spectrum/spectrum_gate.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace gassan {
namespace {

constexpr std::size_t longest_head = 64u << 20;     // bytes of tags before the first scan
constexpr std::uint64_t progress_every = 4u << 20;  // bytes of text
constexpr const char* damaged = "The file was probably damaged in transfer: copy it again and compare SHA-256.";
constexpr const char* wrong = "The converter wrote this: convert the raw data again, to mzML where it can.";

[[noreturn]] void refuse(std::uint64_t byte, const std::string& cause, const std::string& remedy = wrong) {
    throw Fault{.byte = byte, .cause = cause, .remedy = remedy};
}

// Faults of what is parsed out of a tag lie at the tag.
template <class Work>
auto at_byte(std::uint64_t byte, Work&& work) {
    try {
        return work();
    } catch (Fault& fault) {
        if (fault.byte == 0) fault.byte = byte;
        throw;
    }
}

class Reader {
public:
    Reader(const RegularFile& file, TextWindow& window, const ReadParams& params, const SpectrumSink& sink,
           const ReadProgress& progress)
        : file_(file),
          window_(window),
          params_(params),
          progress_(progress),
          cursor_(window),
          gate_(params, sink, summary_, notes_) {}

    RunSummary read();

private:
    const RegularFile& file_;
    TextWindow& window_;
    const ReadParams& params_;
    const ReadProgress& progress_;
    XmlCursor cursor_;
    RunSummary summary_;
    NoteBook notes_;
    SpectrumGate gate_;
    PeaksDecoder decoder_;
    MzxmlHead head_;
    std::uint64_t progress_due_ = 0;

    // The scan whose peaks are still to come or being read; scans that hold it have passed already.
    struct OpenScan {
        MzxmlScan header;
        std::uint64_t byte = 0;
        bool wanted = false, pending = false;
        bool have_mz = false, have_intensity = false;
        std::optional<std::uint64_t> declared;
    };
    OpenScan scan_;

    void read_document();
    void read_run(const XmlTag& root);
    static void add_to_head(std::string& head, const XmlTag& tag);
    void take_head(const std::string& head);
    void take_tag(const XmlTag& tag);
    void begin_scan(const XmlTag& tag);
    void take_peaks(const XmlTag& tag);
    void note_payload(const PeaksReport& report, PeaksContent content, const PeaksHeader& header);
    void split(PeaksContent content);
    void end_scan();
    [[nodiscard]] int ms_level() const;
    [[nodiscard]] double scan_time_s();
    [[nodiscard]] Representation label() const;
    void read_tail();
    void report_progress();
    [[nodiscard]] InputError error_of(const Fault& fault) const;
};

InputError Reader::error_of(const Fault& fault) const {
    std::string place = gate_.place();
    if (!place.empty()) place += ", ";
    return InputError(file_.path(), place + text_place(file_, window_, fault), fault.cause,
                      fault.remedy.empty() ? damaged : fault.remedy);
}

RunSummary Reader::read() {
    try {
        summary_.file_bytes = file_.size();
        read_document();
        read_tail();
        file_.check_unchanged();
    } catch (const Fault& fault) {
        throw error_of(fault);
    }
    gate_.finish(file_.path());
    const auto declared = head_.scan_count ? whole_count(*head_.scan_count) : std::nullopt;
    if (head_.scan_count && declared != summary_.spectra)
        notes_.add("spectrum-count", "",
                   "the file declares " + quoted_text(*head_.scan_count) + " scans and has " +
                       std::to_string(summary_.spectra) + "; what is there counts");
    summary_.notes = notes_.notes();
    if (progress_) progress_(file_.size(), file_.size());
    return std::move(summary_);
}

// ---- document ------------------------------------------------------------------------------------------------

void Reader::read_document() {
    XmlTag tag;
    if (!cursor_.next(tag)) cursor_.fail_at_end();
    if (tag.name != "mzXML" && tag.name != "msRun")
        refuse(tag.byte, "the document's element is <" + quoted_text(tag.name) + ">, not <mzXML>",
               "Convert the raw data to mzML.");
    read_run(tag);
}

// From the document's element to the end of its one <msRun>.
void Reader::read_run(const XmlTag& root) {
    std::string head(root.raw);
    std::optional<std::size_t> outside;  // the depth around <msRun>
    if (root.name == "msRun") outside = 0;
    bool in_head = true;
    XmlTag tag = root;
    while (!outside || cursor_.depth() > *outside) {
        const std::size_t before = cursor_.depth();
        if (before == 0) refuse(tag.byte, "there is no <msRun> in this <mzXML>");
        if (!cursor_.next(tag)) cursor_.fail_at_end();
        const bool start = tag.kind == XmlTag::Kind::start, scan = start && tag.name == "scan";
        if (start && tag.name == "msRun" && !outside) outside = before;
        if (in_head && !scan) add_to_head(head, tag);
        if (in_head && (scan || cursor_.depth() == outside)) {
            in_head = false;
            take_head(head + cursor_.closing_tags(scan ? before : cursor_.depth(), 0));
        }
        if (!in_head) take_tag(tag);
    }
}

void Reader::add_to_head(std::string& head, const XmlTag& tag) {
    if (head.size() + tag.raw.size() > longest_head)
        refuse(tag.byte, "the head of the document is longer than the limit of 64 MiB");
    head += tag.raw;
}

void Reader::take_head(const std::string& head) {
    head_ = read_mzxml_head(head, summary_);
    if (!window_.packing().empty()) summary_.format += ", " + window_.packing();
}

void Reader::take_tag(const XmlTag& tag) {
    const bool start = tag.kind == XmlTag::Kind::start;
    if (tag.name == "scan") {
        if (scan_.pending) end_scan();
        if (start) begin_scan(tag);
        if (start && tag.empty) end_scan();
        report_progress();
    } else if (start && tag.name == "peaks") {
        take_peaks(tag);
    }
}

// ---- one scan ------------------------------------------------------------------------------------------------

void Reader::begin_scan(const XmlTag& tag) {
    gate_.open();
    const std::uint64_t byte = tag.byte;
    scan_ = OpenScan{};
    scan_.byte = byte;
    scan_.pending = true;
    scan_.header = at_byte(byte, [&] { return read_scan_tag(tag.raw); });
    const auto& header = scan_.header;
    if (!header.num) notes_.add("id-missing", gate_.place(), "the scan has no num; its position counts");
    const int level = ms_level();
    scan_.wanted = gate_.admit("scan=" + header.num.value_or(std::to_string(summary_.spectra)), level,
                               level == 1 ? mzxml_polarity(header.polarity) : Polarity::unknown);
    gate_.spectrum().mz.clear();
    gate_.spectrum().intensity.clear();
    if (!scan_.wanted || !header.peaks_count) return;
    scan_.declared = whole_count(*header.peaks_count);
    if (!scan_.declared) refuse(byte, "peaksCount=\"" + quoted_text(*header.peaks_count) + "\" is not a length");
}

int Reader::ms_level() const {
    const auto& text = scan_.header.ms_level;
    if (!text) refuse(scan_.byte, "the scan names no msLevel");
    const auto level = whole_count(*text);
    if (!level || *level < 1 || *level > 100)
        refuse(scan_.byte, "msLevel is \"" + quoted_text(*text) + "\", which is no level");
    return static_cast<int>(*level);
}

void Reader::take_peaks(const XmlTag& tag) {
    const std::uint64_t byte = tag.byte;
    if (!scan_.pending) refuse(byte, "<peaks> stands after a scan within its scan, or outside of any");
    if (!scan_.wanted) return cursor_.skip_element(tag);
    const auto header = at_byte(byte, [&] { return read_peaks_tag(tag.raw); });
    const auto content = at_byte(byte, [&] { return peaks_content(header); });
    if (content == PeaksContent::other) return cursor_.skip_element(tag);
    const bool has_mz = content != PeaksContent::intensity, has_intensity = content != PeaksContent::mz;
    if ((has_mz && scan_.have_mz) || (has_intensity && scan_.have_intensity))
        refuse(byte, "the scan has its m/z or its intensities twice");
    scan_.have_mz = scan_.have_mz || has_mz;
    scan_.have_intensity = scan_.have_intensity || has_intensity;

    // 16 bytes a pair make 21.3 characters; as much again for white space, but never without a bound.
    const auto most_values = 2 * static_cast<std::uint64_t>(params_.max_points_per_spectrum);
    const XmlText text = tag.empty ? XmlText{{}, byte} : cursor_.text(22 * most_values + 65536);
    note_payload(decoder_.decode(header, text, content, scan_.declared, most_values), content, header);
    split(content);
}

void Reader::note_payload(const PeaksReport& report, PeaksContent content, const PeaksHeader& header) {
    const std::size_t points = content == PeaksContent::pairs ? report.values / 2 : report.values;
    if (report.guessed_precision)
        notes_.add("precision-unnamed", gate_.place(),
                   "the peaks name no precision; their length fits peaksCount, so it was taken from that");
    if (report.bytes_after_stream > 0 && notes_.wants("bytes-after-zlib"))
        notes_.write("bytes-after-zlib", gate_.place(),
                     std::to_string(report.bytes_after_stream) + " bytes after the zlib stream were ignored");
    if (report.compressed && notes_.wants("encoded-length"))
        notes_.write("encoded-length", gate_.place(),
                     "compressedLen says " + quoted_text(*header.compressed_length) + ", the peaks have " +
                         std::to_string(*report.compressed) + " bytes; the peaks count");
    // An empty spectrum is written as one pair of zeros by some: XML Schema 2.x wants at least one.
    const bool empty_pair = scan_.declared == 0u && points == 1;
    if (scan_.declared && *scan_.declared != points && !empty_pair && notes_.wants("array-length"))
        notes_.write("array-length", gate_.place(),
                     "peaksCount says " + std::to_string(*scan_.declared) + ", the peaks have " +
                         std::to_string(points) + " points; the peaks count");
}

void Reader::split(PeaksContent content) {
    auto& spectrum = gate_.spectrum();
    const auto& values = decoder_.values();
    const bool nothing = scan_.declared == 0u &&
                         std::all_of(values.begin(), values.end(), [](double v) { return v == 0.0; }) &&
                         values.size() <= 2;
    if (nothing) return;
    if (content == PeaksContent::mz) spectrum.mz = values;
    if (content == PeaksContent::intensity) spectrum.intensity.assign(values.begin(), values.end());
    if (content != PeaksContent::pairs) return;
    spectrum.mz.resize(values.size() / 2);
    spectrum.intensity.resize(values.size() / 2);
    for (std::size_t i = 0; i < spectrum.mz.size(); ++i) {
        spectrum.mz[i] = values[2 * i];
        spectrum.intensity[i] = static_cast<float>(values[2 * i + 1]);
    }
}

void Reader::end_scan() {
    scan_.pending = false;
    if (!scan_.wanted) return;
    if (scan_.have_mz != scan_.have_intensity)
        refuse(scan_.byte,
               scan_.have_mz ? "the scan has m/z and no intensities" : "the scan has intensities and no m/z");
    if (!scan_.have_mz && scan_.declared.value_or(0) > 0)
        refuse(scan_.byte, "the scan declares " + std::to_string(*scan_.declared) + " points and has no <peaks>");
    at_byte(scan_.byte, [&] { gate_.pass(scan_time_s(), label()); });
}

double Reader::scan_time_s() {
    const auto& text = scan_.header.retention_time;
    const auto shown = [&] { return "retentionTime \"" + quoted_text(*text) + "\""; };
    if (!text) {
        if (!gate_.spectrum().mz.empty()) refuse(scan_.byte, "the scan has no retentionTime");
        return no_value;
    }
    auto time_s = duration_s(*text);
    if (const auto number = time_s ? std::nullopt : whole_number(*text)) {
        if (params_.time_unit.empty())
            refuse(scan_.byte, shown() + " has no unit (a duration is written PT353.43S)",
                   "Say it: --read.time_unit second (or minute, millisecond), after checking the length of the run.");
        time_s = *number * (params_.time_unit == "minute" ? 60.0 : params_.time_unit == "second" ? 1.0 : 1e-3);
    }
    if (!time_s || !std::isfinite(*time_s)) refuse(scan_.byte, shown() + " is not a duration");
    if (*time_s < 0.0) refuse(scan_.byte, shown() + " is negative");
    if (summary_.time_unit.empty()) summary_.time_unit = duration_s(*text) ? "second" : params_.time_unit;
    return settled_seconds(*time_s);
}

// What the scan says counts, then what was done to the whole run. That no step of it made centroids says nothing: the
// instrument may have.
Representation Reader::label() const {
    const auto& text = scan_.header.centroided;
    if (text == "1" || text == "true") return Representation::centroid;
    if (text == "0" || text == "false") return Representation::profile;
    return head_.centroided ? Representation::centroid : Representation::unknown;
}

// ---- the end -------------------------------------------------------------------------------------------------

void Reader::read_tail() {
    const auto refuse_second = [](const XmlTag& tag) {
        if (tag.name == "msRun" || tag.name == "scan" || tag.name == "mzXML")
            throw Fault{.byte = tag.byte,
                        .cause = "a second run follows the first (<" + quoted_text(tag.name) + ">)",
                        .remedy = "One file must hold one run: split it, or convert the raw data again.",
                        .container = true};
    };
    read_document_tail(cursor_, window_, notes_, {"</msRun>", "all scans", refuse_second});
}

void Reader::report_progress() {
    if (!progress_ || cursor_.byte() < progress_due_) return;
    progress_due_ = cursor_.byte() + progress_every;
    progress_(std::min(window_.file_position(cursor_.byte()), file_.size()), file_.size());
}

}  // namespace

RunSummary read_mzxml(const RegularFile& file, TextWindow& window, const ReadParams& params, const SpectrumSink& sink,
                      const ReadProgress& progress) {
    return Reader(file, window, params, sink, progress).read();
}

}  // namespace gassan
