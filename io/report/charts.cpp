#include "io/report/charts.hpp"

#include "io/report/axis.hpp"
#include "io/report/canvas.hpp"
#include "io/report/curve.hpp"
#include "io/report/markup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

namespace gassan::report {
namespace {

constexpr Canvas wide{1120, 490, {62, 20, 30, 48}};
constexpr Canvas wide_low{1120, 290, {62, 20, 30, 48}};
constexpr Canvas small{300, 204, {40, 18, 24, 40}};
constexpr std::string_view time_title = "Migration time 泳動時間 / min";

// ---- feature map -------------------------------------------------------------------------------------------

bool is_placed(const Feature& feature) {
    return std::isfinite(feature.mz) && std::isfinite(feature.mt_s);
}

/// The whole run, also where no feature was found.
Axis run_time_axis(const Canvas& canvas, const RunResult& result) {
    double first_s = HUGE_VAL, last_s = -HUGE_VAL;
    const auto cover = [&](double time_s) {
        first_s = std::min(first_s, time_s);
        last_s = std::max(last_s, time_s);
    };
    const auto& times = result.total_ion.time_s;
    if (!times.empty()) cover(times.front()), cover(times.back());
    for (const auto& feature : result.features)
        if (is_placed(feature)) cover(feature.mt_s);
    return covering_axis(first_s, last_s, 14, s_per_min, canvas.left(), canvas.right());
}

Axis mz_axis(const Canvas& canvas, const RunResult& result) {
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (const auto& feature : result.features) {
        if (!is_placed(feature)) continue;
        low = std::min(low, feature.mz);
        high = std::max(high, feature.mz);
    }
    return covering_axis(low, high, 9, 1.0, canvas.bottom(), canvas.top());
}

/// Radius of a circle from the area: linear in its logarithm, over the run's own range.
struct DotSize {
    double low = 0.0, high = 0.0;  // log10 of the area
    double most_px = 9.0;          // smaller where many would hide each other

    explicit DotSize(const std::vector<Feature>& features) {
        low = HUGE_VAL, high = -HUGE_VAL;
        most_px = features.size() > 1000 ? 5.0 : features.size() > 300 ? 7.0 : 9.0;
        for (const auto& feature : features) {
            if (!(feature.area > 0.0) || !std::isfinite(feature.area)) continue;
            low = std::min(low, std::log10(feature.area));
            high = std::max(high, std::log10(feature.area));
        }
    }

    [[nodiscard]] double radius_px(double area) const {
        constexpr double least_px = 2.5;
        if (!(area > 0.0) || !std::isfinite(area) || !(high > low)) return least_px;
        return least_px + (most_px - least_px) * (std::log10(area) - low) / (high - low);
    }
};

std::string tooltip(const Feature& feature) {
    std::string text = escaped(feature.feature_id) + ": m/z " + fixed(feature.mz, 4) + ", " +
                       fixed(feature.mt_s / s_per_min, 2) + " min (" + fixed(feature.mt_s, 1) + " s)";
    if (std::isfinite(feature.snr)) text += ", S/N " + significant(std::round(feature.snr));
    if (!feature.ion.empty()) text += ", " + escaped(feature.ion);
    return text;
}

std::string dot(const Feature& feature, const Axis& x, const Axis& y, const DotSize& size) {
    return fmt::format("<circle class=\"{}{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\"><title>{}</title></circle>",
                       quality_class(feature.quality), is_monoisotopic(feature) ? "" : " iso",
                       position_px(x, feature.mt_s), position_px(y, feature.mz), size.radius_px(feature.area),
                       tooltip(feature));
}

/// Large circles first, so that small ones lie on top and can be pointed at.
std::vector<std::size_t> by_falling_area(const std::vector<Feature>& features) {
    std::vector<std::size_t> order(features.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto area = [&](std::size_t i) { return std::isfinite(features[i].area) ? features[i].area : 0.0; };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return area(a) > area(b); });
    return order;
}

/// Ids beside their circles; an id that would cover an earlier one is left out.
std::string map_labels(const RunResult& result, const std::vector<std::size_t>& labelled, const Axis& x, const Axis& y,
                       const DotSize& size) {
    constexpr double letter_px = 7.0, line_px = 12.0;
    struct Box {
        double left, right, middle;
    };
    std::vector<Box> taken;
    std::string out = "<g class=\"labels\">";
    for (const std::size_t index : labelled) {
        const auto& feature = result.features[index];
        const double width_px = letter_px * double(feature.feature_id.size());
        const double gap_px = size.radius_px(feature.area) + 3;
        const double at_px = position_px(x, feature.mt_s);
        const double left = at_px + gap_px + width_px > x.high_px ? at_px - gap_px - width_px : at_px + gap_px;
        const Box box{left, left + width_px, position_px(y, feature.mz)};
        const bool covered = std::any_of(taken.begin(), taken.end(), [&](const Box& other) {
            return box.left < other.right && other.left < box.right && std::abs(box.middle - other.middle) < line_px;
        });
        if (covered) continue;
        taken.push_back(box);
        out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" dy=\"0.35em\">{}</text>", box.left, box.middle,
                           escaped(feature.feature_id));
    }
    return out + "</g>\n";
}

