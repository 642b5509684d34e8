#include "io/base/hdf5_filters.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

namespace gassan {
namespace {

// The checksum that the HDF5 library computes (H5_checksum_fletcher32): sums of big-endian words of 16 bits.
std::uint32_t fletcher32(std::string_view bytes) {
    std::uint32_t low = 0, high = 0;
    std::size_t at = 0;
    for (std::size_t words = bytes.size() / 2; words > 0;) {
        const std::size_t step = std::min<std::size_t>(words, 360);
        words -= step;
        for (std::size_t i = 0; i < step; ++i, at += 2) {
            low += std::uint32_t(std::uint8_t(bytes[at])) << 8 | std::uint8_t(bytes[at + 1]);
            high += low;
        }
        low = (low & 0xffff) + (low >> 16);
        high = (high & 0xffff) + (high >> 16);
    }
    if (bytes.size() % 2 != 0) {
        low += std::uint32_t(std::uint8_t(bytes.back())) << 8;
        high += low;
        low = (low & 0xffff) + (low >> 16);
        high = (high & 0xffff) + (high >> 16);
    }
    low = (low & 0xffff) + (low >> 16);
    high = (high & 0xffff) + (high >> 16);
    return high << 16 | low;
}

void unshuffle(const std::string& from, std::size_t width, std::string& to) {
    to.resize(from.size());
    const std::size_t count = from.size() / width;
    for (std::size_t byte = 0; byte < width; ++byte)
        for (std::size_t i = 0; i < count; ++i) to[i * width + byte] = from[byte * count + i];
    for (std::size_t i = count * width; i < from.size(); ++i) to[i] = from[i];
}

}  // namespace

std::string Hdf5Unpacker::unpack(const Hdf5Object& dataset, const Hdf5Chunk& chunk, std::string& piece) {
    const std::uint64_t plain = dataset.chunk_length * dataset.type->size;
    for (std::size_t i = dataset.filters.size(); i-- > 0;) {
        if (!chunk.has_filter(i)) continue;
        const auto& filter = dataset.filters[i];
        if (filter.id == hdf5_fletcher32) {
            if (piece.size() < 4) return "has a piece without its checksum";
            std::uint32_t stated = 0;
            std::memcpy(&stated, piece.data() + piece.size() - 4, 4);
            piece.resize(piece.size() - 4);
            if (fletcher32(piece) != stated) return "has a piece with a wrong checksum";
        } else if (filter.id == hdf5_shuffle) {
            const std::size_t width = filter.values.empty() ? dataset.type->size : filter.values[0];
            if (width != dataset.type->size) return "is shuffled by " + std::to_string(width) + " bytes";
            if (width > 1) {
                unshuffle(piece, width, spare_);
                std::swap(piece, spare_);
            }
        } else {
            const auto result = inflater_.inflate(piece, inflated_, std::size_t(plain) + 4);
            if (result.too_long) return "has a piece that is longer than it says";
            if (!result.fault.empty()) return "has a piece that cannot be unpacked (" + result.fault + ")";
            piece.assign(reinterpret_cast<const char*>(inflated_.data()), result.size);
        }
    }
    if (piece.size() == plain) return "";
    return "has a piece of " + std::to_string(piece.size()) + " bytes; " + std::to_string(plain) + " are due";
}

}  // namespace gassan
