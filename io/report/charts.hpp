#pragma once

/// \file
/// The three drawings of a run's report, each one <svg> element with a viewBox and classes coloured by report.css.

#include "core/model/run_result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace gassan::report {

/// Is this the first (monoisotopic) line of its ion? Isotope lines carry an ion such as "M+1 of F12".
[[nodiscard]] bool is_monoisotopic(const Feature& feature);

/// Indices of the monoisotopic features that have an electropherogram, highest apex first, at most that many.
[[nodiscard]] std::vector<std::size_t> strongest_features(const RunResult& result, std::size_t at_most);

/// Class of the colour of a quality: "q0" (below 0.5) to "q4" (0.99 and more), "qn" without a quality.
[[nodiscard]] std::string quality_class(double quality);

/// Migration time against m/z: one circle a feature, its area (log) as size, its quality as colour, isotopes hollow,
/// the facts as tooltip, a link to its row (#row-N, N = index + 1) for features marked in has_row.
/// \param has_row parallel to the features; \param labelled indices of features whose id is written beside the circle.
[[nodiscard]] std::string feature_map_svg(const RunResult& result, const std::vector<bool>& has_row,
                                          const std::vector<std::size_t>& labelled);

/// The sum of all ions against time; missing scans are gaps, apexes of features are marked above.
[[nodiscard]] std::string total_ion_svg(const RunResult& result);

/// The electropherogram of one feature around its peak, shaded from begin_s to end_s; other features of the same
/// electropherogram shaded lighter.
[[nodiscard]] std::string peak_svg(const RunResult& result, std::size_t feature);

/// The constant level (counts) above which the curve from begin_s to end_s holds exactly the feature's area; nothing if
/// no level from zero to the curve's ends does (e.g. where the area was counted in another way than by trapezoids).
[[nodiscard]] std::optional<double> area_level(const Electropherogram& curve, const Feature& feature);

}  // namespace gassan::report
