#include "io/mzml/array_decoder.hpp"

#include "io/base/faults.hpp"

#include <bit>
#include <cstring>
#include <string>

namespace gassan {
namespace {

static_assert(std::endian::native == std::endian::little, "mzML arrays are little-endian and are copied as they are");

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

}  // namespace

void DecodedArray::copy_to(std::vector<double>& values) const {
    values.resize(count);
    if (is_64_bit) {
        if (count > 0) std::memcpy(values.data(), bytes, count * sizeof(double));
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        float value;
        std::memcpy(&value, bytes + i * sizeof value, sizeof value);
        values[i] = value;
    }
}

void DecodedArray::copy_to(std::vector<float>& values) const {
    values.resize(count);
    if (!is_64_bit) {
        if (count > 0) std::memcpy(values.data(), bytes, count * sizeof(float));
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        double value;
        std::memcpy(&value, bytes + i * sizeof value, sizeof value);
        // What a float cannot hold becomes infinite (IEC 559), and is refused where infinite values are.
        values[i] = static_cast<float>(value);
    }
}

DecodedArray ArrayDecoder::decode(const ArrayHeader& header, const XmlText& payload,
                                  std::optional<std::uint64_t> declared_count, std::uint64_t most_points) {
    const std::size_t width = value_width(header, payload.byte);
    check_compression(header, payload.byte);

    const auto raw = decode_base64(payload.text, decoded_.room(base64_room(payload.text.size())));
    if (raw.fault != Base64Fault::none) refuse_base64(raw, payload);

    DecodedArray array{.bytes = decoded_.data(), .is_64_bit = width == 8};
    std::size_t size = raw.size;
    if (header.zlib_terms > 0 && (raw.size > 0 || declared_count.value_or(0) > 0)) {
        const std::string_view stream(reinterpret_cast<const char*>(decoded_.data()), raw.size);
        const auto result = inflater_.inflate(stream, inflated_, most_points * width);
        if (result.too_long) refuse_too_long(payload.byte, most_points);
        if (!result.fault.empty()) refuse(payload.byte, "zlib stream corrupt (" + result.fault + ")");
        array.bytes = inflated_.data();
        array.bytes_after_stream = raw.size - result.consumed;
        size = result.size;
    } else if (header.zlib_terms + header.no_compression_terms == 0) {
        if (!declared_count || size != *declared_count * width)
            refuse(payload.byte,
                   "the array names no compression (MS:1000574 zlib or MS:1000576 none; it has: " +
                       quoted_text(header.terms) + "), and its " + std::to_string(size) +
                       " bytes do not fit the declared number of values",
                   "Convert the file again.");
        array.assumed_uncompressed = true;
    }
    if (size % width != 0)
        refuse(payload.byte, "the array's length of " + std::to_string(size) + " bytes is not a whole number of " +
                                 (width == 8 ? "64" : "32") + "-bit values");
    array.count = size / width;
    if (array.count > most_points) refuse_too_long(payload.byte, most_points);
    return array;
}

}  // namespace gassan
