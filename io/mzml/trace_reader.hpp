#pragma once

#include "io/base/note_book.hpp"
#include "io/mzml/array_decoder.hpp"
#include "io/mzml/external_array.hpp"
#include "io/mzml/header.hpp"
#include "io/mzml/xml_cursor.hpp"
#include "io/read_run.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace gassan {

/// Reads <chromatogram> elements and keeps those that a device recorded beside the spectra: current, voltage, pressure,
/// temperature, flow. Those of ions or light are walked over. A trace that cannot be decoded is noted and left out: no
/// run is lost with it.
class TraceReader {
public:
    TraceReader(XmlCursor& cursor, HeaderParser& headers, RunSummary& summary, NoteBook& notes)
        : cursor_(cursor), headers_(headers), summary_(summary), notes_(notes) {}

    /// Where the numbers of mzMLb are.
    void use_external(ExternalArray external) { external_ = std::move(external); }

    /// The element whose start tag the cursor has just returned, to its end. \throws Fault for what is not well-formed
    void read(const XmlTag& start);

private:
    XmlCursor& cursor_;
    HeaderParser& headers_;
    RunSummary& summary_;
    NoteBook& notes_;
    ArrayDecoder decoder_;
    ExternalArray external_;
    std::string fragment_;
    TraceHeader header_;
    Trace trace_;
    bool broken_ = false;

    void read_list(const XmlTag& list);
    void read_array(const XmlTag& start);
    void take(const XmlTag& binary, const TraceHeader& told, const ArrayHeader& array);
    void take_external(const ArrayHeader& array, std::vector<double>& values);
    void keep();
};

}  // namespace gassan
