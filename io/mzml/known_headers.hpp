#pragma once

#include "io/mzml/header.hpp"
#include "io/mzml/tag_pattern.hpp"
#include "io/mzml/xml_cursor.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// The descriptions of spectra and arrays met so far in a run, each kind parsed once: the next of its kind is
/// recognised by its text (TagPattern), at a tenth of the price of walking through its tags and parsing them.
/// What is not recognised takes the long way; both give the same header.
class KnownHeaders {
public:
    explicit KnownHeaders(HeaderParser& parser) : parser_(parser) {}

    /// Is a known description ahead of the cursor, the first tag of it at byte from (perhaps before the cursor)?
    /// Then fills header and moves the cursor behind the tags, as walking would have done; else changes nothing.
    [[nodiscard]] bool find_spectrum(XmlCursor& cursor, std::uint64_t from, SpectrumHeader& header);
    [[nodiscard]] bool find_array(XmlCursor& cursor, std::uint64_t from, ArrayHeader& header);

    /// The tags from byte `from` to the cursor were walked through and parsed without fault: keeps them as a pattern
    /// where they can be one. \param depth_before of the cursor when the walk began: inside <spectrum>, outside
    /// <binaryDataArray>
    void learn_spectrum(const XmlCursor& cursor, std::uint64_t from, std::size_t depth_before);
    void learn_array(const XmlCursor& cursor, std::uint64_t from, std::size_t depth_before);

private:
    template <class Header>
    struct Field {
        std::size_t number;
        std::optional<std::string> Header::*text;
    };
    template <class Header>
    struct Known {
        TagPattern pattern;
        OpenElements before, after;
        Header header;
        std::vector<Field<Header>> open;  // the open values that the header holds
        std::optional<std::size_t> open_id;
    };
    template <class Header>
    using Shelf = std::vector<Known<Header>>;

    HeaderParser& parser_;
    Shelf<SpectrumHeader> spectra_;
    Shelf<ArrayHeader> arrays_;
    std::vector<std::string_view> values_;

    template <class Header>
    const Known<Header>* find(const Shelf<Header>& shelf, XmlCursor& cursor, std::uint64_t from);
    template <class Header>
    Known<Header>* learn(Shelf<Header>& shelf, const XmlCursor& cursor, std::uint64_t from, std::size_t depth_before);
    template <class Header>
    void fill(const Known<Header>& known, Header& header) const;
};

}  // namespace gassan
