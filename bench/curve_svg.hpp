#pragma once

/// \file
/// Curves in a square as an SVG picture for a document.

#include <string>
#include <utility>
#include <vector>

namespace gassan::bench {

struct Curve {
    std::string name;
    std::vector<std::pair<double, double>> points;  ///< x, y
    std::pair<double, double> mark;                 ///< drawn as a dot
};

struct CurveTitles {
    std::string x_title, y_title, mark;  ///< mark: what the dots are
};

/// The axes span what the curves span, in steps of 0.05.
[[nodiscard]] std::string curves_svg(const std::vector<Curve>& curves, const CurveTitles& titles);

}  // namespace gassan::bench
