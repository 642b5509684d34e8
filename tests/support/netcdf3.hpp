#pragma once

/// \file
/// LC-MS runs in the ANDI/MS layout of netCDF-3 classic, as old public data have them: enough to hold the detection
/// against them. What the format is: Unidata, "The NetCDF Classic Format Specification".

#include "core/model/run.hpp"

#include <filesystem>
#include <string_view>

namespace gassan::test {

/// The centroids of all scans, by time and m/z; polarity positive.
/// \throws std::runtime_error if the file is not netCDF-3, ends too early, or lacks a variable of ANDI/MS.
[[nodiscard]] Run read_andi_run(const std::filesystem::path& path);

/// The same from the bytes of a file.
[[nodiscard]] Run andi_run(std::string_view bytes);

}  // namespace gassan::test
