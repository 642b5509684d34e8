#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace gassan {

/// Where the numbers of an array are that does not stand in its mzML document (mzMLb): values [first, first + count) of
/// a dataset in place of what was in values. \throws Fault
using ExternalArray = std::function<void(const std::string& dataset, std::uint64_t first, std::uint64_t count,
                                         std::vector<double>& values)>;

}  // namespace gassan
