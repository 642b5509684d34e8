#pragma once

/// \file
/// The centroids of a run as columns of its file: eight bytes each where the memory takes twelve. As they lie, not
/// deflated (docs/decisions/0015-centroids-packed-by-their-order.md).

#include "core/model/run_archive.hpp"
#include "io/store/hdf5_file.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace gassan {

/// The group "centroids": `key_low` are the lower 16 bits of the keys; the upper ones change so rarely that
/// `block_begin` tells where they do: keys from block_begin[i] to block_begin[i + 1] have first_high + i above.
/// \param scans how many there are; up to 65,536 of them a scan takes 16 bits.
void write_centroids(hdf5::Writer& file, const IonCache& centroids, std::size_t scans);

inline constexpr KeySpan all_keys[] = {
    {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()}};

/// All centroids of some keys, and of their neighbours in the same blocks. In bounds and in order: whoever searches in
/// it relies on both. \throws InputError
[[nodiscard]] IonCache read_centroids(const hdf5::Reader& file, std::size_t scans,
                                      std::span<const KeySpan> keys = all_keys);

}  // namespace gassan
