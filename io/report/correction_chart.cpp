#include "io/report/correction_chart.hpp"

#include "io/report/canvas.hpp"
#include "io/report/log_axis.hpp"
#include "io/report/markup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <vector>

namespace gassan::report {
namespace {

constexpr Canvas square{440, 400, {62, 16, 14, 48}};
constexpr Canvas small{400, 230, {56, 12, 22, 44}};
constexpr std::array judged_percent{15.0, 30.0};

bool is_shown(const LeftOutError& error) {
    return error.before_percent > 0.0 && error.after_percent > 0.0;
}

std::string straight(double x1, double y1, double x2, double y2, std::string_view kind) {
    return fmt::format("<path class=\"{}\" d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\"/>\n", kind, x1, y1, x2, y2);
}

/// What was measured, over the level that all units have after correction.
double ratio_before(const Correction& values, std::size_t variable, std::size_t sample) {
    const std::size_t at = variable * values.table.samples() + sample;
    if (!has_measurement(values.table.kinds[at])) return no_value;
    const double curve = values.curves[at], reference = values.variables[variable].reference;
    const double factor = std::isfinite(curve) ? curve / reference : 1.0;
    return values.table.values[at] * factor / reference;
}

std::string curve_path(const Correction& values, std::size_t variable, const CorrectionUnit& unit, double first_place,
                       const Axis& x, const LogAxis& y) {
    std::string data;
    for (std::size_t k = 0; k < unit.samples.size(); ++k) {
        const double curve = values.curves[variable * values.table.samples() + unit.samples[k]];
        const double y_px = position_px(y, curve / values.variables[variable].reference);
        if (!std::isfinite(y_px)) continue;
        fmt::format_to(std::back_inserter(data), "{}{:.1f} {:.1f}", data.empty() ? 'M' : 'L',
                       position_px(x, first_place + double(k)), y_px);
    }
    return path("curve", data);
}

std::string mark(const StudyView& view, const StudyCorrection& correction, const Correction& values,
                 std::size_t variable, std::size_t sample, double x_px, const LogAxis& y) {
    const double ratio = ratio_before(values, variable, sample), y_px = position_px(y, ratio);
    if (!std::isfinite(y_px)) return {};
    const std::size_t row = correction.samples[sample];
    const bool is_qc = view.study.samples[row].type == SampleType::qc;
    return fmt::format(
        "<circle class=\"run {}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\"{}><title>{} × {}</title></circle>\n",
        view.classes[view.class_of[row]].css, x_px, y_px, is_qc ? "4" : "2.2", is_qc ? "" : " fill-opacity=\"0.45\"",
        escaped(view.study.samples[row].sample_id), fixed(ratio, 2));
}

LogAxis axis_of(const Correction& values, std::size_t variable) {
    double low = 1.0, high = 1.0;
    for (std::size_t sample = 0; sample < values.table.samples(); ++sample) {
        const SampleType type = values.table.study.samples[sample].type;
        const double ratio = ratio_before(values, variable, sample);
        // Standards and blanks would take the scale with them.
        if (!(ratio > 0.0) || (type != SampleType::qc && type != SampleType::sample)) continue;
        low = std::min(low, ratio);
        high = std::max(high, ratio);
    }
    return covering_log_axis(low, high, small.bottom(), small.top());
}

bool is_in(double y_px) {
    return y_px >= small.top() && y_px <= small.bottom();
}

}  // namespace

std::string cv_scatter_svg(const Correction& correction, std::string_view label, std::string_view before,
                           std::string_view after) {
    double low = 5.0, high = 40.0;
    for (const VariableCorrection& one : correction.variables)
        if (is_shown(one.inside)) {
            low = std::min({low, one.inside.before_percent, one.inside.after_percent});
            high = std::max({high, one.inside.before_percent, one.inside.after_percent});
        }
    low = std::max(low, 0.5), high = std::min(high, 200.0);
    const LogAxis x = covering_log_axis(low, high, square.left(), square.right());
    const LogAxis y = covering_log_axis(low, high, square.bottom(), square.top());
    std::string out = open_svg(square, "calibration", label) + grid(square, ticks(x), ticks(y)) +
                      tick_labels(ticks(x), "x-ticks", square.bottom() + 16.0) + y_labels(square, ticks(y)) +
                      fmt::format("<text class=\"axis-title\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n",
                                  0.5 * (square.left() + square.right()), square.height - 7.0, before) +
                      turned_title(square, after);
    out += straight(square.left(), square.bottom(), square.right(), square.top(), "zero");
    out += straight(square.left(), position_px(y, judged_percent[0]), square.right(), position_px(y, judged_percent[0]),
                    "limit");
    out += straight(position_px(x, judged_percent[1]), square.bottom(), position_px(x, judged_percent[1]), square.top(),
                    "limit");
    for (std::size_t v = 0; v < correction.variables.size(); ++v) {
        const LeftOutError& error = correction.variables[v].inside;
        if (!is_shown(error)) continue;
        out += fmt::format(
            "<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.8\" fill-opacity=\"0.7\"><title>{}: {} % → {} "
            "%</title></circle>\n",
            correction.variables[v].corrected ? "used" : "unused",
            position_px(x, std::clamp(error.before_percent, low, high)),
            position_px(y, std::clamp(error.after_percent, low, high)), escaped(correction.table.variables[v].id),
            fixed(error.before_percent, 1), fixed(error.after_percent, 1));
    }
    return out + "</svg>\n";
}

std::string drift_svg(const StudyView& view, const StudyCorrection& correction, const Correction& values,
                      std::size_t variable, std::string_view order_title, std::string_view value_title) {
    std::size_t places = 0;
    for (const CorrectionUnit& unit : values.units) places += unit.samples.size();
    const Axis x =
        covering_axis(0.5, double(std::max<std::size_t>(places, 2)) + 0.5, 6, 1.0, small.left(), small.right());
    const LogAxis y = axis_of(values, variable);
    const auto levels = ticks(y);
    std::string out = open_svg(small, "overlay", values.table.variables[variable].id) + grid(small, ticks(x), levels) +
                      x_labels(small, x, order_title) + y_labels(small, levels) + turned_title(small, value_title);
    double place = 1.0;
    std::string curves;
    for (std::size_t u = 0; u < values.units.size(); ++u) {
        const CorrectionUnit& unit = values.units[u];
        const double border = position_px(x, place - 0.5);
        if (u > 0) out += straight(border, small.top(), border, small.bottom(), "place");
        out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"9\">{}</text>\n", border + 2.0,
                           small.top() - 4.0, escaped(unit.name));
        curves += curve_path(values, variable, unit, place, x, y);
        for (std::size_t k = 0; k < unit.samples.size(); ++k) {
            const double y_px = position_px(y, ratio_before(values, variable, unit.samples[k]));
            if (!is_in(y_px)) continue;
            out += mark(view, correction, values, variable, unit.samples[k], position_px(x, place + double(k)), y);
        }
        place += double(unit.samples.size());
    }
    return out + curves + "</svg>\n";
}

double largest_change(const Correction& correction, std::size_t variable) {
    double low = no_value, high = no_value;
    for (std::size_t sample = 0; sample < correction.table.samples(); ++sample) {
        const double curve = correction.curves[variable * correction.table.samples() + sample];
        if (!(curve > 0.0) || !std::isfinite(curve)) continue;
        low = low < curve ? low : curve;
        high = high > curve ? high : curve;
    }
    return high / low;
}

}  // namespace gassan::report