// ---- one peak ----------------------------------------------------------------------------------------------

/// Migration times shown: the peak with one and a half of its widths on either side, within the run.
std::pair<double, double> peak_window_s(const Electropherogram& curve, const Feature& feature) {
    constexpr double unknown_width_s = 20.0, margin = 1.5;
    const double begin_s = std::isfinite(feature.begin_s) ? feature.begin_s : feature.mt_s;
    const double end_s = std::isfinite(feature.end_s) ? feature.end_s : feature.mt_s;
    double width_s = end_s - begin_s;
    if (feature.fwhm_s > 0.0) width_s = std::max(width_s, 3.0 * feature.fwhm_s);
    if (!(width_s > 0.0)) width_s = unknown_width_s;
    return {std::max(begin_s - margin * width_s, curve.time_s.front()),
            std::min(end_s + margin * width_s, curve.time_s.back())};
}

/// Is the other feature a peak of the electropherogram of this one? Within the m/z width of an electropherogram, and
/// this one carries its apex: two ions that are merely close in m/z have electropherograms of their own.
bool shares_electropherogram(const RunResult& result, std::size_t feature, std::size_t other) {
    constexpr double widest_ppm = 50.0, carried = 0.5;
    const auto& mine = result.features[feature];
    const auto& theirs = result.features[other];
    if (feature == other || !(std::abs(theirs.mz - mine.mz) <= widest_ppm * 1e-6 * mine.mz)) return false;
    const double apex = intensity_at(result.electropherograms[feature], theirs.mt_s);
    return apex >= carried * theirs.height;
}

std::string shading(const Electropherogram& curve, const Feature& feature, std::string_view kind, const Axis& x,
                    const Axis& y) {
    return path(kind,
                shade_path(curve, feature.begin_s, feature.end_s, area_level(curve, feature).value_or(0.0), x, y));
}

std::string neighbour_shadings(const RunResult& result, std::size_t feature, const Axis& x, const Axis& y) {
    std::string out;
    const auto& curve = result.electropherograms[feature];
    for (std::size_t other = 0; other < result.features.size(); ++other) {
        const auto& neighbour = result.features[other];
        const bool shown = neighbour.end_s > x.low * x.unit && neighbour.begin_s < x.high * x.unit;
        if (shown && shares_electropherogram(result, feature, other))
            out += shading(curve, neighbour, "shade-near", x, y);
    }
    return out;
}

/// A small triangle that stands on the apex.
std::string apex_mark(const Electropherogram& curve, const Feature& feature, const Axis& x, const Axis& y) {
    const double apex = intensity_at(curve, feature.mt_s);
    if (!std::isfinite(apex)) return {};
    return fmt::format("<path class=\"apex\" d=\"M{:.2f} {:.1f}l-4.5 -8h9z\"/>\n", position_px(x, feature.mt_s),
                       position_px(y, apex) - 3);
}

std::string level_line(const Electropherogram& curve, const Feature& feature, const Axis& x, const Axis& y) {
    const auto level = area_level(curve, feature);
    if (!level) return {};
    return fmt::format("<path class=\"level\" d=\"M{:.2f} {:.1f}H{:.2f}\"/>\n", position_px(x, feature.begin_s),
                       position_px(y, *level), position_px(x, feature.end_s));
}

}  // namespace

bool is_monoisotopic(const Feature& feature) {
    return !feature.ion.starts_with("M+");
}

std::vector<std::size_t> strongest_features(const RunResult& result, std::size_t at_most) {
    std::vector<std::size_t> order;
    const std::size_t drawn = std::min(result.features.size(), result.electropherograms.size());
    for (std::size_t i = 0; i < drawn; ++i)
        if (is_monoisotopic(result.features[i]) && is_placed(result.features[i]) &&
            !result.electropherograms[i].time_s.empty())
            order.push_back(i);
    const auto height = [&](std::size_t i) {
        return std::isfinite(result.features[i].height) ? result.features[i].height : 0.0;
    };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return height(a) > height(b); });
    if (order.size() > at_most) order.resize(at_most);
    return order;
}

