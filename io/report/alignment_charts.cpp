#include "io/report/alignment_charts.hpp"

#include "io/report/axis.hpp"
#include "io/report/canvas.hpp"
#include "io/report/markup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace gassan::report {
namespace {

constexpr Canvas wide{1120, 260, {62, 20, 30, 48}};
constexpr Canvas small{300, 150, {56, 10, 12, 40}};

Axis frame_axis(const Canvas& canvas, const AlignmentSpan& span, int steps) {
    return covering_axis(span.first_s, span.last_s, steps, s_per_min, canvas.left(), canvas.right());
}

/// As far below zero as above, so that a bias shows.
Axis residual_axis(const Canvas& canvas, const AlignmentSpan& span, int steps) {
    const double reach = span.residual_s > 0.0 ? 1.05 * span.residual_s : 1.0;
    return covering_axis(-reach, reach, steps, 1.0, canvas.bottom(), canvas.top());
}

void add_dot(std::string& data, double x_px, double y_px) {
    fmt::format_to(std::back_inserter(data), "M{:.1f} {:.1f}h0", x_px, y_px);
}

void add_triangle(std::string& data, double x_px, double y_px) {
    fmt::format_to(std::back_inserter(data), "M{:.1f} {:.1f}l-3.5 6h7z", x_px, y_px - 3.5);
}

/// A path of a run's colour with the run's name at the pointer.
std::string run_path(std::string_view kind, const StudyView& view, std::size_t table, std::size_t column,
                     const std::string& data) {
    if (data.empty()) return {};
    return fmt::format("<path class=\"{} {}\" d=\"{}\"><title>{}</title></path>\n", kind, view.css(table, column), data,
                       escaped(view.result.tables[table].runs[column].sample_id));
}

double time_difference_s(const Anchor& anchor) {
    return anchor.time_s - anchor.frame_time_s;
}

Axis difference_axis(const FeatureTable& table, const std::vector<std::size_t>& columns) {
    double low = 0.0, high = 0.0;  // the frame itself is on the axis
    for (const std::size_t column : columns)
        for (const auto& anchor : table.runs[column].alignment.anchors) {
            if (!(anchor.weight > 0.0) || !std::isfinite(time_difference_s(anchor))) continue;
            low = std::min(low, time_difference_s(anchor));
            high = std::max(high, time_difference_s(anchor));
        }
    return covering_axis(low, high, 6, 1.0, wide.bottom(), wide.top());
}

/// Where the fit puts the run against the frame, over the stretch that its anchors cover.
std::string fitted_path(const FeatureTable& table, const RunAlignment& alignment, const Axis& x, const Axis& y) {
    constexpr int pieces = 60;
    if (!alignment.aligned || !(alignment.last_anchor_s > alignment.first_anchor_s)) return {};
    std::string data;
    bool drawing = false;
    for (int i = 0; i <= pieces; ++i) {
        const double run_s =
            alignment.first_anchor_s + (alignment.last_anchor_s - alignment.first_anchor_s) * i / pieces;
        const double frame_s = table.frame.clock.time_s(alignment.warp.place(run_s));
        const double x_px = position_px(x, frame_s), y_px = position_px(y, run_s - frame_s);
        const bool inside = x_px >= wide.left() && x_px <= wide.right() && y_px >= wide.top() && y_px <= wide.bottom();
        if (inside) fmt::format_to(std::back_inserter(data), "{}{:.1f} {:.1f}", drawing ? 'L' : 'M', x_px, y_px);
        drawing = inside;
    }
    return data;
}

std::string wide_frame(const StudyView& view, std::string_view kind, std::string_view label, const Axis& x,
                       const Axis& y, Word title) {
    return open_svg(wide, kind, label) + grid(wide, x, y) +
           time_labels(wide, x, word(view.language, Word::frame_time)) + y_labels(wide, y) +
           turned_title(wide, word(view.language, title)) +
           fmt::format("<path class=\"zero\" d=\"M{:.1f} {:.1f}H{:.1f}\"/>\n", wide.left(), position_px(y, 0.0),
                       wide.right());
}

/// Stretches of the frame that the run's fit reaches only by extrapolation, as rectangles.
std::string zones(const FeatureTable& table, const RunAlignment& alignment, const Axis& x) {
    std::string data;
    const auto add = [&](double from_px, double to_px) {
        from_px = std::clamp(from_px, small.left(), small.right());
        to_px = std::clamp(to_px, small.left(), small.right());
        if (to_px > from_px)
            fmt::format_to(std::back_inserter(data), "M{:.1f} {:.1f}H{:.1f}V{:.1f}H{:.1f}z", from_px, small.top(),
                           to_px, small.bottom(), from_px);
    };
    const auto at_px = [&](double frame_s) { return position_px(x, frame_s); };
    const auto extrapolates = [&](double frame_s) {
        return alignment.extrapolates(alignment.warp.time_s(table.frame.clock.place(frame_s)));
    };
    // Pixel by pixel, by the very rule that marks the cells.
    double from_px = small.left();
    bool inside = false;
    for (double px = small.left(); px <= small.right(); px += 1.0) {
        const double frame_s = (x.low + (px - x.low_px) / (x.high_px - x.low_px) * (x.high - x.low)) * x.unit;
        const bool zone = !alignment.aligned || extrapolates(frame_s);
        if (zone && !inside) from_px = px == small.left() ? px : at_px(frame_s);
        if (!zone && inside) add(from_px, px);
        inside = zone;
    }
    if (inside) add(from_px, small.right());
    return path("zone", data);
}

struct ResidualMarks {
    std::string kept, rejected;
};

ResidualMarks residual_marks(const RunAlignment& alignment, const Axis& x, const Axis& y) {
    ResidualMarks marks;
    for (const auto& anchor : alignment.anchors) {
        if (!std::isfinite(anchor.frame_time_s) || !std::isfinite(anchor.residual_s)) continue;
        const double x_px = position_px(x, anchor.frame_time_s), y_px = position_px(y, anchor.residual_s);
        if (anchor.weight > 0.0)
            add_dot(marks.kept, x_px, y_px);
        else
            add_triangle(marks.rejected, x_px, std::clamp(y_px, small.top() + 4, small.bottom() - 4));
    }
    return marks;
}

}  // namespace

