#include "bench/curve_svg.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace gassan::bench {
namespace {

constexpr double left = 60, top = 16, width = 520, height = 380, step = 0.05;
// Okabe and Ito's colours: told apart with any colour vision.
constexpr std::array<std::string_view, 7> colours{"#000000", "#d55e00", "#56b4e9", "#009e73",
                                                  "#0072b2", "#e69f00", "#cc79a7"};

struct Axis {
    double low = 1.0, high = 0.0;

    void take(double value) {
        low = std::min(low, std::floor(value / step + 1e-9) * step);
        high = std::max(high, std::ceil(value / step - 1e-9) * step);
    }
    [[nodiscard]] double share(double value) const { return (value - low) / (high - low); }
};

struct Plane {
    Axis x, y;

    [[nodiscard]] double at_x(double value) const { return left + width * x.share(value); }
    [[nodiscard]] double at_y(double value) const { return top + height * (1.0 - y.share(value)); }
};

Plane plane_of(const std::vector<Curve>& curves) {
    Plane plane;
    for (const Curve& curve : curves)
        for (const auto& [x, y] : curve.points) {
            if (!std::isfinite(x) || !std::isfinite(y)) continue;
            plane.x.take(x);
            plane.y.take(y);
        }
    return plane;
}

std::string text(double x, double y, std::string_view anchor, std::string_view words) {
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor, words);
}

std::string grid(const Plane& plane, const CurveTitles& titles) {
    std::string svg;
    const auto line = [&](double x1, double y1, double x2, double y2) {
        svg += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"#dddddd\"/>\n", x1,
                           y1, x2, y2);
    };
    for (int i = 0; plane.x.low + i * step <= plane.x.high + 1e-9; ++i) {
        const double x = plane.at_x(plane.x.low + i * step);
        line(x, top, x, top + height);
        svg += text(x, top + height + 16, "middle", fmt::format("{:.2f}", plane.x.low + i * step));
    }
    for (int i = 0; plane.y.low + i * step <= plane.y.high + 1e-9; ++i) {
        const double y = plane.at_y(plane.y.low + i * step);
        line(left, y, left + width, y);
        svg += text(left - 6, y + 4, "end", fmt::format("{:.2f}", plane.y.low + i * step));
    }
    svg += text(left + width / 2, top + height + 36, "middle", titles.x_title);
    return svg + fmt::format("<text transform=\"translate(14 {:.1f}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
                             top + height / 2, titles.y_title);
}

std::string drawn(const Plane& plane, const Curve& curve, std::string_view colour) {
    std::string path;
    for (const auto& [x, y] : curve.points)
        if (std::isfinite(x) && std::isfinite(y))
            path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : " L", plane.at_x(x), plane.at_y(y));
    return fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.8\"/>\n", path, colour) +
           fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" fill=\"{}\"/>\n", plane.at_x(curve.mark.first),
                       plane.at_y(curve.mark.second), colour);
}

}  // namespace

std::string curves_svg(const std::vector<Curve>& curves, const CurveTitles& titles) {
    const Plane plane = plane_of(curves);
    std::string svg = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" "
        "height=\"{1:.0f}\" font-family=\"sans-serif\" font-size=\"12\">\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
        left + width + 20, top + height + 50);
    svg += grid(plane, titles);
    double y = top + height - 18.0 * double(curves.size()) - 8;
    for (std::size_t i = 0; i < curves.size(); ++i, y += 18) {
        const auto colour = colours[i % colours.size()];
        svg += drawn(plane, curves[i], colour);
        svg += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"14\" height=\"4\" fill=\"{}\"/>\n", left + 10,
                           y - 6, colour);
        svg += text(left + 30, y, "start", curves[i].name);
    }
    svg += text(left + 10, y, "start", "dots: " + titles.mark);
    return svg + "</svg>\n";
}

}  // namespace gassan::bench
