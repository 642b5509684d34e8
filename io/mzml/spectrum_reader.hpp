#pragma once

#include "io/base/note_book.hpp"
#include "io/mzml/array_decoder.hpp"
#include "io/mzml/header.hpp"
#include "io/mzml/known_headers.hpp"
#include "io/mzml/xml_cursor.hpp"
#include "io/read_run.hpp"
#include "io/spectrum/spectrum_gate.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace gassan {

/// Reads <spectrum> elements one by one and hands the MS1 spectra to the sink. All buffers are used again.
class SpectrumReader {
public:
    SpectrumReader(XmlCursor& cursor, HeaderParser& headers, const ReadParams& params, const SpectrumSink& sink,
                   RunSummary& summary, NoteBook& notes);

    /// The element whose start tag the cursor has just returned, to its end. \throws Fault
    void read(const XmlTag& start);

    /// "spectrum scan=45 (index 44)" while one is being read (also after a Fault), else "".
    [[nodiscard]] std::string place() const;

    /// What was counted on the way, into summary and notes. Call once, after the last spectrum.
    /// \throws InputError as SpectrumGate::finish
    void finish(const std::filesystem::path& path, std::size_t chromatograms) { gate_.finish(path, chromatograms); }

private:
    XmlCursor& cursor_;
    HeaderParser& headers_;
    KnownHeaders known_;
    const ReadParams& params_;
    RunSummary& summary_;
    NoteBook& notes_;
    ArrayDecoder decoder_;
    SpectrumGate gate_;

    // The spectrum that is being read.
    bool inside_ = false, header_read_ = false, take_ = false, have_mz_ = false, have_intensity_ = false;
    std::uint64_t byte_ = 0;
    std::optional<std::uint64_t> declared_length_;
    std::string fragment_;
    SpectrumHeader header_;
    ArrayHeader array_;

    void walk_children(std::size_t outside);
    void append(const XmlTag& tag);
    void parse();
    void begin();
    void check_identity();
    [[nodiscard]] int ms_level() const;
    [[nodiscard]] double scan_time_s();
    [[nodiscard]] Polarity polarity() const;
    [[nodiscard]] Representation label() const;
    void read_list(const XmlTag& list);
    void read_arrays(const XmlTag& list);
    [[nodiscard]] bool read_known_array();
    void read_array(const XmlTag& start);
    void walk_array(std::uint64_t array_byte, std::size_t outside, bool payload_seen);
    void take_array(const XmlTag& binary, std::uint64_t array_byte);
    [[nodiscard]] bool take_payload(const XmlText& payload);
    [[nodiscard]] bool is_wanted_array(std::uint64_t byte) const;
    void check_declared_length(std::size_t count);
    void check_arrays_complete() const;
    void finish_spectrum();
};

}  // namespace gassan
