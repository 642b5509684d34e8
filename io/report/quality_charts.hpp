#pragma once

/// \file
/// Drawings of a quality page: QCs over time, how many variables are how steady, runs among each other.

#include "io/report/quality_view.hpp"

#include <vector>

namespace gassan::report {

/// log2 of each QC over the median of QCs in order of injection, with the trend over all units; an open triangle at the
/// foot for a QC without a number.
[[nodiscard]] std::string qc_trend_svg(const QualityPage& page, std::size_t variable);

/// Counts of values in bins of equal width from 0; the last holds all that is larger. Bounds as dashed lines.
[[nodiscard]] std::string histogram_svg(const std::vector<double>& values, double width, std::size_t bins,
                                        const std::vector<double>& bounds, std::string_view x_title,
                                        std::string_view y_title);

/// The first two components with the 95 % ellipse; outlying runs ringed and named.
[[nodiscard]] std::string pca_svg(const QualityPage& page, const QualityPca& pca);

}  // namespace gassan::report
