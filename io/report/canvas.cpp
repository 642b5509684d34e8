#include "io/report/canvas.hpp"

#include "io/report/markup.hpp"

#include <fmt/format.h>

#include <cmath>

namespace gassan::report {

std::string open_svg(const Canvas& canvas, std::string_view kind, std::string_view label) {
    return fmt::format("<svg class=\"{}\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n", kind, canvas.width,
                       canvas.height, escaped(label));
}

std::string grid(const Canvas& canvas, const Axis& x, const Axis& y) {
    return grid(canvas, ticks(x), ticks(y));
}

std::string grid(const Canvas& canvas, const std::vector<Tick>& x, const std::vector<Tick>& y) {
    std::string path;
    for (const auto& tick : x) path += fmt::format("M{:.1f} {:.1f}V{:.1f}", tick.px, canvas.top(), canvas.bottom());
    for (const auto& tick : y) path += fmt::format("M{:.1f} {:.1f}H{:.1f}", canvas.left(), tick.px, canvas.right());
    return fmt::format("<path class=\"grid\" d=\"{}\"/>\n<path class=\"frame\" d=\"M{:.1f} {:.1f}V{:.1f}H{:.1f}\"/>\n",
                       path, canvas.left(), canvas.top(), canvas.bottom(), canvas.right());
}

std::string tick_labels(const Axis& x, std::string_view group, double label_px) {
    return tick_labels(ticks(x), group, label_px);
}

std::string tick_labels(const std::vector<Tick>& x, std::string_view group, double label_px) {
    std::string out = fmt::format("<g class=\"{}\">", group);
    for (const auto& tick : x)
        out += fmt::format("<text x=\"{:.2f}\" y=\"{:.1f}\">{}</text>", tick.px, label_px, tick.label);
    return out + "</g>\n";
}

std::string x_labels(const Canvas& canvas, const Axis& x, std::string_view title) {
    return tick_labels(x, "x-ticks", canvas.bottom() + 16) +
           fmt::format("<text class=\"axis-title\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n",
                       (canvas.left() + canvas.right()) / 2, canvas.height - 7, title);
}

std::string y_labels(const Canvas& canvas, const Axis& y) {
    return y_labels(canvas, ticks(y));
}

std::string y_labels(const Canvas& canvas, const std::vector<Tick>& y) {
    std::string out = "<g class=\"y-ticks\">";
    for (const auto& tick : y)
        out += fmt::format("<text x=\"{:.1f}\" y=\"{:.2f}\" dy=\"0.35em\">{}</text>", canvas.left() - 6, tick.px,
                           tick.label);
    return out + "</g>\n";
}

std::string turned_title(const Canvas& canvas, std::string_view title) {
    const double middle = (canvas.top() + canvas.bottom()) / 2;
    return fmt::format(
        "<text class=\"axis-title\" x=\"14\" y=\"{0:.1f}\" transform=\"rotate(-90 14 {0:.1f})\">{1}</text>\n", middle,
        title);
}

std::string time_labels(const Canvas& canvas, const Axis& x, std::string_view title) {
    const auto seconds = same_stretch(x, 1.0, 12);
    std::string marks;
    for (const auto& tick : ticks(seconds)) marks += fmt::format("M{:.1f} {:.1f}v-5", tick.px, canvas.top());
    return x_labels(canvas, x, title) + tick_labels(seconds, "s-ticks", canvas.top() - 8) +
           fmt::format("<text class=\"s-unit\" x=\"{:.1f}\" y=\"{:.1f}\">s</text>\n", canvas.left() - 18,
                       canvas.top() - 8) +
           fmt::format("<path class=\"frame\" d=\"M{:.1f} {:.1f}H{:.1f}{}\"/>\n", canvas.left(), canvas.top(),
                       canvas.right(), marks);
}

Axis counts_axis(const Canvas& canvas, double largest, int steps) {
    const double unit = std::pow(10.0, label_exponent(largest));
    return covering_axis(0.0, largest > 0.0 ? largest : 1.0, steps, unit, canvas.bottom(), canvas.top());
}

std::string counts_title(const Axis& y) {
    const std::string power = power_of_ten(int(std::lround(std::log10(y.unit))));
    return power.empty() ? "counts" : power + " counts";
}

std::string path(std::string_view kind, const std::string& data) {
    return data.empty() ? std::string() : fmt::format("<path class=\"{}\" d=\"{}\"/>\n", kind, data);
}

double largest_intensity(const Electropherogram& curve, ScanRange scans) {
    double largest = 0.0;
    for (std::size_t scan = scans.begin; scan < scans.end; ++scan)
        if (curve.intensity[scan] > largest) largest = curve.intensity[scan];  // false for NaN
    return largest;
}

}  // namespace gassan::report
