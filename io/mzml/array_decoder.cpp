#include "io/mzml/array_decoder.hpp"

#include "io/base/faults.hpp"

#include <bit>
#include <cstring>
#include <string>

namespace gassan {
namespace {

static_assert(std::endian::native == std::endian::little, "mzML arrays are little-endian and are copied as they are");

// libdeflate copies in large steps as long as it is so many bytes from the end of its room.
constexpr std::size_t inflate_slack = 512;

[[noreturn]] void refuse(std::uint64_t byte, const std::string& cause, const std::string& remedy = "") {
    throw Fault{.byte = byte, .cause = cause, .remedy = remedy};
}

// One precision term, and a float: the width of a value.
std::size_t value_width(const ArrayHeader& header, std::uint64_t byte) {
    if (!header.precision.empty())
        refuse(byte, "the array's precision is " + header.precision + ", which is not read here",
               "Convert again with 64-bit or 32-bit floats.");
    const int terms = header.float_64_terms + header.float_32_terms;
    if (terms == 0)
        refuse(byte,
               "the array names no precision (MS:1000523 64-bit float or MS:1000521 32-bit float; it has: " +
                   quoted_text(header.terms) + ")",
               "Convert the file again.");
    if (terms > 1)
        refuse(byte,
               "the array names its precision more than once (MS:1000523 and MS:1000521; it has: " +
                   quoted_text(header.terms) + ")",
               "Convert the file again.");
    return header.float_64_terms ? 8 : 4;
}

void check_compression(const ArrayHeader& header, std::uint64_t byte) {
    if (!header.numpress.empty())
        refuse(byte, "the array is compressed with numpress (" + header.numpress + "), which is not read yet",
               "Convert again without --numpressAll and the like; zlib is fine.");
    if (!header.compression.empty())
        refuse(byte, "the array's compression " + header.compression + " is not known here",
               "Convert again with zlib or without compression.");
    if (header.zlib_terms + header.no_compression_terms > 1)
        refuse(byte,
               "the array names its compression more than once (MS:1000574 and MS:1000576; it has: " +
                   quoted_text(header.terms) + ")",
               "Convert the file again.");
}

[[noreturn]] void refuse_base64(const Base64Result& result, const XmlText& payload) {
    const auto byte = payload.byte + (payload.is_contiguous ? result.fault_at : 0);
    switch (result.fault) {
        case Base64Fault::foreign_character: {
            const auto c = static_cast<unsigned char>(payload.text[result.fault_at]);
            const std::string shown = c < 0x80 && c >= 0x20 ? std::string(1, static_cast<char>(c))
                                                            : "\\x" + std::string(1, "0123456789abcdef"[c >> 4]) +
                                                                  std::string(1, "0123456789abcdef"[c & 15]);
            refuse(byte, "the base64 text holds the character '" + shown + "', which is not of its alphabet");
        }
        case Base64Fault::inner_padding:
            refuse(byte, "the base64 text has a '=' (padding) before its end");
        default:
            refuse(byte, "the base64 text has a bad length (" + std::to_string(payload.text.size()) +
                             " characters; whole groups of 4 are due)");
    }
}

[[noreturn]] void refuse_too_long(std::uint64_t byte, std::uint64_t most_points) {
    refuse(byte, "the array holds more than " + std::to_string(most_points) + " values, the limit for one spectrum",
           "A damaged or hostile file; if it is real, raise --read.max_points_per_spectrum.");
}

// Room for so many bytes in the memory of values; what was in them is lost. What is beyond their present end is
// cleared, which is little where spectra are of similar length.
template <class Value>
unsigned char* room_in(std::vector<Value>& values, std::size_t bytes) {
    values.resize((bytes + sizeof(Value) - 1) / sizeof(Value));
    return reinterpret_cast<unsigned char*>(values.data());
}

template <class From, class To>
void convert(const unsigned char* bytes, std::vector<To>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        From value;
        std::memcpy(&value, bytes + i * sizeof value, sizeof value);
        values[i] = static_cast<To>(value);
    }
}

}  // namespace

