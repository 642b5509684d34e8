#pragma once

/// \file
/// The other side of what io/mzml decodes, written from the published descriptions and as plainly as can be: half bytes
/// as characters of a string.

#include <string>
#include <string_view>
#include <vector>

namespace gassan::test {

// MS-Numpress (Teleman et al. 2014).
[[nodiscard]] std::string numpress_linear(const std::vector<double>& values, double fixed_point);
[[nodiscard]] std::string numpress_pic(const std::vector<double>& values);
[[nodiscard]] std::string numpress_slof(const std::vector<double>& values, double fixed_point);

[[nodiscard]] std::string zstd_frame(std::string_view bytes);
/// The first bytes of all numbers of `width` bytes, then the second ones, ...
[[nodiscard]] std::string shuffled(std::string_view bytes, std::size_t width);
/// A dictionary of doubles with its places.
[[nodiscard]] std::string dictionary(const std::vector<double>& values);

}  // namespace gassan::test
