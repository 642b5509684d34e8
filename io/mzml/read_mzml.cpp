#include "io/mzml/read_mzml.hpp"

#include "io/base/faults.hpp"
#include "io/base/note_book.hpp"
#include "io/base/text_place.hpp"
#include "io/mzml/document_tail.hpp"
#include "io/mzml/header.hpp"
#include "io/mzml/numbers.hpp"
#include "io/mzml/spectra_in_parts.hpp"
#include "io/mzml/spectrum_delivery.hpp"
#include "io/mzml/spectrum_reader.hpp"
#include "io/mzml/trace_reader.hpp"
#include "io/mzml/xml_cursor.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace gassan {
namespace {

constexpr std::size_t longest_head = 64u << 20;     // bytes of tags before the first spectrum
constexpr std::uint64_t progress_every = 4u << 20;  // bytes of text
constexpr const char* damaged = "The file was probably damaged in transfer: copy it again and compare SHA-256.";
constexpr const char* convert = "Convert the raw data again with MS1 spectra included.";

// The document around the spectra.
class Reader {
public:
    Reader(const RegularFile& file, TextWindow& window, const ReadParams& params, const SpectrumSink& sink,
           const ReadProgress& progress)
        : file_(file),
          window_(window),
          params_(params),
          progress_(progress),
          cursor_(window),
          spectra_(cursor_, headers_, params),
          delivery_(params, sink, summary_, notes_),
          traces_(cursor_, headers_, params, summary_, notes_) {}

    RunSummary read();
    void use_external(const ExternalArray& external) {
        spectra_.use_external(external);
        traces_.use_external(external);
    }

private:
    const RegularFile& file_;
    TextWindow& window_;
    const ReadParams& params_;
    const ReadProgress& progress_;
    XmlCursor cursor_;
    HeaderParser headers_;
    RunSummary summary_;
    NoteBook notes_;
    SpectrumReader spectra_;
    std::string head_;  // as it was parsed
    SpectrumRecord record_;
    SpectrumDelivery delivery_;
    TraceReader traces_;

    std::optional<std::string> declared_spectra_;
    std::size_t chromatograms_ = 0;
    std::uint64_t progress_due_ = 0;

