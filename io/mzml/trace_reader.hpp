#pragma once

#include "core/model/read_params.hpp"
#include "io/base/faults.hpp"
#include "io/base/note_book.hpp"
#include "io/mzml/array_decoder.hpp"
#include "io/mzml/external_array.hpp"
#include "io/mzml/header.hpp"
#include "io/mzml/xml_cursor.hpp"
#include "io/read_run.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gassan {

/// Reads <chromatogram> elements and keeps those that a device recorded beside the spectra: current, voltage, pressure,
/// temperature, flow. Those of ions or light are walked over. A trace that cannot be taken, and one beyond the
/// sixteenth, is noted with its reason and left out: no run is lost with it.
class TraceReader {
public:
    /// What is referred to must live as long as the reader.
    TraceReader(XmlCursor& cursor, HeaderParser& headers, const ReadParams& params, RunSummary& summary,
                NoteBook& notes)
        : cursor_(cursor), headers_(headers), params_(params), summary_(summary), notes_(notes) {}

    /// Where arrays are that do not stand in the document; without it such traces are left out.
    void use_external(ExternalArray external) { external_ = std::move(external); }

    /// The element whose start tag the cursor has just returned, to its end. \throws Fault for what is not well-formed
    void read(const XmlTag& start);

private:
    XmlCursor& cursor_;
    HeaderParser& headers_;
    const ReadParams& params_;
    RunSummary& summary_;
    NoteBook& notes_;
    ExternalArray external_;
    ArrayDecoder decoder_;
    std::string fragment_;
    TraceHeader header_;
    Trace trace_;
    std::string reason_;  ///< why the trace is left out; empty: it is not

    [[nodiscard]] bool is_wanted();
    void read_list(const XmlTag& list);
    void read_array(const XmlTag& start);
    void take(const XmlTag& binary, const TraceHeader& told, const ArrayHeader& array);
    void take_external(const XmlTag& binary, const ArrayHeader& array, std::optional<std::uint64_t> declared,
                       std::vector<double>& values);
    void take_text(const ArrayHeader& array, std::optional<std::uint64_t> declared, std::vector<double>& values);
    void spoil(const Fault& fault, std::vector<double>& values);
    void settle_times(const UnitText& told);
    void compare();
    void keep();
    [[nodiscard]] std::string place() const;
};

}  // namespace gassan
