#pragma once

/// \file
/// What an ANDI-MS file holds, whatever container its variables stand in.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// A variable of numbers, with the attributes that say what a stored value means: stored x scale + offset.
struct AndiColumn {
    std::uint64_t size = 0;  ///< values that are there
    std::function<void(std::uint64_t first, std::size_t count, std::vector<double>& values)> read;
    double scale = 1.0, offset = 0.0;
    std::vector<double> fills;  ///< stored values that stand for "nothing was written here"
    std::string units;
};

struct AndiContent {
    std::string container;  ///< "netCDF classic (CDF-1)"
    std::function<std::optional<AndiColumn>(std::string_view name)> column;
    std::function<std::string(std::string_view name)> attribute;  ///< global text; "" if there is none
    std::function<std::string(std::string_view name)> text;       ///< first text of a variable; "" if there is none
};

}  // namespace gassan