std::string quality_class(double quality) {
    if (!std::isfinite(quality)) return "qn";
    constexpr double steps[] = {0.5, 0.9, 0.97, 0.99};  // most of what a run reports lies above the second
    return fmt::format("q{}", std::upper_bound(std::begin(steps), std::end(steps), quality) - std::begin(steps));
}

std::string feature_map_svg(const RunResult& result, const std::vector<bool>& has_row,
                            const std::vector<std::size_t>& labelled) {
    const auto x = run_time_axis(wide, result);
    const auto y = mz_axis(wide, result);
    const DotSize size(result.features);
    std::string out = open_svg(wide, "wide map", "Feature map: m/z against migration time") + grid(wide, x, y) +
                      time_labels(wide, x, time_title) + y_labels(wide, y) + turned_title(wide, "m/z") +
                      "<g class=\"dots\">\n";
    for (const std::size_t i : by_falling_area(result.features)) {
        const auto& feature = result.features[i];
        if (!is_placed(feature)) continue;
        const auto circle = dot(feature, x, y, size);
        out += has_row[i] ? fmt::format("<a href=\"#row-{}\">{}</a>\n", i + 1, circle) : circle + "\n";
    }
    return out + "</g>\n" + map_labels(result, labelled, x, y, size) + "</svg>\n";
}

std::string total_ion_svg(const RunResult& result) {
    const auto& curve = result.total_ion;
    const auto x = run_time_axis(wide_low, result);
    const auto y = counts_axis(wide_low, largest_intensity(curve, {0, curve.time_s.size()}), 5);
    std::string marks;
    double marked_px = -1.0;
    std::vector<double> apexes_s;
    for (const auto& feature : result.features)
        if (is_placed(feature)) apexes_s.push_back(feature.mt_s);
    std::sort(apexes_s.begin(), apexes_s.end());
    for (const double apex_s : apexes_s) {
        const double at_px = std::round(position_px(x, apex_s) * 2) / 2;
        if (at_px != std::exchange(marked_px, at_px))
            marks += fmt::format("M{:.1f} {:.1f}v9", at_px, wide_low.top() + 1);
    }
    return open_svg(wide_low, "wide tie", "Total ion electropherogram") + grid(wide_low, x, y) +
           time_labels(wide_low, x, time_title) + y_labels(wide_low, y) + turned_title(wide_low, counts_title(y)) +
           path("marks", marks) + path("line", line_path(curve, x, y)) +
           path("missing", missing_path(curve, x, wide_low.bottom() - 8, 8)) + "</svg>\n";
}

std::string peak_svg(const RunResult& result, std::size_t feature) {
    constexpr std::size_t most_points = 150;  // more would merge into a band
    const auto& curve = result.electropherograms[feature];
    const auto& peak = result.features[feature];
    const auto [from_s, to_s] = peak_window_s(curve, peak);
    const auto x = covering_axis(from_s, to_s, 6, 1.0, small.left(), small.right());
    const auto shown = shown_scans(curve, x);
    // A little room above the apex for its mark.
    const auto y = counts_axis(small, 1.08 * largest_intensity(curve, shown), 4);

    std::string out = open_svg(small, "peak", "Electropherogram of " + peak.feature_id);
    out += grid(small, x, y) + y_labels(small, y);
    out += x_labels(small, x, "Migration time 泳動時間 / s");
    out += fmt::format("<text class=\"unit\" x=\"{:.1f}\" y=\"14\">{}</text>\n", 4.0, counts_title(y));
    out += neighbour_shadings(result, feature, x, y) + shading(curve, peak, "shade", x, y);
    out += level_line(curve, peak, x, y) + path("line", line_path(curve, x, y));
    if (shown.size() <= most_points) out += path("points", points_path(curve, x, y));
    out += path("missing", missing_path(curve, x, small.bottom() - 6, 6)) + apex_mark(curve, peak, x, y);
    return out + "</svg>\n";
}

std::optional<double> area_level(const Electropherogram& curve, const Feature& feature) {
    // A level this far (of the apex) below zero, or above the curve at both bounds, is noise; farther is no level.
    constexpr double tolerance = 0.05;
    const double width_s = feature.end_s - feature.begin_s;
    const double level = (area_to_zero(curve, feature.begin_s, feature.end_s) - feature.area) / width_s;
    const double slack = tolerance * intensity_at(curve, feature.mt_s);
    const double edge = std::max(intensity_at(curve, feature.begin_s), intensity_at(curve, feature.end_s));
    const bool explains = level >= -slack && level <= edge + slack;  // false for NaN
    return explains ? std::optional(std::max(level, 0.0)) : std::nullopt;
}

}  // namespace gassan::report
