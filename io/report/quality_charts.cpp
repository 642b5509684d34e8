#include "io/report/quality_charts.hpp"

#include "io/report/axis.hpp"
#include "io/report/canvas.hpp"
#include "io/report/markup.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace gassan::report {
namespace {

constexpr Canvas small{300, 170, {44, 16, 8, 34}};
constexpr Canvas bars{380, 220, {46, 16, 12, 40}};
constexpr Canvas square{640, 560, {58, 16, 14, 46}};

struct Span {
    double low = HUGE_VAL, high = -HUGE_VAL;
    void cover(double value) {
        if (!std::isfinite(value)) return;
        low = std::min(low, value);
        high = std::max(high, value);
    }
};

struct QcPoint {
    std::size_t run;
    double order, log2;  ///< order: place among runs where orders begin anew; log2 NaN: no number
};

/// QCs of the variable with an order; one that nothing was found in keeps its place.
std::vector<QcPoint> qc_points(const QualityPage& page, std::size_t variable) {
    std::vector<QcPoint> out;
    const double middle = page.quality.variables[variable].qc.median;
    for (std::size_t s = 0; s < page.table.samples(); ++s) {
        const Sample& sample = page.table.study.samples[s];
        if (sample.type != SampleType::qc || !sample.injection_order) continue;
        if (page.quality.pool && sample.pool != *page.quality.pool) continue;
        const bool number = has_measurement(page.table.row_kinds(variable)[s]);
        const double order = page.quality.orders_restart ? double(s + 1) : double(*sample.injection_order);
        out.push_back({s, order, number ? std::log2(page.table.row(variable)[s] / middle) : no_value});
    }
    return out;
}

/// The least-squares line runs through the middle of the points.
std::string trend_line(const QcTrend& trend, const std::vector<QcPoint>& points, const Axis& x, const Axis& y) {
    if (!std::isfinite(trend.ln_per_100)) return {};
    double order = 0.0, level = 0.0, count = 0.0;
    for (const QcPoint& point : points)
        if (std::isfinite(point.log2)) order += point.order, level += point.log2, ++count;
    const double slope = trend.ln_per_100 / 100.0 / std::log(2.0);
    const auto at = [&](double where) {
        return std::clamp(position_px(y, level / count + slope * (where - order / count)), small.top(), small.bottom());
    };
    return path("fitted",
                fmt::format("M{:.1f} {:.1f}L{:.1f} {:.1f}", position_px(x, points.front().order),
                            at(points.front().order), position_px(x, points.back().order), at(points.back().order)));
}

/// Bars, one a bin, with their counts as titles.
std::string bar_rects(const std::vector<std::size_t>& counts, double width, const Axis& x, const Axis& y) {
    std::string out;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const double left = position_px(x, width * double(i)) + 1.0,
                     right = position_px(x, width * double(i + 1)) - 1.0;
        const double top = position_px(y, double(counts[i]));
        if (counts[i] > 0)
            fmt::format_to(std::back_inserter(out),
                           "<rect class=\"column\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\">"
                           "<title>{}</title></rect>\n",
                           left, top, right - left, bars.bottom() - top, counts[i]);
    }
    return out;
}

/// The few runs that are named in the drawing: those farthest over a limit.
std::vector<std::size_t> named_runs(const QualityPage& page, const QualityPca& pca) {
    constexpr std::size_t most = 8;
    std::vector<std::size_t> out;
    for (const std::size_t run : pca.runs)
        if (page.quality.runs[run].outlying()) out.push_back(run);
    const auto excess = [&](std::size_t run) {
        const RunQuality& of = page.quality.runs[run];
        return std::max(of.t2 / pca.t2_limit, of.spe / pca.spe_limit);
    };
    std::stable_sort(out.begin(), out.end(), [&](std::size_t a, std::size_t b) { return excess(a) > excess(b); });
    out.resize(std::min(out.size(), most));
    return out;
}

std::string ellipse_path(const QualityPca& pca, const Axis& x, const Axis& y) {
    constexpr int pieces = 96;
    std::string data;
    for (int i = 0; i <= pieces; ++i) {
        const double angle = 2.0 * 3.14159265358979323846 * i / pieces;
        fmt::format_to(std::back_inserter(data), "{}{:.1f} {:.1f}", i == 0 ? 'M' : 'L',
                       position_px(x, pca.ellipse_first * std::cos(angle)),
                       position_px(y, pca.ellipse_second * std::sin(angle)));
    }
    return path("allowed", data);
}

}  // namespace

