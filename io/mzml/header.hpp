#pragma once

/// \file
/// The tags of an mzML document without its payloads, parsed piece by piece: the document's head once, then the
/// description of each spectrum and of each of its arrays.

#include "core/model/spectrum.hpp"
#include "io/mzml/array_coding.hpp"
#include "io/mzml/cv_terms.hpp"
#include "io/read_run.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// A unit as a term names it: by its accession; by its name, or by an accession of another ontology, where that is 0.
struct UnitText {
    cv::Accession accession = 0;
    std::string name;
    [[nodiscard]] bool is_named() const { return accession != 0 || !name.empty(); }
};

/// One spectrum as its tags describe it. Text is kept as written: what it must mean is decided by the reader.
struct SpectrumHeader {
    std::string id;
    bool has_id = false;
    std::optional<std::string> index, default_array_length;
    std::optional<std::string> ms_level, time;
    UnitText time_unit;
    bool ms1_term = false, msn_term = false, not_ms = false;
    bool centroid = false, profile = false, positive = false, negative = false;
};

/// One binaryDataArray as its tags describe it.
struct ArrayHeader {
    std::optional<std::string> encoded_length, array_length;
    std::optional<std::string> external_dataset, external_offset, external_length;  ///< of mzMLb
    int mz_terms = 0, intensity_terms = 0, other_array_terms = 0;
    int float_64_terms = 0, float_32_terms = 0, integer_64_terms = 0, integer_32_terms = 0;
    int zlib_terms = 0, no_compression_terms = 0, coding_terms = 0;
    ArrayCoding coding;       ///< what the last of the coding terms says (coding_of)
    std::string compression;  ///< "MS:1009999 'clever compression'" where an unknown one is named
    std::string precision;    ///< a precision that is not read, as above
    std::string byte_order;   ///< "byteOrder network" where an attribute says other than little-endian
    std::string terms;        ///< all accessions, for messages
};

/// One chromatogram as its tags describe it, or one of its arrays.
struct TraceHeader {
    std::string id;
    std::vector<std::string> names;  ///< of its terms and user parameters
    cv::Accession type = 0;          ///< a chromatogram's kind: total ion current, pressure
    bool is_time = false;            ///< an array of times
    bool is_data = false;            ///< an array of anything else
    UnitText time_unit;              ///< of an array of times
    std::string unit;                ///< of an array of anything else, as it is to be shown
    std::optional<std::string> default_array_length;
};

/// Reads headers. Keeps the groups of parameters that the document's head defines, and buffers.
class HeaderParser {
public:
    HeaderParser();
    ~HeaderParser();
    HeaderParser(const HeaderParser&) = delete;
    HeaderParser& operator=(const HeaderParser&) = delete;

    // In all three, tags is a well-nested fragment (it is used up). \throws Fault with byte 0.

    /// The document from <mzML> to the first list of data. \return the count its <spectrumList> declares, as written.
    std::optional<std::string> read_head(const std::string& tags, RunSummary& summary);
    /// <spectrum> up to its list of arrays.
    void read_spectrum(std::string& tags, SpectrumHeader& header);
    /// <binaryDataArray> up to the start tag of <binary>.
    void read_array(std::string& tags, ArrayHeader& header);
    /// <chromatogram> up to its list of arrays.
    void read_trace(std::string& tags, TraceHeader& header);
    /// <binaryDataArray> of a chromatogram up to <binary>.
    void read_trace_array(const std::string& tags, TraceHeader& header, ArrayHeader& array);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gassan
