#pragma once

#include "core/model/spectrum.hpp"
#include "io/base/inflate.hpp"
#include "io/mzml/xml_cursor.hpp"
#include "io/mzxml/scan_header.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace gassan {

/// What a <peaks> holds.
enum class PeaksContent { pairs, mz, intensity, other };

/// What was met in a <peaks> that was decoded.
struct PeaksReport {
    bool guessed_precision = false;         ///< none is named, but the length fits one
    std::size_t bytes_after_stream = 0;     ///< of the zlib stream, ignored
    std::optional<std::size_t> compressed;  ///< bytes of the zlib stream, where the tag says another length
    std::size_t values = 0;
};

/// \throws Fault (byte 0) for a content that is not known here
[[nodiscard]] PeaksContent peaks_content(const PeaksHeader& header);

/// Turns the payload of <peaks> into numbers, in buffers that are used again and again.
class PeaksDecoder {
public:
    /// All the numbers of the payload, as they come (pairs alternate), into values(). \param declared_points what the
    /// scan says of its length: it only judges a payload without a precision.
    /// \param most_values limit: a longer payload, or a compressed one that would become longer, is refused
    /// \throws Fault with the byte of the payload
    PeaksReport decode(const PeaksHeader& header, const XmlText& payload, PeaksContent content,
                       std::optional<std::uint64_t> declared_points, std::uint64_t most_values);

    [[nodiscard]] const std::vector<double>& values() const { return values_; }

private:
    ByteBuffer decoded_, inflated_;
    Inflater inflater_;
    std::vector<double> values_;
};

}  // namespace gassan
