#include "io/mzxml/peaks_decoder.hpp"

#include "io/base/base64.hpp"
#include "io/base/faults.hpp"
#include "io/mzml/numbers.hpp"

#include <bit>
#include <cstring>
#include <string>

namespace gassan {
namespace {

static_assert(std::endian::native == std::endian::little, "network byte order is turned round");

constexpr const char* wrong = "The converter wrote this: convert the raw data again, to mzML where it can.";

[[noreturn]] void refuse(std::uint64_t byte, const std::string& cause, const std::string& remedy = "") {
    throw Fault{.byte = byte, .cause = cause, .remedy = remedy};
}

std::uint32_t turned(std::uint32_t value) {
    return __builtin_bswap32(value);
}

std::uint64_t turned(std::uint64_t value) {
    return __builtin_bswap64(value);
}

template <class Bits, class Value>
void convert(const unsigned char* bytes, std::vector<double>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        Bits bits;
        std::memcpy(&bits, bytes + i * sizeof bits, sizeof bits);
        values[i] = double(std::bit_cast<Value>(turned(bits)));
    }
}

// 4 or 8, or 0 where none is named.
std::size_t named_width(const PeaksHeader& header, std::uint64_t byte) {
    if (!header.precision) return 0;
    if (header.precision == "32") return 4;
    if (header.precision == "64") return 8;
    refuse(byte, "precision=\"" + quoted_text(*header.precision) + "\" is not 32 or 64", wrong);
}

std::size_t fitting_width(std::size_t bytes, PeaksContent content, std::optional<std::uint64_t> points,
                          std::uint64_t byte) {
    const std::uint64_t each = content == PeaksContent::pairs ? 2 : 1;
    for (const std::size_t width : {4u, 8u})
        if (points && bytes % (each * width) == 0 && bytes / (each * width) == *points) return width;
    refuse(byte, "<peaks> names no precision, and its " + std::to_string(bytes) + " bytes do not fit peaksCount",
           wrong);
}

bool is_compressed(const PeaksHeader& header, std::uint64_t byte) {
    if (!header.compression || header.compression->empty() || header.compression == "none") return false;
    if (header.compression == "zlib") return true;
    refuse(byte, "compressionType=\"" + quoted_text(*header.compression) + "\" is not known here",
           "Convert again with zlib or without compression.");
}

[[noreturn]] void refuse_too_long(std::uint64_t byte, std::uint64_t most_values) {
    refuse(byte, "the scan holds more than " + std::to_string(most_values / 2) + " points, the limit for one spectrum",
           "A damaged or hostile file; if it is real, raise --read.max_points_per_spectrum.");
}

[[noreturn]] void refuse_base64(const Base64Result& result, const XmlText& payload) {
    const std::uint64_t byte = payload.byte + (payload.is_contiguous ? result.fault_at : 0);
    if (result.fault == Base64Fault::bad_length)
        refuse(byte, "the base64 text has a bad length (" + std::to_string(payload.text.size()) +
                         " characters; whole groups of 4 are due)");
    if (result.fault == Base64Fault::inner_padding) refuse(byte, "the base64 text has a '=' (padding) before its end");
    refuse(byte, "the base64 text holds the character '" + quoted_text(payload.text.substr(result.fault_at, 1)) +
                     "', which is not of its alphabet");
}

}  // namespace

PeaksContent peaks_content(const PeaksHeader& header) {
    if (!header.content || header.content->empty() || header.content == "m/z-int") return PeaksContent::pairs;
    if (header.content == "m/z") return PeaksContent::mz;
    if (header.content == "intensity") return PeaksContent::intensity;
    if (header.content == "S/N" || header.content == "charge") return PeaksContent::other;
    refuse(0, "contentType=\"" + quoted_text(*header.content) + "\" is not read here",
           "Convert again with m/z and intensities (contentType m/z-int), or to mzML.");
}

PeaksReport PeaksDecoder::decode(const PeaksHeader& header, const XmlText& payload, PeaksContent content,
                                 std::optional<std::uint64_t> declared_points, std::uint64_t most_values) {
    if (header.byte_order && header.byte_order != "network")
        refuse(payload.byte, "byteOrder=\"" + quoted_text(*header.byte_order) + "\" is not network, the only one",
               wrong);
    const auto raw = decode_base64(payload.text, decoded_.room(base64_room(payload.text.size())));
    if (raw.fault != Base64Fault::none) refuse_base64(raw, payload);

    PeaksReport report;
    const unsigned char* bytes = decoded_.data();
    std::size_t size = raw.size, width = named_width(header, payload.byte);
    if (is_compressed(header, payload.byte) && size > 0) {
        const std::string_view stream(reinterpret_cast<const char*>(bytes), size);
        const auto result = inflater_.inflate(stream, inflated_, std::size_t(most_values) * (width ? width : 8));
        if (result.too_long) refuse_too_long(payload.byte, most_values);
        if (!result.fault.empty()) refuse(payload.byte, "zlib stream corrupt (" + result.fault + ")");
        report.bytes_after_stream = size - result.consumed;
        const auto told = header.compressed_length ? whole_count(*header.compressed_length) : std::nullopt;
        if (header.compressed_length && told != size) report.compressed = size;
        bytes = inflated_.data();
        size = result.size;
    }
    if (width == 0 && size > 0) {
        width = fitting_width(size, content, declared_points, payload.byte);
        report.guessed_precision = true;
    }
    const std::size_t unit = (width ? width : 4) * (content == PeaksContent::pairs ? 2 : 1);
    if (size % unit != 0)
        refuse(payload.byte, "the length of " + std::to_string(size) + " bytes is not a whole number of " +
                                 (content == PeaksContent::pairs ? "pairs of " : "") + (width == 8 ? "64" : "32") +
                                 "-bit values");
    values_.resize(size / (width ? width : 4));
    if (values_.size() > most_values) refuse_too_long(payload.byte, most_values);
    if (width == 8)
        convert<std::uint64_t, double>(bytes, values_);
    else
        convert<std::uint32_t, float>(bytes, values_);
    report.values = values_.size();
    return report;
}

}  // namespace gassan
