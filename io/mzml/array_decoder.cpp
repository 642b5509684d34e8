#include "io/mzml/array_decoder.hpp"

#include "io/base/faults.hpp"
#include "io/mzml/numpress.hpp"

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

enum class Number { float_64, float_32, integer_64, integer_32 };

std::size_t width_of(Number number) {
    return number == Number::float_64 || number == Number::integer_64 ? 8 : 4;
}

// One precision term.
Number number_of(const ArrayHeader& header, std::uint64_t byte) {
    if (!header.precision.empty())
        refuse(byte, "the array's precision is " + header.precision + ", which is not read here",
               "Convert again with 64-bit or 32-bit floats.");
    const int terms = header.float_64_terms + header.float_32_terms + header.integer_64_terms + header.integer_32_terms;
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
    if (header.float_64_terms) return Number::float_64;
    if (header.float_32_terms) return Number::float_32;
    return header.integer_64_terms ? Number::integer_64 : Number::integer_32;
}

// What the terms of compression say together. Older writers name numpress and zlib each by its own term.
ArrayCoding settled_coding(const ArrayHeader& header, std::uint64_t byte) {
    if (!header.compression.empty())
        refuse(byte, "the array's compression " + header.compression + " is not known here",
               "Convert again with zlib or without compression.");
    ArrayCoding coding = header.coding;
    const bool packed = coding.packing != Packing::none;
    const bool zlib_twice = header.zlib_terms > 0 && coding.packing == Packing::zstd;
    if (header.coding_terms > 1 || header.zlib_terms + header.no_compression_terms > 1 || zlib_twice ||
        (packed && header.no_compression_terms > 0))
        refuse(byte,
               "the array names its compression more than once (MS:1000574 and MS:1000576; it has: " +
                   quoted_text(header.terms) + ")",
               "Convert the file again.");
    if (header.zlib_terms > 0) coding.packing = Packing::zlib;
    return coding;
}

// No bytes of numbers can be more before they are unpacked, whatever their arrangement.
std::uint64_t most_bytes(Arrangement arrangement, std::size_t width, std::uint64_t most_points) {
    constexpr std::uint64_t head = 16, widest = 16;  // a dictionary: each number once, and its place
    const bool same_size = !is_numpress(arrangement) && arrangement != Arrangement::dictionary;
    return same_size ? most_points * width : head + most_points * widest;
}

