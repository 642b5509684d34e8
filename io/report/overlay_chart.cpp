#include "io/report/overlay_chart.hpp"

#include "io/report/axis.hpp"
#include "io/report/canvas.hpp"
#include "io/report/curve.hpp"
#include "io/report/markup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace gassan::report {
namespace {

constexpr double curves_px = 190.0;  // height of the plot of the curves
constexpr double head_px = 24.0, foot_px = 40.0;

/// A bar a run below the curves: 5 px while they are few, thinner where they would outgrow the curves.
double bar_step_px(std::size_t runs) {
    constexpr double most_px = 5.0, room_px = 110.0;
    return std::min(most_px, room_px / double(std::max<std::size_t>(runs, 1)));
}

Canvas canvas_for(std::size_t runs) {
    const double bars_px = 8.0 + bar_step_px(runs) * double(runs);
    return {380, head_px + curves_px + bars_px + foot_px, {44, 18, head_px, bars_px + foot_px}};
}

double frame_time_s(const FeatureTable& table, std::size_t run, double time_s) {
    return table.frame.clock.time_s(table.runs[run].alignment.warp.place(time_s));
}

/// The bounds of the feature and of all its peaks, with room on either side, on the frame's clock.
std::pair<double, double> window_s(const FeatureTable& table, std::size_t f) {
    constexpr double margin = 0.6, unknown_width_s = 10.0;
    const auto& feature = table.features[f];
    double from_s = feature.mt_s, to_s = feature.mt_s;
    const auto cover = [&](double time_s) {
        if (!std::isfinite(time_s)) return;
        from_s = std::min(from_s, time_s);
        to_s = std::max(to_s, time_s);
    };
    cover(feature.mt_s - feature.front_s);
    cover(feature.mt_s + feature.tail_s);
    for (std::size_t run = 0; run < table.runs.size(); ++run) {
        const auto& cell = table.cell(f, run);
        if (cell.kind != CellKind::measured && cell.kind != CellKind::filled) continue;
        cover(frame_time_s(table, run, cell.begin_s));
        cover(frame_time_s(table, run, cell.end_s));
    }
    if (!(to_s > from_s)) from_s -= unknown_width_s / 2, to_s += unknown_width_s / 2;
    const double room_s = margin * (to_s - from_s);
    return {from_s - room_s, to_s + room_s};
}

/// The curve on the frame's clock, cut to the window; times that the warp does not know are left out.
Electropherogram on_frame(const FeatureTable& table, const FeatureOverlay::Curve& curve, double from_s, double to_s) {
    Electropherogram out{.mz = curve.curve.mz, .time_s = {}, .intensity = {}};
    for (std::size_t scan = 0; scan < curve.curve.time_s.size(); ++scan) {
        const double time_s = frame_time_s(table, curve.run, curve.curve.time_s[scan]);
        if (!(time_s >= from_s && time_s <= to_s) || (!out.time_s.empty() && time_s <= out.time_s.back())) continue;
        out.time_s.push_back(time_s);
        out.intensity.push_back(curve.curve.intensity[scan]);
    }
    return out;
}

/// Without the scans between two of the same drawn height: the line stays the same, a flat one gets short.
Electropherogram without_flat(const Electropherogram& curve, const Axis& y) {
    const auto height_px = [&](std::size_t scan) { return std::round(10.0 * position_px(y, curve.intensity[scan])); };
    Electropherogram out{.mz = curve.mz, .time_s = {}, .intensity = {}};
    for (std::size_t scan = 0; scan < curve.time_s.size(); ++scan) {
        const bool is_inner = scan > 0 && scan + 1 < curve.time_s.size();
        if (is_inner && height_px(scan - 1) == height_px(scan) && height_px(scan + 1) == height_px(scan)) continue;
        out.time_s.push_back(curve.time_s[scan]);
        out.intensity.push_back(curve.intensity[scan]);
    }
    return out;
}

/// The run's integration bounds as a bar on the frame's clock, its apex as a dot; nothing where nothing was integrated.
std::string bar(const StudyView& view, const FeatureOverlay& overlay, std::size_t run, const Axis& x, double y_px,
                double width_px) {
    const auto& table = view.result.tables[overlay.table];
    const auto& cell = table.cell(overlay.feature, run);
    if (cell.kind != CellKind::measured && cell.kind != CellKind::filled) return {};
    const double begin_px = position_px(x, frame_time_s(table, run, cell.begin_s));
    const double end_px = position_px(x, frame_time_s(table, run, cell.end_s));
    const double apex_px = position_px(x, frame_time_s(table, run, cell.mt_s));
    if (!std::isfinite(begin_px) || !std::isfinite(end_px)) return {};
    const bool filled = cell.kind == CellKind::filled;
    std::string out = fmt::format(
        "<path class=\"bar {}{}\" style=\"stroke-width:{:.1f}\" d=\"M{:.2f} {:.2f}H{:.2f}\"><title>{} "
        "{}</title></path>",
        view.css(overlay.table, run), filled ? " open" : "", filled ? 0.3 * width_px : 0.6 * width_px, begin_px, y_px,
        end_px, escaped(table.runs[run].sample_id), cell_kind_name(cell.kind));
    if (std::isfinite(apex_px))
        out += fmt::format("<circle class=\"top {}\" cx=\"{:.2f}\" cy=\"{:.2f}\" r=\"{:.1f}\"/>",
                           view.css(overlay.table, run), apex_px, y_px, std::max(1.0, 0.46 * width_px));
    return out + "\n";
}

std::string place_line(const Canvas& canvas, const ConsensusFeature& feature, const Axis& x, double bottom_px) {
    if (!std::isfinite(feature.mt_s)) return {};
    return fmt::format("<path class=\"place\" d=\"M{:.2f} {:.1f}V{:.1f}\"/>\n", position_px(x, feature.mt_s),
                       canvas.top(), bottom_px);
}

}  // namespace

