#pragma once

#include "io/mzml/array_decoder.hpp"
#include "io/mzml/external_array.hpp"
#include "io/mzml/header.hpp"
#include "io/mzml/known_headers.hpp"
#include "io/mzml/spectrum_record.hpp"
#include "io/mzml/xml_cursor.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gassan {

/// Reads <spectrum> elements one by one. It looks at nothing but the element, so any number of readers may read
/// different parts of one file.
class SpectrumReader {
public:
    /// What is referred to must live as long as the reader.
    SpectrumReader(XmlCursor& cursor, HeaderParser& headers, const ReadParams& params);

    /// Where arrays are that do not stand in the document; without it they are refused.
    void use_external(ExternalArray external) { external_ = std::move(external); }

    /// The element whose start tag the cursor has just returned, to its end.
    /// \throws Fault; then record holds what was read before
    void read(const XmlTag& start, SpectrumRecord& record);

private:
    XmlCursor& cursor_;
    HeaderParser& headers_;
    KnownHeaders known_;
    const ReadParams& params_;
    ArrayDecoder decoder_;
    ExternalArray external_;
    std::vector<double> external_values_;

    // The spectrum that is being read.
    SpectrumRecord* record_ = nullptr;
    bool have_mz_ = false, have_intensity_ = false;
    std::optional<std::uint64_t> declared_length_;
    std::string fragment_;
    ArrayHeader array_;

    void read_element(const XmlTag& start);
    void walk_children(std::size_t outside);
    void append(const XmlTag& tag);
    void parse();
    void begin();
    void read_list(const XmlTag& list);
    void read_arrays(const XmlTag& list);
    [[nodiscard]] bool read_known_array();
    void read_array(const XmlTag& start);
    void walk_array(std::uint64_t array_byte, std::size_t outside, bool payload_seen);
    void take_array(const XmlTag& binary, std::uint64_t array_byte);
    void take_external(std::uint64_t byte);
    [[nodiscard]] bool take_payload(const XmlText& payload);
    [[nodiscard]] bool is_wanted_array(std::uint64_t byte) const;
    void check_declared_length();
    void check_arrays_complete() const;
    void finish_spectrum();
    void remark(const char* code, std::string text);
};

}  // namespace gassan
