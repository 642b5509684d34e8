#include "io/mzml/array_coding.hpp"

#include "io/base/faults.hpp"

#include <cstring>
#include <string>

namespace gassan {
namespace {

[[noreturn]] void refuse(const std::string& cause) {
    throw Fault{.cause = "dictionary of the array corrupt (" + cause + ")"};
}

std::uint64_t little_endian(const unsigned char* bytes, std::size_t size, std::size_t stride = 1) {
    std::uint64_t value = 0;
    for (std::size_t i = size; i-- > 0;) value = value << 8 | bytes[i * stride];
    return value;
}

std::size_t index_width(std::uint64_t values) {
    if (values < std::uint64_t{1} << 8) return 1;
    if (values < std::uint64_t{1} << 16) return 2;
    return values < std::uint64_t{1} << 32 ? 4 : 8;
}

}  // namespace

std::optional<ArrayCoding> coding_of(cv::Accession accession) {
    switch (accession) {
        case cv::numpress_linear:
            return ArrayCoding{Packing::none, Arrangement::numpress_linear};
        case cv::numpress_pic:
            return ArrayCoding{Packing::none, Arrangement::numpress_pic};
        case cv::numpress_slof:
            return ArrayCoding{Packing::none, Arrangement::numpress_slof};
        case cv::numpress_linear_zlib:
            return ArrayCoding{Packing::zlib, Arrangement::numpress_linear};
        case cv::numpress_pic_zlib:
            return ArrayCoding{Packing::zlib, Arrangement::numpress_pic};
        case cv::numpress_slof_zlib:
            return ArrayCoding{Packing::zlib, Arrangement::numpress_slof};
        case cv::numpress_linear_zstd:
            return ArrayCoding{Packing::zstd, Arrangement::numpress_linear};
        case cv::numpress_pic_zstd:
            return ArrayCoding{Packing::zstd, Arrangement::numpress_pic};
        case cv::numpress_slof_zstd:
            return ArrayCoding{Packing::zstd, Arrangement::numpress_slof};
        case cv::truncation_zlib:  // what was cut off cannot come back
            return ArrayCoding{Packing::zlib, Arrangement::plain};
        case cv::delta_zlib:
            return ArrayCoding{Packing::zlib, Arrangement::delta};
        case cv::line_zlib:
            return ArrayCoding{Packing::zlib, Arrangement::line};
        case cv::zstd_compression:
            return ArrayCoding{Packing::zstd, Arrangement::plain};
        case cv::shuffled_zstd:
            return ArrayCoding{Packing::zstd, Arrangement::shuffled};
        case cv::dictionary_zstd:
            return ArrayCoding{Packing::zstd, Arrangement::dictionary};
        default:
            return std::nullopt;
    }
}

std::string_view name_of(const ArrayCoding& coding) {
    switch (coding.arrangement) {
        case Arrangement::numpress_linear:
            return "numpress linear";
        case Arrangement::numpress_pic:
            return "numpress pic";
        case Arrangement::numpress_slof:
            return "numpress slof";
        case Arrangement::shuffled:
            return "shuffled bytes";
        case Arrangement::dictionary:
            return "a dictionary";
        case Arrangement::delta:
            return "delta prediction";
        case Arrangement::line:
            return "linear prediction";
        case Arrangement::plain:
            break;
    }
    return coding.packing == Packing::zstd ? "zstd" : coding.packing == Packing::zlib ? "zlib" : "nothing";
}

void unshuffle(const unsigned char* bytes, std::size_t size, std::size_t width, unsigned char* out) {
    const std::size_t count = size / width;
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t byte = 0; byte < width; ++byte) out[i * width + byte] = bytes[byte * count + i];
}

std::size_t expand_dictionary(const unsigned char* bytes, std::size_t size, std::size_t width, std::size_t most,
                              ByteBuffer& out) {
    constexpr std::size_t head_size = 16;
    if (size == 0) return 0;
    if (size < head_size) refuse("no room for its head");
    const std::uint64_t places_at = little_endian(bytes, 8), values = little_endian(bytes + 8, 8);
    if (values > (size - head_size) / width || places_at != head_size + values * width)
        refuse("it declares " + std::to_string(values) + " numbers, its places begin at byte " +
               std::to_string(places_at));
    const unsigned char* const places = bytes + places_at;
    const std::size_t places_size = size - static_cast<std::size_t>(places_at), step = index_width(values);
    if (places_size % step != 0) refuse("it ends within a place");
    const std::size_t count = places_size / step;
    if (count > most / width)
        throw Fault{
            .cause = "the array holds more than " + std::to_string(most / width) + " values, the limit for one array",
            .remedy = "A damaged or hostile file; if it is real, raise --read.max_points_per_spectrum."};
    unsigned char* const numbers = out.room(count * width);
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t index = little_endian(places + i, step, count);
        if (index >= values) refuse("place " + std::to_string(i) + " names a number that is not there");
        for (std::size_t byte = 0; byte < width; ++byte)
            numbers[i * width + byte] = bytes[head_size + byte * values + index];
    }
    return count * width;
}

template <class Value>
void sum_up(Arrangement arrangement, unsigned char* bytes, std::size_t count) {
    if (count < 3) return;
    Value start[2];
    std::memcpy(start, bytes, sizeof start);
    Value before = start[0], last = start[1];
    for (std::size_t i = 2; i < count; ++i) {
        Value value;
        std::memcpy(&value, bytes + i * sizeof value, sizeof value);
        value = arrangement == Arrangement::delta ? value + last - start[0] : value + 2 * last - before - start[1];
        std::memcpy(bytes + i * sizeof value, &value, sizeof value);
        before = last;
        last = value;
    }
}

template void sum_up<double>(Arrangement, unsigned char*, std::size_t);
template void sum_up<float>(Arrangement, unsigned char*, std::size_t);

}  // namespace gassan
