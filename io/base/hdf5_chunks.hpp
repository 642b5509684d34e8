#pragma once

/// \file
/// Where the pieces of a chunked HDF5 dataset of one dimension lie (III.A.1, IV.A.2.i, VII.B of the specification).

#include "io/base/hdf5_objects.hpp"

#include <cstdint>
#include <vector>

namespace gassan {

struct Hdf5Chunk {
    std::uint64_t first = 0;  ///< number of its first value
    std::uint64_t address = 0, size = 0;
    std::uint32_t skipped_filters = 0;  ///< a bit a filter

    /// Was it packed with the i-th filter of its dataset?
    [[nodiscard]] bool has_filter(std::size_t i) const { return i >= 32 || (skipped_filters >> i & 1) == 0; }
};

/// The pieces that were written, in the order of their values; pieces do not overlap, neither in the dataset nor in the
/// file, and each is as large as its values can make it. Not for those that lie one after another without an index.
/// \param dataset of numbers, with pieces of a length that is known to be sensible
/// \throws Fault
[[nodiscard]] std::vector<Hdf5Chunk> hdf5_chunks(const Hdf5Objects& objects, const Hdf5Object& dataset);

}  // namespace gassan
