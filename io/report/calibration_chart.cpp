#include "io/report/calibration_chart.hpp"

#include "io/report/canvas.hpp"
#include "io/report/log_axis.hpp"
#include "io/report/markup.hpp"
#include "io/report/terms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace gassan::report {
namespace {

constexpr Canvas upper{380, 400, {62, 12, 34, 156}};
constexpr Canvas lower{380, 400, {62, 12, 262, 42}};

struct Chart {
    LogAxis x, y;
    Axis error;
    double lowest = no_value, highest = no_value;  ///< levels used
};

double response_at(const CalibrationCurve& curve, double level) {
    return curve.b0 + level * (curve.b1 + level * curve.b2);
}

/// Of a single response about the curve: the curve's own error, and how responses scatter.
double response_sd(const CalibrationCurve& curve, double level) {
    const std::array<double, 3> gradient{1.0, level, level * level};
    double variance = std::pow(curve.relative_sd * response_at(curve, level), 2);
    for (std::size_t row = 0; row < 3; ++row)
        for (std::size_t column = 0; column < 3; ++column)
            variance += gradient[row] * curve.covariance[3 * row + column] * gradient[column];
    return std::sqrt(variance);
}

/// Smallest and largest of what can be drawn on a logarithmic scale.
struct Reach {
    double low = no_value, high = no_value;
    void cover(double value) {
        if (!(value > 0.0) || !std::isfinite(value)) return;
        low = low < value ? low : value;
        high = high > value ? high : value;
    }
};

/// A limit far below the lowest level would squeeze the points into a corner; the caption tells it.
LogAxis level_axis(const CalibrationCurve& curve) {
    constexpr double too_far = 30.0;
    Reach reach;
    for (const CurvePoint& point : curve.points) reach.cover(point.concentration);
    const double lowest = reach.low;
    for (const double limit : {curve.lod, curve.loq, curve.uloq})
        if (limit > lowest / too_far) reach.cover(limit);
    return covering_log_axis(reach.low, reach.high, upper.left(), upper.right());
}

LogAxis response_axis(const CalibrationCurve& curve, double lowest, double highest) {
    Reach reach;
    for (const CurvePoint& point : curve.points) reach.cover(point.response);
    reach.cover(response_at(curve, lowest));
    reach.cover(response_at(curve, highest));
    return covering_log_axis(reach.low, reach.high, upper.bottom(), upper.top());
}

/// As far below zero as above; wide enough for the lines, and for what was used up to four times as far.
Axis error_axis(const StudyView& view, const CalibrationCurve& curve) {
    const double asked = view.result.quantities.max_lloq_error_percent;
    double reach = 1.25 * asked;
    for (const CurvePoint& point : curve.points)
        if (point.used && std::isfinite(point.error_percent))
            reach = std::max(reach, std::min(1.1 * std::abs(point.error_percent), 4.0 * asked));
    return covering_axis(-reach, reach, 4, 1.0, lower.bottom(), lower.top());
}

Chart chart_of(const StudyView& view, const CalibrationCurve& curve) {
    Reach used;
    for (const CurvePoint& point : curve.points)
        if (point.used) used.cover(point.concentration);
    Chart chart;
    chart.lowest = used.low, chart.highest = used.high;
    chart.x = level_axis(curve);
    chart.y = response_axis(curve, used.low, used.high);
    chart.error = error_axis(view, curve);
    return chart;
}

// ---- the curve --------------------------------------------------------------------------------------------------

/// The curve and its band as far as they are above zero, over the levels used.
std::string curve_paths(const CalibrationCurve& curve, const Chart& chart) {
    constexpr int pieces = 48;
    if (!(chart.highest > 0.0) || !std::isfinite(curve.b1)) return {};
    std::string line, above, below;
    const bool has_band = std::isfinite(curve.relative_sd) && std::isfinite(curve.t95);
    for (int i = 0; i <= pieces; ++i) {
        const double level = chart.lowest * std::pow(chart.highest / chart.lowest, double(i) / pieces);
        const double response = response_at(curve, level);
        const double x_px = position_px(chart.x, level);
        if (!(response > 0.0)) continue;
        fmt::format_to(std::back_inserter(line), "{}{:.1f} {:.1f}", line.empty() ? 'M' : 'L', x_px,
                       position_px(chart.y, response));
        if (!has_band) continue;
        const double half = curve.t95 * response_sd(curve, level);
        const double top_px = std::max(upper.top(), position_px(chart.y, response + half));
        const double foot_px =
            response > half ? std::min(upper.bottom(), position_px(chart.y, response - half)) : upper.bottom();
        fmt::format_to(std::back_inserter(above), "{}{:.1f} {:.1f}", above.empty() ? 'M' : 'L', x_px, top_px);
        below = fmt::format("L{:.1f} {:.1f}", x_px, foot_px) + below;
    }
    return (above.empty() ? std::string() : path("band", above + below + "z")) + path("curve", line);
}

/// LOD, LOQ and ULOQ as lines with their names above, in two rows so that near ones do not cover each other.
std::string limit_lines(const CalibrationCurve& curve, const Chart& chart) {
    struct Limit {
        const char* name;
        double level;
        double row_px;
    };
    constexpr double high_px = 13.0, low_px = 27.0;
    std::string out;
    for (const Limit& limit :
         {Limit{"LOD", curve.lod, high_px}, Limit{"LOQ", curve.loq, low_px}, Limit{"ULOQ", curve.uloq, high_px}}) {
        const double x_px = position_px(chart.x, limit.level);
        if (!(x_px >= upper.left() && x_px <= upper.right())) continue;
        const double label_px = std::clamp(x_px, upper.left() + 14.0, upper.right() - 16.0);
        out += fmt::format(
            "<path class=\"limit\" d=\"M{0:.1f} {1:.1f}V{2:.1f}\"><title>{3} {4}</title></path><text class=\"mark\" "
            "x=\"{5:.1f}\" y=\"{6:.1f}\">{3}</text>\n",
            x_px, limit.row_px + 3.0, upper.bottom(), limit.name, significant(limit.level), label_px, limit.row_px);
    }
    return out;
}

// ---- the standards ----------------------------------------------------------------------------------------------

std::string point_title(const StudyView& view, const CalibrationCurve& curve, const CurvePoint& point) {
    std::string out = fmt::format("<title>{}: {} {} → {}", escaped(point.sample_id), significant(point.concentration),
                                  escaped(curve.unit), significant(point.response));
    if (std::isfinite(point.error_percent))
        out += fmt::format("; {} ({:+.1f} %)", significant(point.back_calculated), point.error_percent);
    if (!point.used) out += fmt::format("; {}: {}", word(view.language, Term::left_out), escaped(point.why_not));
    return out + "</title>";
}

/// A dot, or an open triangle for what was left out or has no place on the scale: then at the border.
std::string mark(const Canvas& canvas, double x_px, double y_px, bool used, const std::string& title) {
    const double at_x = std::isfinite(x_px) ? std::clamp(x_px, canvas.left(), canvas.right()) : canvas.left();
    const double at_y = std::isfinite(y_px) ? std::clamp(y_px, canvas.top(), canvas.bottom()) : canvas.bottom();
    const bool inside = at_x == x_px && at_y == y_px;
    if (used && inside)
        return fmt::format("<circle class=\"used\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.4\">{}</circle>\n", at_x, at_y,
                           title);
    return fmt::format("<path class=\"{}\" d=\"M{:.1f} {:.1f}l-4 7h8z\">{}</path>\n", used ? "beyond" : "unused", at_x,
                       at_y - 4.0, title);
}

std::string error_bar(const CurvePoint& point, const Chart& chart) {
    constexpr double errors = 2.0;
    if (!(point.response_se > 0.0) || !(point.response > 0.0)) return {};
    const double x_px = position_px(chart.x, point.concentration);
    const double top_px = position_px(chart.y, point.response + errors * point.response_se);
    const double foot = point.response - errors * point.response_se;
    const double foot_px = foot > 0.0 ? position_px(chart.y, foot) : upper.bottom();
    if (!std::isfinite(x_px) || !std::isfinite(top_px)) return {};
    return fmt::format("M{:.1f} {:.1f}V{:.1f}", x_px, std::max(top_px, upper.top()), std::min(foot_px, upper.bottom()));
}

std::string standards(const StudyView& view, const CalibrationCurve& curve, const Chart& chart) {
    std::string bars, marks;
    for (const CurvePoint& point : curve.points) {
        bars += error_bar(point, chart);
        marks += mark(upper, position_px(chart.x, point.concentration), position_px(chart.y, point.response),
                      point.used, point_title(view, curve, point));
    }
    return path("bars", bars) + "<g class=\"standards\">\n" + marks + "</g>\n";
}

// ---- the errors -------------------------------------------------------------------------------------------------

/// The errors that count as right: everywhere, and at the lowest level used.
std::string allowed(const StudyView& view, const Chart& chart) {
    constexpr double half_px = 13.0;
    const auto& quantities = view.result.quantities;
    std::string out;
    for (const double sign : {1.0, -1.0}) {
        out += fmt::format("M{:.1f} {:.1f}H{:.1f}", lower.left(),
                           position_px(chart.error, sign * quantities.max_error_percent), lower.right());
        const double x_px = position_px(chart.x, chart.lowest);
        if (std::isfinite(x_px))
            out += fmt::format("M{:.1f} {:.1f}H{:.1f}", std::max(lower.left(), x_px - half_px),
                               position_px(chart.error, sign * quantities.max_lloq_error_percent), x_px + half_px);
    }
    return path("allowed", out);
}

/// Only what the curve makes something of has an error.
std::string errors(const StudyView& view, const CalibrationCurve& curve, const Chart& chart) {
    std::string out = "<g class=\"errors\">\n";
    for (const CurvePoint& point : curve.points)
        if (std::isfinite(point.error_percent))
            out += mark(lower, position_px(chart.x, point.concentration), position_px(chart.error, point.error_percent),
                        point.used, point_title(view, curve, point));
    return out + "</g>\n";
}

std::string title_at(const Canvas& canvas, std::string_view text) {
    const double middle = (canvas.top() + canvas.bottom()) / 2;
    return fmt::format(
        "<text class=\"axis-title\" x=\"13\" y=\"{0:.1f}\" transform=\"rotate(-90 13 {0:.1f})\">{1}</text>\n", middle,
        text);
}

}  // namespace

