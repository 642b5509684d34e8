#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

namespace gassan {

/// How many cells each sheet of a workbook holds, in the order of its parts: to see that what went in is there. Every
/// checksum of the sheets is checked on the way. Empty if it is no whole workbook.
[[nodiscard]] std::vector<std::size_t> cells_in_workbook(const std::filesystem::path& workbook);

}  // namespace gassan
