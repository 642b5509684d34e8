#include "tests/realism/picture.hpp"

#include "io/report/canvas.hpp"
#include "tests/realism/run_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace gassan::realism {
namespace {

using report::Axis;
using report::Canvas;

constexpr Canvas panel{236, 170, {46, 8, 26, 40}};
constexpr double gap_px = 4.0, head_px = 22.0, margin_px = 10.0;

constexpr const char* style =
    "text{font:11px sans-serif;fill:#1b2330}.grid{stroke:#e3e7ec;fill:none}.frame{stroke:#5b6675;fill:none}"
    ".line{stroke:#0072b2;fill:none;stroke-linejoin:round}.simulated .line{stroke:#d55e00}"
    ".x-ticks text,.axis-title,.title{text-anchor:middle}.y-ticks text{text-anchor:end}"
    ".head{font-weight:600;font-size:13px}.title{font-weight:600}";

/// One column of the picture: the same ion of both runs.
struct Column {
    double from_s, to_s;
    std::array<std::string, 2> title;
    std::array<Electropherogram, 2> curve;
};

Electropherogram constant_near(const Run& run, double wanted_level) {
    double mz = 0.0, distance = HUGE_VAL;
    for (const ConstantIon& ion : constant_ions(run)) {
        const double off = std::abs(std::log(ion.level / wanted_level));
        if (off >= distance) continue;
        distance = off;
        mz = ion.mz;
    }
    return extracted(run, mz);
}

double level_near(const Run& run, double mz) {
    for (const ConstantIon& ion : constant_ions(run))
        if (std::abs(ion.mz / mz - 1.0) < same_ion_ppm * 1e-6) return ion.level;
    return 1.0;
}

std::vector<Column> columns(const Run& real, const Run& simulated) {
    constexpr double constant_mz = 149.002;
    const auto both = [&](double mz) { return std::array{extracted(real, mz), extracted(simulated, mz)}; };
    const auto same = [](const char* title) { return std::array<std::string, 2>{title, title}; };
    const auto constant = constant_near(simulated, level_near(real, constant_mz));
    return {
        {400, 900, same("sum of all ions"), {total_ion(real), total_ion(simulated)}},
        {400, 440, same("lysine, 147.1128"), both(147.1128)},
        {580, 630, same("glutamic acid, 148.0604"), both(148.0604)},
        {810, 880, same("paracetamol, 152.0706"), both(152.0706)},
        {400,
         900,
         {"constant ion, 149.002", fmt::format("constant ion, {:.3f}", constant.mz)},
         {extracted(real, constant_mz), constant}},
    };
}

std::string draw_panel(const Column& column, std::size_t which) {
    const Axis x = report::covering_axis(column.from_s, column.to_s, 5, 1.0, panel.left(), panel.right());
    double largest = 0.0;
    for (const auto& curve : column.curve)
        largest = std::max(largest, report::largest_intensity(curve, report::shown_scans(curve, x)));
    const Axis y = report::counts_axis(panel, largest, 4);
    return report::grid(panel, x, y) + report::y_labels(panel, y) + report::x_labels(panel, x, "time / s") +
           report::turned_title(panel, report::counts_title(y)) +
           fmt::format("<text class=\"title\" x=\"{:.1f}\" y=\"17\">{}</text>\n", (panel.left() + panel.right()) / 2,
                       column.title[which]) +
           report::path("line", report::line_path(column.curve[which], x, y));
}

}  // namespace

std::string side_by_side_svg(const Run& real, const Run& simulated) {
    const auto all = columns(real, simulated);
    const double width = double(all.size()) * (panel.width + gap_px) + 2.0 * margin_px;
    const double row_px = panel.height + head_px, height = 2.0 * row_px + margin_px;
    std::string svg = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" "
        "aria-label=\"A real CE-MS run above a simulated one\">\n<style>{2}</style>\n"
        "<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n",
        width, height, style);
    const std::array<const char*, 2> kind{"real", "simulated"};
    for (std::size_t which = 0; which < kind.size(); ++which) {
        const double top = double(which) * row_px;
        svg += fmt::format("<text class=\"head\" x=\"{}\" y=\"{}\">{}</text>\n", margin_px, top + 16.0, kind[which]);
        for (std::size_t i = 0; i < all.size(); ++i)
            svg += fmt::format("<g class=\"{}\" transform=\"translate({} {})\">\n", kind[which],
                               margin_px + double(i) * (panel.width + gap_px), top + head_px) +
                   draw_panel(all[i], which) + "</g>\n";
    }
    return svg + "</svg>\n";
}

}  // namespace gassan::realism
