#pragma once

/// \file
/// The parts of docs/methods/simulator.md that are measured, as they are made and as they stand there.

#include "tests/realism/realism_checks.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace gassan::realism {

constexpr const char* regenerate =
    "docs/methods/simulator.md is not what the simulator gives now: run "
    "build/test/tests/realism/realism_tables, and read what has changed";

/// Places in the source tree.
[[nodiscard]] std::filesystem::path chapter_path();
[[nodiscard]] std::filesystem::path real_figures_path();
[[nodiscard]] std::filesystem::path picture_path();

/// \throws std::runtime_error naming the file
[[nodiscard]] std::string read_text(const std::filesystem::path& path);

/// The seeds of the simulated column.
constexpr int side_by_side_seeds = 20;
/// The run of the picture.
constexpr std::uint64_t picture_seed = 1;

/// The table, with the real column as it was written down.
[[nodiscard]] std::string made_side_by_side();

/// The realism checks of all geometries, measured now.
[[nodiscard]] std::vector<RealismFigures> measured_checks();

}  // namespace gassan::realism