std::string calibration_svg(const StudyView& view, const CalibrationCurve& curve) {
    const Chart chart = chart_of(view, curve);
    const auto levels = ticks(chart.x), responses = ticks(chart.y), percents = ticks(chart.error);
    const bool is_ratio = !curve.internal_standard.empty();
    std::string out = open_svg(upper, "calibration", view.result.compounds[curve.compound].compound_id);
    out += grid(upper, levels, responses) + y_labels(upper, responses);
    out += title_at(upper, word(view.language, is_ratio ? Term::response_ratio : Term::response_area));
    out += limit_lines(curve, chart) + curve_paths(curve, chart) + standards(view, curve, chart);
    out += grid(lower, levels, percents) + y_labels(lower, percents) + tick_labels(levels, "x-ticks", 372.0);
    out += title_at(lower, word(view.language, Term::error_axis));
    out += fmt::format("<path class=\"zero\" d=\"M{:.1f} {:.1f}H{:.1f}\"/>\n", lower.left(),
                       position_px(chart.error, 0.0), lower.right());
    out += allowed(view, chart) + errors(view, curve, chart);
    out += fmt::format("<text class=\"axis-title\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n",
                       (lower.left() + lower.right()) / 2, lower.height - 7,
                       word(view.language, Term::level_axis, escaped(curve.unit)));
    return out + "</svg>\n";
}

}  // namespace gassan::report