std::string qc_trend_svg(const QualityPage& page, std::size_t variable) {
    const auto points = qc_points(page, variable);
    if (points.empty()) return {};
    Span orders, levels;
    for (const QcPoint& point : points) {
        orders.cover(point.order);
        levels.cover(point.log2);
    }
    levels.cover(-0.25);
    levels.cover(0.25);
    const Axis x = covering_axis(orders.low, orders.high, 4, 1.0, small.left(), small.right());
    const Axis y = covering_axis(levels.low, levels.high, 4, 1.0, small.bottom(), small.top());
    std::string out = open_svg(small, "peak", page.name(variable)) + grid(small, x, y) + y_labels(small, y) +
                      tick_labels(x, "x-ticks", small.bottom() + 16);
    if (!page.quality.orders_restart) out += trend_line(page.quality.variables[variable].trend, points, x, y);
    for (const QcPoint& point : points) {
        const double x_px = position_px(x, point.order);
        const std::string title = escaped(page.table.study.samples[point.run].sample_id);
        if (std::isfinite(point.log2))
            out += fmt::format(
                "<circle class=\"run kqc\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.8\"><title>{}: {}</title>"
                "</circle>\n",
                x_px, position_px(y, point.log2), title, fixed(point.log2, 2));
        else
            out += fmt::format("<path class=\"unused\" d=\"M{:.1f} {:.1f}l-4 7h8z\"><title>{}</title></path>\n", x_px,
                               small.bottom() - 8.0, title);
    }
    return out + "</svg>\n";
}

std::string histogram_svg(const std::vector<double>& values, double width, std::size_t bins,
                          const std::vector<double>& bounds, std::string_view x_title, std::string_view y_title) {
    std::vector<std::size_t> counts(bins, 0);
    for (const double value : values)
        if (std::isfinite(value)) ++counts[std::size_t(std::clamp(std::floor(value / width), 0.0, double(bins) - 1.0))];
    const double most = double(std::max<std::size_t>(1, *std::max_element(counts.begin(), counts.end())));
    Axis x = covering_axis(0.0, width * double(bins), 6, 1.0, bars.left(), bars.right());
    x.high = width * double(bins);
    const Axis y = covering_axis(0.0, most, 4, 1.0, bars.bottom(), bars.top());
    std::string out = open_svg(bars, "histogram", x_title) + grid(bars, x, y) + x_labels(bars, x, x_title) +
                      y_labels(bars, y) + turned_title(bars, y_title) + bar_rects(counts, width, x, y);
    for (const double bound : bounds)
        if (bound < width * double(bins))
            out +=
                path("allowed", fmt::format("M{:.1f} {:.1f}V{:.1f}", position_px(x, bound), bars.top(), bars.bottom()));
    return out + "</svg>\n";
}

std::string pca_svg(const QualityPage& page, const QualityPca& pca) {
    if (pca.components.size() < 2) return {};
    Span first, second;
    for (const double sign : {-1.0, 1.0}) {
        first.cover(sign * pca.ellipse_first);
        second.cover(sign * pca.ellipse_second);
    }
    for (const std::size_t run : pca.runs) {
        first.cover(page.quality.runs[run].scores[0]);
        second.cover(page.quality.runs[run].scores[1]);
    }
    const Axis x = covering_axis(first.low, first.high, 8, 1.0, square.left(), square.right());
    const Axis y = covering_axis(second.low, second.high, 8, 1.0, square.bottom(), square.top());
    const auto title = [&](std::size_t c) {
        return fmt::format("PC{} ({} %)", c + 1, fixed(100.0 * pca.components[c].explained, 1));
    };
    std::string out = open_svg(square, "scores", page.say(QualityWord::pca)) + grid(square, x, y) +
                      x_labels(square, x, title(0)) + y_labels(square, y) + turned_title(square, title(1)) +
                      ellipse_path(pca, x, y);
    const auto named = named_runs(page, pca);
    std::string names;
    for (const bool qcs : {false, true})  // QCs on top
        for (const std::size_t run : pca.runs) {
            if ((page.table.study.samples[run].type == SampleType::qc) != qcs) continue;
            const RunQuality& of = page.quality.runs[run];
            const double x_px = position_px(x, of.scores[0]), y_px = position_px(y, of.scores[1]);
            const std::string name = escaped(page.table.study.samples[run].sample_id);
            out += fmt::format(
                "<circle class=\"run {}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.2\"><title>{}</title>"
                "</circle>\n",
                page.colour(run), x_px, y_px, name);
            if (!of.outlying()) continue;
            out += fmt::format("<circle class=\"ring\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"6.5\"/>\n", x_px, y_px);
            if (std::find(named.begin(), named.end(), run) != named.end())
                names += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", x_px + 8.0, y_px - 4.0, name);
        }
    return out + "<g class=\"labels\">" + names + "</g></svg>\n";
}

}  // namespace gassan::report
