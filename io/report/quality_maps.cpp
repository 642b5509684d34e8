#include "io/report/quality_maps.hpp"

#include "io/report/axis.hpp"
#include "io/report/canvas.hpp"
#include "io/report/markup.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <iterator>
#include <vector>

namespace gassan::report {
namespace {

constexpr Canvas wide{1120, 300, {62, 20, 26, 46}};
constexpr std::size_t most_variables = 120, most_runs = 600;
constexpr double row_px = 7.0;

/// Lines between units, and their names where there is room.
std::string unit_lines(const QualityPage& page, const Axis& x) {
    constexpr std::size_t most_named = 16;
    std::string lines, names;
    std::size_t stretches = 0;
    const auto& unit_of = page.quality.unit_of_run;
    std::size_t begin = 0;
    for (std::size_t s = 1; s <= unit_of.size(); ++s) {
        if (s < unit_of.size() && unit_of[s] == unit_of[begin]) continue;
        const QualityUnit& unit = page.quality.units[unit_of[begin]];
        const double middle = position_px(x, 0.5 * double(begin + s) + 0.5);
        if (s < unit_of.size())
            fmt::format_to(std::back_inserter(lines), "M{:.1f} {:.1f}V{:.1f}", position_px(x, double(s) + 0.5),
                           wide.top(), wide.bottom());
        names += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", middle, wide.top() - 8.0,
                             escaped(unit_text(page.language, unit.batch, unit.capillary)));
        begin = s;
        ++stretches;
    }
    const bool named = stretches > 1 && stretches <= most_named;
    return path("limit", lines) + (named ? "<g class=\"s-ticks\">" + names + "</g>\n" : std::string());
}

struct Gaps {
    std::size_t variable, count;
};

/// Variables with gaps in samples and QCs, most gaps first.
std::vector<Gaps> with_gaps(const QualityPage& page) {
    std::vector<Gaps> out;
    for (std::size_t v = 0; v < page.quality.variables.size(); ++v) {
        const VariableQuality& of = page.quality.variables[v];
        std::size_t gaps = 0;
        for (const CellKind kind : {CellKind::below_limit, CellKind::not_measured, CellKind::failed})
            gaps += of.qc_kinds[std::size_t(kind)] + of.sample_kinds[std::size_t(kind)];
        if (gaps > 0) out.push_back({v, gaps});
    }
    std::stable_sort(out.begin(), out.end(), [](const Gaps& a, const Gaps& b) { return a.count > b.count; });
    if (out.size() > most_variables) out.resize(most_variables);
    return out;
}

std::vector<std::size_t> shown_of(std::size_t runs) {
    const std::size_t count = std::min(runs, most_runs);
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(i * runs / count);
    return out;
}

/// The strokes of a variable's row: neighbours of one kind are one stroke.
void add_row(const QualityPage& page, std::size_t variable, const std::vector<std::size_t>& runs, const Canvas& canvas,
             double y_px, std::array<std::string, 5>& strokes) {
    const auto kinds = page.table.row_kinds(variable);
    const double step = (canvas.right() - canvas.left()) / double(runs.size());
    for (std::size_t i = 0; i < runs.size();) {
        std::size_t end = i + 1;
        while (end < runs.size() && kinds[runs[end]] == kinds[runs[i]]) ++end;
        if (!has_measurement(kinds[runs[i]]))
            fmt::format_to(std::back_inserter(strokes[std::size_t(kinds[runs[i]])]), "M{:.1f} {:.1f}h{:.1f}",
                           canvas.left() + step * double(i), y_px, step * double(end - i));
        i = end;
    }
}

}  // namespace

std::string run_map_svg(const QualityPage& page) {
    double low = -0.5, high = 0.5;
    for (const RunQuality& run : page.quality.runs)
        if (std::isfinite(run.log2_ratio)) low = std::min(low, run.log2_ratio), high = std::max(high, run.log2_ratio);
    const double count = double(page.table.samples());
    Axis x = covering_axis(0.5, count + 0.5, 12, 1.0, wide.left(), wide.right());
    x.low = 0.5, x.high = count + 0.5;
    const Axis y = covering_axis(low, high, 6, 1.0, wide.bottom(), wide.top());
    std::string out = open_svg(wide, "wide runs", page.say(QualityWord::map_level)) + grid(wide, x, y) +
                      x_labels(wide, x, page.say(QualityWord::order_axis)) + y_labels(wide, y) +
                      turned_title(wide, page.say(QualityWord::map_level_axis)) + unit_lines(page, x);
    out += path("zero", fmt::format("M{:.1f} {:.1f}H{:.1f}", wide.left(), position_px(y, 0.0), wide.right()));
    for (std::size_t s = 0; s < page.quality.runs.size(); ++s) {
        const RunQuality& run = page.quality.runs[s];
        if (!std::isfinite(run.log2_ratio)) continue;
        const double x_px = position_px(x, double(s) + 1.0), y_px = position_px(y, run.log2_ratio);
        out += fmt::format(
            "<circle class=\"run {}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\"><title>{}: {}</title>"
            "</circle>\n",
            page.colour(s), x_px, y_px, escaped(page.table.study.samples[s].sample_id), fixed(run.log2_ratio, 2));
        if (run.outlying())
            out += fmt::format("<circle class=\"ring\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"6\"/>\n", x_px, y_px);
    }
    return out + "</svg>\n";
}

std::string missing_map_svg(const QualityPage& page, std::size_t& shown_variables, std::size_t& shown_runs) {
    const auto gaps = with_gaps(page);
    const auto runs = shown_of(page.table.samples());
    shown_variables = gaps.size();
    shown_runs = runs.size();
    if (gaps.empty()) return {};
    const Canvas canvas{1120, 16.0 + row_px * double(gaps.size()), {200, 20, 8, 8}};
    std::array<std::string, 5> strokes;
    std::string names;
    for (std::size_t i = 0; i < gaps.size(); ++i) {
        const double y_px = canvas.top() + row_px * (double(i) + 0.5);
        add_row(page, gaps[i].variable, runs, canvas, y_px, strokes);
        std::string name = page.name(gaps[i].variable);
        names += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" dy=\"0.35em\">{}</text>", canvas.left() - 5.0, y_px,
                             escaped(name));
    }
    std::string out = open_svg(canvas, "wide cells", page.say(QualityWord::kinds_map));
    for (const CellKind kind : {CellKind::below_limit, CellKind::not_measured, CellKind::failed})
        out += path(fmt::format("gap {}", cell_kind_name(kind)), strokes[std::size_t(kind)]);
    return out + "<g class=\"row-names\">" + names + "</g>\n</svg>\n";
}

}  // namespace gassan::report