AlignmentSpan alignment_span(const FeatureTable& table) {
    AlignmentSpan span{HUGE_VAL, -HUGE_VAL, 0.0, false};
    for (const auto& run : table.runs)
        for (const auto& anchor : run.alignment.anchors) {
            if (!std::isfinite(anchor.frame_time_s)) continue;
            span.any = true;
            span.first_s = std::min(span.first_s, anchor.frame_time_s);
            span.last_s = std::max(span.last_s, anchor.frame_time_s);
            if (anchor.weight > 0.0 && std::isfinite(anchor.residual_s))
                span.residual_s = std::max(span.residual_s, std::abs(anchor.residual_s));
        }
    return span;
}

std::string before_svg(const StudyView& view, std::size_t table, const std::vector<std::size_t>& columns,
                       const AlignmentSpan& span) {
    const auto& of = view.result.tables[table];
    const auto x = frame_axis(wide, span, 14);
    const auto y = difference_axis(of, columns);
    std::string out = wide_frame(view, "wide before", word(view.language, Word::before), x, y, Word::time_less_frame);
    for (const std::size_t column : columns) {
        const auto& alignment = of.runs[column].alignment;
        std::string dots;
        for (const auto& anchor : alignment.anchors)
            if (anchor.weight > 0.0 && std::isfinite(time_difference_s(anchor)))
                add_dot(dots, position_px(x, anchor.frame_time_s), position_px(y, time_difference_s(anchor)));
        out += run_path("fit", view, table, column, fitted_path(of, alignment, x, y));
        out += run_path("dots", view, table, column, dots);
    }
    return out + "</svg>\n";
}

std::string after_svg(const StudyView& view, std::size_t table, const std::vector<std::size_t>& columns,
                      const AlignmentSpan& span) {
    const auto& of = view.result.tables[table];
    const auto x = frame_axis(wide, span, 14);
    const auto y = residual_axis(wide, span, 6);
    std::string out = wide_frame(view, "wide after", word(view.language, Word::after), x, y, Word::residual);
    for (const std::size_t column : columns)
        out += run_path("dots", view, table, column, residual_marks(of.runs[column].alignment, x, y).kept);
    return out + "</svg>\n";
}

std::string residual_svg(const StudyView& view, std::size_t table, std::size_t column, const AlignmentSpan& span) {
    const auto& of = view.result.tables[table];
    const auto& run = of.runs[column];
    const auto x = frame_axis(small, span, 5);
    const auto y = residual_axis(small, span, 4);
    const auto marks = residual_marks(run.alignment, x, y);
    std::string out =
        open_svg(small, "peak residual", std::string(word(view.language, Word::residual)) + " " + run.sample_id);
    out += zones(of, run.alignment, x) + grid(small, x, y) + y_labels(small, y);
    out += x_labels(small, x, word(view.language, Word::frame_time));
    out += turned_title(small, word(view.language, Word::residual));
    out += fmt::format("<path class=\"zero\" d=\"M{:.1f} {:.1f}H{:.1f}\"/>\n", small.left(), position_px(y, 0.0),
                       small.right());
    out += run_path("dots", view, table, column, marks.kept) + path("rejected", marks.rejected);
    if (!run.alignment.aligned)
        out +=
            fmt::format("<text class=\"big\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", (small.left() + small.right()) / 2,
                        small.top() + 28, word(view.language, Word::not_aligned));
    return out + "</svg>\n";
}

}  // namespace gassan::report
