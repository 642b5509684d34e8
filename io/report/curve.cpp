#include "io/report/curve.hpp"

#include "core/model/spectrum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <optional>
#include <vector>

namespace gassan::report {
namespace {

struct Point {
    double time_s, intensity;
};

bool is_missing(const Electropherogram& curve, std::size_t scan) {
    return !std::isfinite(curve.intensity[scan]);
}

class Path {
public:
    Path(const Axis& x, const Axis& y) : x_(x), y_(y) {}

    void move(Point at) { add('M', at); }
    void line(Point at) { add('L', at); }
    void dot() { text_ += "h0"; }
    [[nodiscard]] std::string text() && { return std::move(text_); }

private:
    void add(char command, Point at) {
        fmt::format_to(std::back_inserter(text_), "{}{:.1f} {:.1f}", command, position_px(x_, at.time_s),
                       position_px(y_, at.intensity));
    }
    const Axis& x_;
    const Axis& y_;
    std::string text_;
};

/// The points worth drawing: of each pixel column the first, lowest, highest and last, in order of time.
std::vector<Point> thinned(const std::vector<Point>& points, const Axis& x) {
    const auto column_of = [&](std::size_t i) { return std::floor(position_px(x, points[i].time_s)); };
    std::vector<Point> out;
    for (std::size_t first = 0, end = 0; first < points.size(); first = end) {
        std::size_t low = first, high = first;
        for (end = first; end < points.size() && column_of(end) == column_of(first); ++end) {
            if (points[end].intensity < points[low].intensity) low = end;
            if (points[end].intensity > points[high].intensity) high = end;
        }
        std::array kept{first, low, high, end - 1};
        std::sort(kept.begin(), kept.end());
        const auto last = std::unique(kept.begin(), kept.end());
        std::for_each(kept.begin(), last, [&](std::size_t i) { out.push_back(points[i]); });
    }
    return out;
}

/// The scans that are there around a time: the last at or before it, the first at or after it.
struct Neighbours {
    std::optional<std::size_t> before, after;
};

Neighbours neighbours(const Electropherogram& curve, double time_s) {
    const auto found = std::lower_bound(curve.time_s.begin(), curve.time_s.end(), time_s);
    const auto at = std::size_t(found - curve.time_s.begin());
    Neighbours out;
    for (std::size_t scan = at; scan < curve.time_s.size() && !out.after; ++scan)
        if (!is_missing(curve, scan)) out.after = scan;
    if (out.after && curve.time_s[*out.after] == time_s) out.before = out.after;
    for (std::size_t scan = at; scan-- > 0 && !out.before;)
        if (!is_missing(curve, scan)) out.before = scan;
    return out;
}

/// The curve cut at both bounds, without the missing scans; empty where it does not reach from bound to bound.
std::vector<Point> between(const Electropherogram& curve, double begin_s, double end_s) {
    const double first = intensity_at(curve, begin_s), last = intensity_at(curve, end_s);
    if (!(begin_s < end_s) || !std::isfinite(first) || !std::isfinite(last)) return {};
    std::vector<Point> out{{begin_s, first}};
    for (std::size_t scan = 0; scan < curve.time_s.size(); ++scan)
        if (curve.time_s[scan] > begin_s && curve.time_s[scan] < end_s && !is_missing(curve, scan))
            out.push_back({curve.time_s[scan], curve.intensity[scan]});
    out.push_back({end_s, last});
    return out;
}

}  // namespace

ScanRange shown_scans(const Electropherogram& curve, const Axis& x) {
    const auto& times = curve.time_s;
    const auto begin = std::lower_bound(times.begin(), times.end(), x.low * x.unit);
    const auto end = std::upper_bound(begin, times.end(), x.high * x.unit);
    return {std::size_t(begin - times.begin()), std::size_t(end - times.begin())};
}

std::string line_path(const Electropherogram& curve, const Axis& x, const Axis& y) {
    Path path(x, y);
    const auto shown = shown_scans(curve, x);
    for (std::size_t scan = shown.begin; scan < shown.end;) {
        if (is_missing(curve, scan)) {
            ++scan;
            continue;
        }
        std::vector<Point> piece;  // up to the next missing scan
        for (; scan < shown.end && !is_missing(curve, scan); ++scan)
            piece.push_back({curve.time_s[scan], curve.intensity[scan]});
        const auto drawn = thinned(piece, x);
        path.move(drawn.front());
        std::for_each(drawn.begin() + 1, drawn.end(), [&](const Point& point) { path.line(point); });
        if (drawn.size() == 1) path.dot();  // a scan between two missing ones would else be invisible
    }
    return std::move(path).text();
}

std::string points_path(const Electropherogram& curve, const Axis& x, const Axis& y) {
    Path path(x, y);
    const auto shown = shown_scans(curve, x);
    for (std::size_t scan = shown.begin; scan < shown.end; ++scan) {
        if (is_missing(curve, scan)) continue;
        path.move({curve.time_s[scan], curve.intensity[scan]});
        path.dot();
    }
    return std::move(path).text();
}

std::string missing_path(const Electropherogram& curve, const Axis& x, double top_px, double height_px) {
    std::string path;
    double drawn_px = -1.0;
    const auto shown = shown_scans(curve, x);
    for (std::size_t scan = shown.begin; scan < shown.end; ++scan) {
        const double at_px = std::round(position_px(x, curve.time_s[scan]));
        if (!is_missing(curve, scan) || at_px == drawn_px) continue;
        drawn_px = at_px;
        fmt::format_to(std::back_inserter(path), "M{:.1f} {:.1f}v{:.1f}", at_px, top_px, height_px);
    }
    return path;
}

std::string shade_path(const Electropherogram& curve, double begin_s, double end_s, double level, const Axis& x,
                       const Axis& y) {
    std::string path;
    const auto add = [&](char command, Point at) {
        // Two decimals: the bounds are read back from here, and a pixel is up to a second wide.
        fmt::format_to(std::back_inserter(path), "{}{:.2f} {:.2f}", command, position_px(x, at.time_s),
                       position_px(y, at.intensity));
    };
    const auto top = between(curve, begin_s, end_s);
    if (top.empty()) return path;
    add('M', {begin_s, level});
    for (const auto& point : thinned(top, x)) add('L', point);
    add('L', {end_s, level});
    return path + "Z";
}

double intensity_at(const Electropherogram& curve, double time_s) {
    const auto [before, after] = neighbours(curve, time_s);
    if (!before || !after) return no_value;
    const double from_s = curve.time_s[*before], to_s = curve.time_s[*after];
    const double from = curve.intensity[*before], to = curve.intensity[*after];
    return to_s > from_s ? from + (to - from) * (time_s - from_s) / (to_s - from_s) : from;
}

double area_to_zero(const Electropherogram& curve, double begin_s, double end_s) {
    const auto points = between(curve, begin_s, end_s);
    if (points.empty()) return no_value;
    double area = 0.0;
    for (std::size_t i = 1; i < points.size(); ++i)
        area += (points[i].time_s - points[i - 1].time_s) * (points[i].intensity + points[i - 1].intensity) / 2.0;
    return area;
}

}  // namespace gassan::report
