#pragma once

#include "io/base/base64.hpp"
#include "io/base/inflate.hpp"
#include "io/mzml/header.hpp"
#include "io/mzml/xml_cursor.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gassan {

/// The numbers of one array as they stand in memory, little-endian, valid until the next array is decoded.
struct DecodedArray {
    const unsigned char* bytes = nullptr;
    std::size_t count = 0;
    bool is_64_bit = true;
    bool assumed_uncompressed = false;   ///< no compression term, but the length fits
    std::size_t bytes_after_stream = 0;  ///< of the zlib stream, ignored

    /// \param values is overwritten and keeps its memory
    void copy_to(std::vector<double>& values) const;
    void copy_to(std::vector<float>& values) const;
};

/// Turns the payloads of arrays into numbers, in buffers that are used again and again: fresh ones would double
/// the cost of reading (page faults).
class ArrayDecoder {
public:
    /// \param declared_count what the file says of the length; used only to judge arrays without a compression term
    /// \param most_points limit of values: a longer array, or a compressed one that would become longer, is refused
    /// \throws Fault with the byte of the payload
    [[nodiscard]] DecodedArray decode(const ArrayHeader& header, const XmlText& payload,
                                      std::optional<std::uint64_t> declared_count, std::uint64_t most_points);

private:
    ByteBuffer decoded_, inflated_;
    Inflater inflater_;
};

}  // namespace gassan
