#pragma once

/// \file
/// The pieces that the header of an HDF5 object is made of ("HDF5 File Format Specification Version 3.0", IV.A.2).

#include "io/base/hdf5_objects.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// For what may be sound, but is of a kind that is not read here.
constexpr const char* hdf5_write_again =
    "Write it again in HDF5's earliest layout (h5py: libver=\"earliest\"; netCDF: nccopy -k classic), or convert the "
    "raw "
    "data to mzML.";

/// What is damaged. \throws Fault "HDF5: cause", with the reader's general advice
[[noreturn]] void refuse_hdf5(std::uint64_t byte, const std::string& cause);
/// What other programs may well read: to copy it again would not help.
/// \throws Fault "HDF5: cause", with the advice to write it in another way
[[noreturn]] void refuse_hdf5_kind(std::uint64_t byte, const std::string& cause);

/// Little-endian fields of a block, one after the other; never beyond its end.
class Hdf5Fields {
public:
    Hdf5Fields(std::string_view block, std::uint64_t byte) : block_(block), byte_(byte) {}

    [[nodiscard]] std::size_t left() const { return block_.size() - at_; }
    [[nodiscard]] std::uint64_t byte() const { return byte_ + at_; }

    std::string_view take(std::uint64_t count) {
        if (count > left()) refuse_hdf5(byte(), "an object is shorter than it says");
        const auto part = block_.substr(at_, std::size_t(count));
        at_ += std::size_t(count);
        return part;
    }
    void skip(std::uint64_t count) { (void)take(count); }
    std::uint64_t number(std::size_t width) {
        const auto part = take(width);
        std::uint64_t value = 0;
        for (std::size_t i = width; i-- > 0;) value = value << 8 | std::uint8_t(part[i]);
        return value;
    }
    unsigned byte_value() { return unsigned(number(1)); }
    void require(std::string_view signature) {
        const std::uint64_t place = byte();
        if (take(signature.size()) != signature)
            refuse_hdf5(place, "no " + std::string(signature) + " stands where one should");
    }

private:
    std::string_view block_;
    std::uint64_t byte_;
    std::size_t at_ = 0;
};

/// A size, at most of 32 bits, filled up to whole words.
[[nodiscard]] std::uint64_t hdf5_padded(std::uint64_t size, std::uint64_t to = 8);
[[nodiscard]] std::string hdf5_until_nul(std::string_view text);

/// A further piece of a header.
struct Hdf5Block {
    std::uint64_t address = 0, size = 0;
};

/// Takes one message of an object's header into the object; what is shared stands elsewhere, and is not followed.
/// \param blocks gains the piece that a continuation names
void take_hdf5_message(unsigned type, unsigned flags, Hdf5Fields fields, Hdf5Object& object,
                       std::vector<Hdf5Block>& blocks);

}  // namespace gassan
