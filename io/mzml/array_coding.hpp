#pragma once

/// \file
/// How the bytes of an array were made: first the numbers were rearranged or packed by what they are, then the bytes
/// were compressed by what they look like.

#include "io/base/inflate.hpp"
#include "io/mzml/cv_terms.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gassan {

enum class Packing { none, zlib, zstd };

enum class Arrangement {
    plain,
    numpress_linear,
    numpress_pic,
    numpress_slof,
    shuffled,    ///< the first bytes of all numbers, then the second ones, ...
    dictionary,  ///< the numbers that occur, and for each place which of them
    delta,       ///< differences from the number before
    line,        ///< differences from the line through the two numbers before
};

struct ArrayCoding {
    Packing packing = Packing::none;
    Arrangement arrangement = Arrangement::plain;
};

[[nodiscard]] constexpr bool is_numpress(Arrangement arrangement) {
    return arrangement >= Arrangement::numpress_linear && arrangement <= Arrangement::numpress_slof;
}

/// What a term of PSI-MS says of an array's bytes; nothing for other terms, and for the two plain ones (zlib
/// compression, no compression).
[[nodiscard]] std::optional<ArrayCoding> coding_of(cv::Accession accession);

/// Its name for messages: "numpress linear", "delta prediction", "zstd"; the arrangement's where there is one.
[[nodiscard]] std::string_view name_of(const ArrayCoding& coding);

// All of these: bytes of numbers of `width` bytes, room in out for them. \throws Fault (byte 0)

/// Puts the bytes of shuffled numbers together. \param size a whole number of widths
void unshuffle(const unsigned char* bytes, std::size_t size, std::size_t width, unsigned char* out);

/// Writes out a dictionary: 8 bytes where the places begin, 8 bytes n, the n numbers shuffled, then for each place the
/// number's index, shuffled, in 1, 2, 4 or 8 bytes as n needs (all little-endian). \return bytes in out
/// \param most bytes that out may grow to
[[nodiscard]] std::size_t expand_dictionary(const unsigned char* bytes, std::size_t size, std::size_t width,
                                            std::size_t most, ByteBuffer& out);

/// Sums up differences in place, in the arithmetic of the numbers as they are stored (float or double). The first two
/// numbers are themselves; x[i] += x[i-1] - x[0] for deltas, x[i] += 2 x[i-1] - x[i-2] - x[1] for lines: Bhamber et al.
/// (2021) J Proteome Res 20:172-183 (mzMLb).
template <class Value>
void sum_up(Arrangement arrangement, unsigned char* bytes, std::size_t count);

}  // namespace gassan
