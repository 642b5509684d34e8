#pragma once

/// \file
/// What the pieces of HDF5 datasets are packed with: deflate, shuffle and Fletcher-32, in any order, each once.

#include "io/base/hdf5_chunks.hpp"
#include "io/base/inflate.hpp"

#include <cstdint>
#include <string>

namespace gassan {

constexpr unsigned hdf5_deflate = 1, hdf5_shuffle = 2, hdf5_fletcher32 = 3;
/// Deflate packs zeros 1032 to 1 (zlib, "Maximum Expansion Factor"), and nothing better.
constexpr std::uint64_t most_deflated = 1032;

/// Unpacks piece after piece with the same buffers, for all datasets of a file.
class Hdf5Unpacker {
public:
    /// \param piece as it lies in the file; becomes its values, never more than they may be
    /// \return "" or what is wrong, "has a piece ..."
    [[nodiscard]] std::string unpack(const Hdf5Object& dataset, const Hdf5Chunk& chunk, std::string& piece);

private:
    Inflater inflater_;
    ByteBuffer inflated_;
    std::string spare_;
};

}  // namespace gassan