    void read_document();
    void read_mzml_element(const XmlTag& mzml);
    static void add_to_head(std::string& head, const XmlTag& tag);
    void take_head(const std::string& head);
    template <class Take>
    void for_each_child(const XmlTag& list, Take&& take);
    void read_with_helpers();
    void read_spectrum(const XmlTag& start);
    void read_tail();
    void report_progress(std::uint64_t byte);
    [[nodiscard]] InputError error_of(const Fault& fault) const;
};

// What stands behind </mzML>; also where the <indexedmzML> around it was lost.
bool is_of_index(std::string_view name) {
    return name == "indexList" || name == "indexListOffset" || name == "fileChecksum";
}

InputError Reader::error_of(const Fault& fault) const {
    std::string place = delivery_.place();
    if (!place.empty()) place += ", ";
    place += text_place(file_, window_, fault);
    return InputError(file_.path(), place, fault.cause, fault.remedy.empty() ? damaged : fault.remedy);
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
    delivery_.finish(file_.path(), chromatograms_);
    const auto declared = declared_spectra_ ? whole_count(*declared_spectra_) : std::nullopt;
    if (declared_spectra_ && declared != summary_.spectra)
        notes_.add("spectrum-count", "",
                   "the file declares " + quoted_text(*declared_spectra_) + " spectra and has " +
                       std::to_string(summary_.spectra) + "; what is there counts");
    summary_.notes = notes_.notes();
    if (progress_) progress_(file_.size(), file_.size());
    return std::move(summary_);
}

// ---- document ------------------------------------------------------------------------------------------------

void Reader::read_document() {
    XmlTag tag;
    if (!cursor_.next(tag)) cursor_.fail_at_end();
    if (tag.name == "indexedmzML" && !tag.empty) {
        while (cursor_.next(tag) && tag.kind == XmlTag::Kind::start && tag.name != "mzML") cursor_.skip_element(tag);
        if (tag.kind == XmlTag::Kind::end)
            throw Fault{.byte = tag.byte, .cause = "there is no <mzML> in this <indexedmzML>", .remedy = convert};
    }
    if (tag.name != "mzML")
        throw Fault{.byte = tag.byte,
                    .cause = "the document's element is <" + quoted_text(tag.name) + ">, not <mzML>",
                    .remedy = "Convert the raw data to mzML."};
    read_mzml_element(tag);
}

void Reader::read_mzml_element(const XmlTag& mzml) {
    std::string head(mzml.raw);
    const std::size_t outside = cursor_.depth() - (mzml.empty ? 0 : 1);
    bool in_head = true;
    XmlTag tag;
    while (cursor_.depth() > outside) {
        if (!cursor_.next(tag)) cursor_.fail_at_end();
        const bool start = tag.kind == XmlTag::Kind::start;
        const bool spectra = start && tag.name == "spectrumList", traces = start && tag.name == "chromatogramList";
        if (in_head) {
            in_head = !spectra && !traces && cursor_.depth() > outside;
            add_to_head(head, tag);
            if (!in_head) take_head(head + cursor_.closing_tags(cursor_.depth(), outside));
        }
        if (spectra && !tag.empty && params_.threads > 1 && window_.can_jump()) read_with_helpers();
        if (spectra)
            for_each_child(tag, [&](const XmlTag& child) {
                if (child.name == "spectrum") return read_spectrum(child);
                cursor_.skip_element(child);
            });
        if (traces)
            for_each_child(tag, [&](const XmlTag& child) {
                chromatograms_ += child.name == "chromatogram";
                if (child.name == "chromatogram") return traces_.read(child);
                cursor_.skip_element(child);
            });
    }
}

void Reader::add_to_head(std::string& head, const XmlTag& tag) {
    if (head.size() + tag.raw.size() > longest_head)
        throw Fault{.byte = tag.byte, .cause = "the head of the document is longer than the limit of 64 MiB"};
    head += tag.raw;
}

void Reader::take_head(const std::string& head) {
    head_ = head;
    declared_spectra_ = headers_.read_head(head_, summary_);
    if (!window_.packing().empty()) summary_.format += ", " + window_.packing();
}

template <class Take>
void Reader::for_each_child(const XmlTag& list, Take&& take) {
    if (list.empty) return;
    const std::size_t outside = cursor_.depth() - 1;
    XmlTag tag;
    while (true) {
        if (!cursor_.next(tag)) cursor_.fail_at_end();
        if (cursor_.depth() == outside) return;
        take(tag);
        report_progress(cursor_.byte());
    }
}

// As many of the spectra as are sound; the cursor then stands where reading alone goes on.
void Reader::read_with_helpers() {
    const OpenElements open = cursor_.open_elements();
    const SpectraInParts work{file_, head_, cursor_.byte(), open, params_};
    const auto rest = read_in_parts(work, delivery_, [&](std::uint64_t byte) { report_progress(byte); });
    cursor_.restart(rest, file_.size(), open);
}

void Reader::read_spectrum(const XmlTag& start) {
    try {
        spectra_.read(start, record_);
    } catch (const Fault&) {
        delivery_.deliver_broken(record_);
        throw;
    }
    delivery_.deliver(record_);
}

void Reader::read_tail() {
    const auto refuse_second = [&](const XmlTag& tag) {
        if (!is_of_index(tag.name) && (cursor_.depth() == (tag.empty ? 0u : 1u) || tag.name == "mzML"))
            throw Fault{.byte = tag.byte,
                        .cause = "a second document <" + quoted_text(tag.name) + "> follows the first",
                        .remedy = "Two files were joined: split them.",
                        .container = true};
    };
    read_document_tail(cursor_, window_, notes_, {"</mzML>", "all spectra", refuse_second});
}

void Reader::report_progress(std::uint64_t byte) {
    if (!progress_ || byte < progress_due_) return;
    progress_due_ = byte + progress_every;
    progress_(std::min(window_.file_position(byte), file_.size()), file_.size());
}

}  // namespace

RunSummary read_mzml(const RegularFile& file, TextWindow& window, const ReadParams& params, const SpectrumSink& sink,
                     const ReadProgress& progress, const ExternalArray& external) {
    Reader reader(file, window, params, sink, progress);
    reader.use_external(external);
    return reader.read();
}

}  // namespace gassan
