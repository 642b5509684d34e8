#pragma once

#include "io/base/base64.hpp"
#include "io/base/inflate.hpp"
#include "io/base/zstd.hpp"
#include "io/mzml/header.hpp"
#include "io/mzml/xml_cursor.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace gassan {

/// What was met in an array that was decoded.
struct ArrayReport {
    bool assumed_uncompressed = false;   ///< no compression term, but the length fits
    std::size_t bytes_after_stream = 0;  ///< of the zlib stream, ignored
};

/// Turns the payloads of arrays into numbers, in buffers that are used again and again: fresh ones would double
/// the cost of reading (page faults).
class ArrayDecoder {
public:
    /// The array's numbers into values (double or float), which is overwritten and keeps its memory. Where the file
    /// has numbers of this very width, they are decoded or inflated to their place without a copy.
    /// What a float cannot hold becomes infinite (IEC 559), and is refused where infinite values are.
    /// \param declared_count what the file says of the length. It judges arrays without a compression term, and guesses
    /// the room for an inflated one, at most 4 times the compressed.
    /// \param most_points limit of values: a longer array, or a compressed one that would become longer, is refused
    /// \return nothing if the payload is not base64 and not proven to be the array's text
    /// \throws Fault with the byte of the payload
    template <class Value>
    [[nodiscard]] std::optional<ArrayReport> decode(const ArrayHeader& header, const XmlText& payload,
                                                    std::optional<std::uint64_t> declared_count,
                                                    std::uint64_t most_points, std::vector<Value>& values);

private:
    ByteBuffer decoded_, inflated_, arranged_;
    Inflater inflater_;
    ZstdReader zstd_;

    struct Bytes {
        unsigned char* begin = nullptr;
        std::size_t size = 0;
    };
    template <class Value>
    Bytes inflate_to_place(Bytes stream, std::optional<std::uint64_t> declared_count, std::vector<Value>& values,
                           ArrayReport& report);
    Bytes unpack(Packing packing, Bytes stream, std::uint64_t byte, std::uint64_t most_points, std::uint64_t most_bytes,
                 ArrayReport& report);
    Bytes arrange(Arrangement arrangement, Bytes bytes, std::size_t width, std::uint64_t most_points);
};

}  // namespace gassan