template <class Value>
ArrayDecoder::Bytes ArrayDecoder::inflate(Bytes compressed, std::size_t width, const XmlText& payload,
                                          std::optional<std::uint64_t> declared_count, std::uint64_t most_points,
                                          std::vector<Value>& values, ArrayReport& report) {
    const std::string_view stream(reinterpret_cast<const char*>(compressed.begin), compressed.size);
    if (width == sizeof(Value)) {
        const std::uint64_t likely = 4 * stream.size();
        const auto declared = declared_count.value_or(likely / width);
        const auto size = static_cast<std::size_t>(declared < likely / width ? declared * width : likely);
        unsigned char* const out = room_in(values, size + inflate_slack);
        if (const auto result = inflater_.inflate_within(stream, out, values.size() * sizeof(Value))) {
            report.bytes_after_stream = stream.size() - result->consumed;
            return {out, result->size};
        }
    }
    const auto result = inflater_.inflate(stream, inflated_, most_points * width);
    if (result.too_long) refuse_too_long(payload.byte, most_points);
    if (!result.fault.empty()) refuse(payload.byte, "zlib stream corrupt (" + result.fault + ")");
    report.bytes_after_stream = stream.size() - result.consumed;
    return {inflated_.data(), result.size};
}

template <class Value>
std::optional<ArrayReport> ArrayDecoder::decode(const ArrayHeader& header, const XmlText& payload,
                                                std::optional<std::uint64_t> declared_count, std::uint64_t most_points,
                                                std::vector<Value>& values) {
    const std::size_t width = value_width(header, payload.byte);
    check_compression(header, payload.byte);

    const std::size_t room = base64_room(payload.text.size());
    const bool in_place = header.zlib_terms == 0 && width == sizeof(Value);
    unsigned char* const decoded = in_place ? room_in(values, room) : decoded_.room(room);
    const auto raw = decode_base64(payload.text, decoded);
    if (raw.fault != Base64Fault::none) {
        if (!payload.is_proven) return std::nullopt;
        refuse_base64(raw, payload);
    }

    ArrayReport report;
    Bytes bytes{decoded, raw.size};
    if (header.zlib_terms > 0 && (raw.size > 0 || declared_count.value_or(0) > 0)) {
        bytes = inflate(bytes, width, payload, declared_count, most_points, values, report);
    } else if (header.zlib_terms + header.no_compression_terms == 0) {
        if (!declared_count || bytes.size != *declared_count * width)
            refuse(payload.byte,
                   "the array names no compression (MS:1000574 zlib or MS:1000576 none; it has: " +
                       quoted_text(header.terms) + "), and its " + std::to_string(bytes.size) +
                       " bytes do not fit the declared number of values",
                   "Convert the file again.");
        report.assumed_uncompressed = true;
    }
    if (bytes.size % width != 0)
        refuse(payload.byte, "the array's length of " + std::to_string(bytes.size) +
                                 " bytes is not a whole number of " + (width == 8 ? "64" : "32") + "-bit values");
    const std::size_t count = bytes.size / width;
    if (count > most_points) refuse_too_long(payload.byte, most_points);

    const bool is_there = bytes.begin == reinterpret_cast<const unsigned char*>(values.data());
    values.resize(count);
    if (!is_there && width == sizeof(double)) convert<double>(bytes.begin, values);
    if (!is_there && width == sizeof(float)) convert<float>(bytes.begin, values);
    return report;
}

template std::optional<ArrayReport> ArrayDecoder::decode(const ArrayHeader&, const XmlText&,
                                                         std::optional<std::uint64_t>, std::uint64_t,
                                                         std::vector<double>&);
template std::optional<ArrayReport> ArrayDecoder::decode(const ArrayHeader&, const XmlText&,
                                                         std::optional<std::uint64_t>, std::uint64_t,
                                                         std::vector<float>&);

}  // namespace gassan
