#pragma once

/// \file
/// Maps of a quality page: runs in their order, and the cells that hold no number.

#include "io/report/quality_view.hpp"

namespace gassan::report {

/// Runs in order of injection, how high each is altogether, coloured by type and group; units parted by lines, outlying
/// runs ringed.
[[nodiscard]] std::string run_map_svg(const QualityPage& page);

/// Variables with cells that hold no number against runs in order, at most 120 of the one (those with the most gaps)
/// and 600 of the other (evenly chosen); empty where every cell has a number. \param shown variables and runs that are
/// drawn
[[nodiscard]] std::string missing_map_svg(const QualityPage& page, std::size_t& shown_variables,
                                          std::size_t& shown_runs);

}  // namespace gassan::report
