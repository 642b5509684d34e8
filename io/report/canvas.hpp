#pragma once

/// \file
/// The frame around a drawing: its size, grid, labels and titles. Every function gives SVG elements as text; titles are
/// ours and stand as they are, labels and kinds likewise unless the comment says that they are escaped.

#include "core/model/electropherogram.hpp"
#include "io/report/axis.hpp"
#include "io/report/curve.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gassan::report {

constexpr double s_per_min = 60.0;

struct Margins {
    double left, right, top, bottom;
};

/// A drawing in the units of its viewBox ("pixels"); the plot lies within the margins.
struct Canvas {
    double width, height;
    Margins margins;

    [[nodiscard]] double left() const { return margins.left; }
    [[nodiscard]] double right() const { return width - margins.right; }
    [[nodiscard]] double top() const { return margins.top; }
    [[nodiscard]] double bottom() const { return height - margins.bottom; }
};

/// The opening tag; label is what a screen reader says, and is escaped.
[[nodiscard]] std::string open_svg(const Canvas& canvas, std::string_view kind, std::string_view label);

[[nodiscard]] std::string grid(const Canvas& canvas, const Axis& x, const Axis& y);
[[nodiscard]] std::string grid(const Canvas& canvas, const std::vector<Tick>& x, const std::vector<Tick>& y);

/// The labels of a horizontal axis in one row, as a group of that class.
[[nodiscard]] std::string tick_labels(const Axis& x, std::string_view group, double label_px);
[[nodiscard]] std::string tick_labels(const std::vector<Tick>& x, std::string_view group, double label_px);

/// Labels in a row under the drawing, with the title below.
[[nodiscard]] std::string x_labels(const Canvas& canvas, const Axis& x, std::string_view title);

[[nodiscard]] std::string y_labels(const Canvas& canvas, const Axis& y);
[[nodiscard]] std::string y_labels(const Canvas& canvas, const std::vector<Tick>& y);

/// The title of the y axis, along it.
[[nodiscard]] std::string turned_title(const Canvas& canvas, std::string_view title);

/// Minutes below, as instruments show them; seconds above, as the tables have them. \param x in s, shown in min.
[[nodiscard]] std::string time_labels(const Canvas& canvas, const Axis& x, std::string_view title);

/// From 0 to the largest value, in units of a power of ten so that labels stay short.
[[nodiscard]] Axis counts_axis(const Canvas& canvas, double largest, int steps);

/// "10⁵ counts"
[[nodiscard]] std::string counts_title(const Axis& y);

/// A path of that class; nothing for no data.
[[nodiscard]] std::string path(std::string_view kind, const std::string& data);

/// Over the scans that are there; 0 for none.
[[nodiscard]] double largest_intensity(const Electropherogram& curve, ScanRange scans);

}  // namespace gassan::report