Numpress numpress_of(Arrangement arrangement) {
    if (arrangement == Arrangement::numpress_linear) return Numpress::linear;
    return arrangement == Arrangement::numpress_pic ? Numpress::pic : Numpress::slof;
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
    refuse(byte, "the array holds more than " + std::to_string(most_points) + " values, the limit for one array",
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

template <class To>
void convert(Number number, const unsigned char* bytes, std::vector<To>& values) {
    switch (number) {
        case Number::float_64:
            return convert<double>(bytes, values);
        case Number::float_32:
            return convert<float>(bytes, values);
        case Number::integer_64:
            return convert<std::int64_t>(bytes, values);
        case Number::integer_32:
            return convert<std::int32_t>(bytes, values);
    }
}

template <class Value>
constexpr Number number_like = sizeof(Value) == 8 ? Number::float_64 : Number::float_32;

// Faults of the layers below know no place.
template <class Work>
auto placed(std::uint64_t byte, Work&& work) {
    try {
        return work();
    } catch (Fault& fault) {
        fault.byte = byte;
        throw;
    }
}

}  // namespace

// Where numbers of this very kind were compressed, they need not be copied. Nothing if the room was guessed too small
// or the stream is bad.
template <class Value>
ArrayDecoder::Bytes ArrayDecoder::inflate_to_place(Bytes stream, std::optional<std::uint64_t> declared_count,
                                                   std::vector<Value>& values, ArrayReport& report) {
    constexpr std::size_t width = sizeof(Value);
    const std::uint64_t likely = 4 * stream.size;
    const auto declared = declared_count.value_or(likely / width);
    const auto size = static_cast<std::size_t>(declared < likely / width ? declared * width : likely);
    unsigned char* const out = room_in(values, size + inflate_slack);
    const auto result = inflater_.inflate_within({reinterpret_cast<const char*>(stream.begin), stream.size}, out,
                                                 values.size() * sizeof(Value));
    if (!result) return {};
    report.bytes_after_stream = stream.size - result->consumed;
    return {out, result->size};
}

ArrayDecoder::Bytes ArrayDecoder::unpack(Packing packing, Bytes stream, std::uint64_t byte, std::uint64_t most_points,
                                         std::uint64_t most_bytes, ArrayReport& report) {
    if (packing == Packing::none) return stream;
    const std::string_view text(reinterpret_cast<const char*>(stream.begin), stream.size);
    const bool zlib = packing == Packing::zlib;
    const auto result =
        zlib ? inflater_.inflate(text, inflated_, most_bytes) : zstd_.unpack(text, inflated_, most_bytes);
    if (result.too_long) refuse_too_long(byte, most_points);
    if (!result.fault.empty())
        refuse(byte, (zlib ? "zlib stream corrupt (" : "zstd data corrupt (") + result.fault + ")");
    report.bytes_after_stream = stream.size - result.consumed;
    return {inflated_.data(), result.size};
}

// The bytes of the numbers in their order.
ArrayDecoder::Bytes ArrayDecoder::arrange(Arrangement arrangement, Bytes bytes, std::size_t width,
                                          std::uint64_t most_points) {
    const std::size_t whole = bytes.size / width * width;
    if (arrangement == Arrangement::shuffled && whole == bytes.size) {
        unsigned char* const out = arranged_.room(bytes.size);
        unshuffle(bytes.begin, bytes.size, width, out);
        return {out, bytes.size};
    }
    if (arrangement == Arrangement::dictionary) {
        const std::size_t size = expand_dictionary(bytes.begin, bytes.size, width, most_points * width, arranged_);
        return {arranged_.data(), size};
    }
    if (arrangement == Arrangement::delta || arrangement == Arrangement::line) {
        if (width == sizeof(double))
            sum_up<double>(arrangement, bytes.begin, bytes.size / width);
        else
            sum_up<float>(arrangement, bytes.begin, bytes.size / width);
    }
    return bytes;
}

template <class Value>
std::optional<ArrayReport> ArrayDecoder::decode(const ArrayHeader& header, const XmlText& payload,
                                                std::optional<std::uint64_t> declared_count, std::uint64_t most_points,
                                                std::vector<Value>& values) {
    if (!header.byte_order.empty())
        refuse(payload.byte, "the array says of its bytes " + header.byte_order + ", and mzML is little-endian",
               "This is no mzML 1.1: convert the raw data again.");
    const ArrayCoding coding = settled_coding(header, payload.byte);
    const bool numpress = is_numpress(coding.arrangement);  // decodes to doubles, whatever the precision says
    const Number number = numpress ? Number::float_64 : number_of(header, payload.byte);
    const std::size_t width = width_of(number);
    const bool as_it_is = coding.arrangement == Arrangement::plain && number == number_like<Value>;

    const std::size_t room = base64_room(payload.text.size());
    const bool in_place = coding.packing == Packing::none && as_it_is;
    unsigned char* const decoded = in_place ? room_in(values, room) : decoded_.room(room);
    const auto raw = decode_base64(payload.text, decoded);
    if (raw.fault != Base64Fault::none) {
        if (!payload.is_proven) return std::nullopt;
        refuse_base64(raw, payload);
    }

    ArrayReport report;
    Bytes bytes{decoded, raw.size};
    if (raw.size > 0 || declared_count.value_or(0) > 0) {
        Bytes unpacked;
        if (coding.packing == Packing::zlib && as_it_is)
            unpacked = inflate_to_place(bytes, declared_count, values, report);
        bytes = unpacked.begin ? unpacked
                               : unpack(coding.packing, bytes, payload.byte, most_points,
                                        most_bytes(coding.arrangement, width, most_points), report);
    }
    if (header.zlib_terms + header.no_compression_terms + header.coding_terms == 0) {
        if (!declared_count || bytes.size != *declared_count * width)
            refuse(payload.byte,
                   "the array names no compression (MS:1000574 zlib or MS:1000576 none; it has: " +
                       quoted_text(header.terms) + "), and its " + std::to_string(bytes.size) +
                       " bytes do not fit the declared number of values",
                   "Convert the file again.");
        report.assumed_uncompressed = true;
    }
    if (numpress) {
        placed(payload.byte,
               [&] { decode_numpress(numpress_of(coding.arrangement), bytes.begin, bytes.size, most_points, values); });
        return report;
    }
    bytes = placed(payload.byte, [&] { return arrange(coding.arrangement, bytes, width, most_points); });
    if (bytes.size % width != 0)
        refuse(payload.byte, "the array's length of " + std::to_string(bytes.size) +
                                 " bytes is not a whole number of " + (width == 8 ? "64" : "32") + "-bit values");
    const std::size_t count = bytes.size / width;
    if (count > most_points) refuse_too_long(payload.byte, most_points);

    const bool is_there = bytes.begin == reinterpret_cast<const unsigned char*>(values.data());
    values.resize(count);
    if (!is_there) convert(number, bytes.begin, values);
    return report;
}

template std::optional<ArrayReport> ArrayDecoder::decode(const ArrayHeader&, const XmlText&,
                                                         std::optional<std::uint64_t>, std::uint64_t,
                                                         std::vector<double>&);
template std::optional<ArrayReport> ArrayDecoder::decode(const ArrayHeader&, const XmlText&,
                                                         std::optional<std::uint64_t>, std::uint64_t,
                                                         std::vector<float>&);

}  // namespace gassan
