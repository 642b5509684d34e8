#pragma once

/// \file
/// The figures of a real run beside those of simulated ones, as a table of a document.

#include "tests/realism/run_figures.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gassan::realism {

/// Figures of one run by their keys: key and value a line, tab-separated, a header above.
[[nodiscard]] std::string figures_tsv(std::span<const Figure> figures);
/// \throws std::runtime_error for a line that is not such
[[nodiscard]] std::map<std::string, double> read_figures_tsv(std::string_view text);

/// Three digits (seconds: four), plain notation; "-" for what is no number.
[[nodiscard]] std::string short_number(double value, std::string_view unit);

/// Markdown: figure, unit, real, median and 5 to 95 % of the simulated runs, simulated over real.
/// \param real by key, as they were written down
[[nodiscard]] std::string side_by_side_table(const std::map<std::string, double>& real,
                                             std::span<const std::vector<Figure>> simulated);

}  // namespace gassan::realism