std::vector<std::size_t> curves_to_draw(const StudyView& view, const FeatureOverlay& overlay) {
    std::vector<std::size_t> places;
    for (const std::size_t column : columns_in_order(view, overlay.table))
        for (std::size_t i = 0; i < overlay.curves.size(); ++i)
            if (overlay.curves[i].run == column) places.push_back(i);
    return chosen_evenly(places, std::vector<bool>(places.size(), false), most_overlaid);
}

std::string overlay_svg(const StudyView& view, const FeatureOverlay& overlay, const std::vector<std::size_t>& drawn) {
    const auto& table = view.result.tables[overlay.table];
    const auto& feature = table.features[overlay.feature];
    const auto canvas = canvas_for(drawn.size());
    const auto [from_s, to_s] = window_s(table, overlay.feature);
    const auto x = covering_axis(from_s, to_s, 6, 1.0, canvas.left(), canvas.right());

    std::vector<Electropherogram> curves;
    double largest = 0.0;
    for (const std::size_t i : drawn) {
        curves.push_back(on_frame(table, overlay.curves[i], x.low, x.high));
        largest = std::max(largest, largest_intensity(curves.back(), {0, curves.back().time_s.size()}));
    }
    const auto y = counts_axis(canvas, 1.04 * largest, 4);
    const double step_px = bar_step_px(drawn.size()), labels_px = canvas.height - foot_px;

    std::string out = open_svg(canvas, "overlay", feature.feature_id) + grid(canvas, x, y) + y_labels(canvas, y);
    out += tick_labels(x, "x-ticks", labels_px + 14);
    out +=
        fmt::format("<text class=\"axis-title\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n",
                    (canvas.left() + canvas.right()) / 2, canvas.height - 7, word(view.language, Word::frame_time_s));
    out += fmt::format("<text class=\"unit\" x=\"4\" y=\"14\">{}</text>\n", counts_title(y));
    out += place_line(canvas, feature, x, labels_px);
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        const std::size_t run = overlay.curves[drawn[i]].run;
        const auto data = line_path(without_flat(curves[i], y), x, y);
        if (!data.empty())
            out += fmt::format("<path class=\"line {}\" d=\"{}\"><title>{}</title></path>\n",
                               view.css(overlay.table, run), data, escaped(table.runs[run].sample_id));
        out += bar(view, overlay, run, x, canvas.bottom() + 8.0 + step_px * (double(i) + 0.5), step_px);
    }
    return out + "</svg>\n";
}

}  // namespace gassan::report
