#pragma once

/// \file
/// MS-Numpress: three ways to pack the numbers of an array, all with loss.
/// Teleman J et al. (2014) Numerical compression schemes for proteomics mass spectrometry data. Mol Cell Proteomics
/// 13:1537-42. The layout of the bytes is told in numpress.cpp.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gassan {

enum class Numpress {
    linear,  ///< for m/z: fixed-point numbers, as differences from a straight line through the two before
    pic,     ///< positive integers: counts
    slof,    ///< short logged floats: 16 bits of a logarithm each
};

/// The numbers in `size` bytes, into values, which are overwritten and keep their memory.
/// \param most_values more are refused; room is taken only for what is there
/// \throws Fault (byte 0) for what cannot be decoded
template <class Value>
void decode_numpress(Numpress kind, const unsigned char* bytes, std::size_t size, std::uint64_t most_values,
                     std::vector<Value>& values);

}  // namespace gassan
