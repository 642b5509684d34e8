#include "io/report/standard_trends_chart.hpp"

#include "io/report/canvas.hpp"
#include "io/report/compound_names.hpp"
#include "io/report/log_axis.hpp"
#include "io/report/markup.hpp"
#include "io/report/terms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>

namespace gassan::report {
namespace {

constexpr Canvas wide{1120, 230, {74, 20, 14, 46}};
constexpr std::size_t most_drawn = 400;

double area_of(const StudyView& view, const StandardTrend& trend) {
    return view.result.quantities.rows[trend.row].cells[trend.sample].area;
}

LogAxis area_axis(const StudyView& view, const std::vector<std::size_t>& trends) {
    double low = no_value, high = no_value;
    const auto cover = [&](double area) {
        if (!(area > 0.0) || !std::isfinite(area)) return;
        low = low < area ? low : area;
        high = high > area ? high : area;
    };
    for (const std::size_t i : trends) {
        const StandardTrend& trend = view.result.quantities.trends[i];
        for (const double area : {area_of(view, trend), trend.low, trend.high}) cover(area);
    }
    return covering_log_axis(low, high, wide.bottom(), wide.top());
}

/// A step a run; it breaks where nothing is told.
std::string bound_path(const StudyView& view, const std::vector<std::size_t>& trends, const Axis& x, const LogAxis& y,
                       double StandardTrend::*bound) {
    std::string data;
    bool drawing = false;
    for (std::size_t place = 0; place < trends.size(); ++place) {
        const double y_px = position_px(y, view.result.quantities.trends[trends[place]].*bound);
        const bool is_there = std::isfinite(y_px);
        if (is_there)
            fmt::format_to(std::back_inserter(data), "{}{:.1f} {:.1f}H{:.1f}", drawing ? 'L' : 'M',
                           position_px(x, double(place) + 0.5), y_px, position_px(x, double(place) + 1.5));
        drawing = is_there;
    }
    return path("allowed", data);
}

std::string run_mark(const StudyView& view, const StandardTrend& trend, double x_px, const LogAxis& y) {
    const double y_px = position_px(y, area_of(view, trend));
    const std::string name = escaped(view.study.samples[trend.sample].sample_id);
    if (!trend.failed && std::isfinite(y_px))
        return fmt::format(
            "<circle class=\"run {}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.6\"><title>{}: {} × {}</title></circle>\n",
            view.classes[view.class_of[trend.sample]].css, x_px, y_px, name, significant(area_of(view, trend)),
            fixed(trend.ratio, 2));
    return fmt::format("<path class=\"unused\" d=\"M{:.1f} {:.1f}l-4.5 8h9z\"><title>{}: {}</title></path>\n", x_px,
                       std::isfinite(y_px) ? y_px - 5.0 : wide.bottom() - 8.0, name, escaped(trend.reason));
}

std::string name_of(const StudyView& view, std::size_t row) {
    const Compound& compound = view.result.compounds[view.result.quantities.rows[row].compound];
    return escaped(compound_name(view.language, compound.compound_id, compound.name));
}

std::string failures(const StudyView& view, const std::vector<std::size_t>& trends) {
    std::string items;
    for (const std::size_t i : trends) {
        const StandardTrend& trend = view.result.quantities.trends[i];
        if (!trend.failed) continue;
        const Sample& sample = view.study.samples[trend.sample];
        items += fmt::format("<li><a href=\"#run-{}\">{}</a> ({}): {}</li>\n", trend.sample + 1,
                             escaped(sample.sample_id), sample_type_name(sample.type), escaped(trend.reason));
    }
    return items;
}

std::string trend_figure(const StudyView& view, std::size_t row) {
    const auto all = trend_in_order(view, row);
    std::vector<bool> must;
    for (const std::size_t i : all) must.push_back(view.result.quantities.trends[i].failed);
    const auto failed = std::count(must.begin(), must.end(), true);
    const auto drawn = chosen_evenly(all, must, most_drawn);
    const Compound& compound = view.result.compounds[view.result.quantities.rows[row].compound];
    std::string out = fmt::format("<figure id=\"standard-{}\"><figcaption><b>{}</b> <code>{}</code> {}</figcaption>\n",
                                  row + 1, name_of(view, row), escaped(compound.compound_id),
                                  word(view.language, Term::trend_facts, grouped(all.size()), failed));
    out += chosen_note(view, drawn.size(), all.size());
    out += "<div class=\"scroll\" tabindex=\"0\">" + standard_trend_svg(view, row, drawn) + "</div>\n";
    if (failed > 0)
        out += fmt::format("<details class=\"run-notes\"><summary>{}</summary>\n<ul>\n{}</ul></details>\n",
                           word(view.language, Term::why_failed, failed), failures(view, all));
    return out + "</figure>\n";
}

/// Rows of internal standards by polarity, positive before negative, in the order of the rows.
std::map<int, std::vector<std::size_t>> rows_of_standards(const StudyView& view) {
    std::map<int, std::vector<std::size_t>> rows;
    std::optional<std::size_t> last;
    for (const StandardTrend& trend : view.result.quantities.trends) {
        if (last == trend.row) continue;
        last = trend.row;
        rows[-int(view.result.quantities.rows[trend.row].polarity)].push_back(trend.row);
    }
    return rows;
}

}  // namespace

std::vector<std::size_t> trend_in_order(const StudyView& view, std::size_t row) {
    const auto& trends = view.result.quantities.trends;
    std::vector<std::size_t> rank(view.run_order.size()), of_row;
    for (std::size_t place = 0; place < view.run_order.size(); ++place) rank[view.run_order[place]] = place;
    for (std::size_t i = 0; i < trends.size(); ++i)
        if (trends[i].row == row) of_row.push_back(i);
    std::stable_sort(of_row.begin(), of_row.end(),
                     [&](std::size_t a, std::size_t b) { return rank[trends[a].sample] < rank[trends[b].sample]; });
    return of_row;
}

std::string standard_trend_svg(const StudyView& view, std::size_t row, const std::vector<std::size_t>& trends) {
    const Axis x =
        covering_axis(0.5, double(std::max<std::size_t>(trends.size(), 2)) + 0.5, 12, 1.0, wide.left(), wide.right());
    const LogAxis y = area_axis(view, trends);
    const auto areas = ticks(y);
    const Compound& compound = view.result.compounds[view.result.quantities.rows[row].compound];
    std::string out = open_svg(wide, "wide trend", compound.compound_id) + grid(wide, ticks(x), areas) +
                      x_labels(wide, x, word(view.language, Term::order_axis)) + y_labels(wide, areas) +
                      turned_title(wide, word(view.language, Term::area_axis));
    out += bound_path(view, trends, x, y, &StandardTrend::low) + bound_path(view, trends, x, y, &StandardTrend::high);
    for (std::size_t place = 0; place < trends.size(); ++place)
        out += run_mark(view, view.result.quantities.trends[trends[place]], position_px(x, double(place + 1)), y);
    return out + "</svg>\n";
}

std::string standards_section_html(const StudyView& view) {
    if (view.result.quantities.trends.empty()) return {};
    std::string out = heading(2, "standards", word(view.language, Term::standards));
    out += paragraph(word(view.language, Term::standards_how)) + class_legend(view);
    std::size_t number = 0;
    for (const auto& [polarity, rows] : rows_of_standards(view)) {
        out += heading(3, fmt::format("standards-{}", ++number), polarity_title(view, Polarity(-polarity)));
        for (const std::size_t row : rows) out += trend_figure(view, row);
    }
    return out;
}

}  // namespace gassan::report
