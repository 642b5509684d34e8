#pragma once

#include "io/mzml/header.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gassan {

/// Where the numbers of an array are that does not stand in its mzML document (mzMLb): values [first, first + count) of
/// a dataset in place of what was in values. \throws Fault
using ExternalArray = std::function<void(const std::string& dataset, std::uint64_t first, std::uint64_t count,
                                         std::vector<double>& values)>;

/// The numbers of an array whose terms name a dataset. Its compression is that of the dataset, whatever the terms say,
/// except where numbers were changed.
/// \param external may be empty: then the array is refused
/// \param declared_count what counts where the array names no length of its own
/// \param most_points limit of values \throws Fault (byte 0)
void read_external(const ExternalArray& external, const ArrayHeader& array, std::optional<std::uint64_t> declared_count,
                   std::uint64_t most_points, std::vector<double>& values);

}  // namespace gassan
