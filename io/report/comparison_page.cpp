#include "io/report/comparison_page.hpp"

#include "io/report/canvas.hpp"
#include "io/report/comparison_words.hpp"
#include "io/report/markup.hpp"
#include "io/report/page.hpp"
#include "io/report/table_markup.hpp"
#include "io/report/words.hpp"
#include "io/table/number_cell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace gassan::report {
namespace {

constexpr Canvas canvas{440, 330, {70, 14, 14, 46}};
constexpr std::size_t most_drawn = 60, most_named = 12;
constexpr std::string_view css = R"(
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(340px, 1fr)); gap: 8px 24px; margin: 4px 0 22px; }
.pair { fill: var(--blue); fill-opacity: 0.62; }
.fit { stroke: #d55e00; stroke-width: 1.6; fill: none; }
.same { stroke: #6b7684; stroke-dasharray: 5 4; fill: none; }
.bound { stroke: #d55e00; stroke-dasharray: 2 3; fill: none; }
h3 { margin: 14px 0 0; font-size: 15px; }
.verdict { margin: 0; }
)";

struct Point {
    double x, y;
    const std::string* sample;
};

std::string dots(const std::vector<Point>& points, const Axis& x, const Axis& y) {
    std::string out;
    for (const Point& point : points)
        fmt::format_to(
            std::back_inserter(out),
            "<circle class=\"pair\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.2\"><title>{}: {}, {}</title></circle>\n",
            position_px(x, point.x), position_px(y, point.y), escaped(*point.sample), four_digits(point.x),
            four_digits(point.y));
    return out;
}

/// The part of a straight line that lies within the plot.
std::string line_within(std::string_view kind, double intercept, double slope, const Axis& x, const Axis& y) {
    if (!std::isfinite(intercept) || !std::isfinite(slope)) return {};
    double from = x.low, to = x.high;
    if (slope != 0.0) {
        const double a = (y.low - intercept) / slope, b = (y.high - intercept) / slope;
        from = std::max(from, std::min(a, b));
        to = std::min(to, std::max(a, b));
    } else if (intercept < y.low || intercept > y.high) {
        return {};
    }
    if (!(from < to)) return {};
    return path(kind, fmt::format("M{:.1f} {:.1f}L{:.1f} {:.1f}", position_px(x, from),
                                  position_px(y, intercept + slope * from), position_px(x, to),
                                  position_px(y, intercept + slope * to)));
}

Axis axis_over(std::vector<double> values, double low_px, double high_px) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return covering_axis(*low, *high, 5, 1.0, low_px, high_px);
}

std::string frame(const Axis& x, const Axis& y, const std::string& x_title, const std::string& y_title,
                  const std::string& label) {
    return open_svg(canvas, "chart", label) + grid(canvas, x, y) + x_labels(canvas, x, x_title) + y_labels(canvas, y) +
           turned_title(canvas, y_title);
}

std::string with_unit(const std::string& name, const std::string& unit) {
    return escaped(unit.empty() ? name : name + " / " + unit);
}

std::string line_chart(const ComparedTables& tables, const ComparedVariable& variable, Language language) {
    std::vector<double> all = variable.x;
    all.insert(all.end(), variable.y.begin(), variable.y.end());
    const Axis x = axis_over(all, canvas.left(), canvas.right()), y = axis_over(all, canvas.bottom(), canvas.top());
    std::vector<Point> points;
    for (std::size_t i = 0; i < variable.x.size(); ++i)
        points.push_back({variable.x[i], variable.y[i], &variable.samples[i]});
    std::string out = frame(x, y, with_unit(tables.x_name, variable.unit), with_unit(tables.y_name, variable.unit),
                            variable.id + ": " + std::string(word(language, ComparisonWord::line_axes)));
    out += line_within("same", 0.0, 1.0, x, y);
    if (variable.verdict != ComparisonVerdict::low_correlation)
        out += line_within("fit", variable.result.passing_bablok_intercept.value,
                           variable.result.passing_bablok_slope.value, x, y);
    return out + dots(points, x, y) + "</svg>\n";
}

/// As ratios where every pair has one.
std::string difference_chart(const ComparedTables& tables, const ComparedVariable& variable, Language language) {
    const MethodComparison& result = variable.result;
    const bool ratios = result.not_positive == 0;
    const double center = ratios ? result.geometric_ratio.value : result.mean_difference.value;
    const double low = ratios ? result.ratio_low.value : result.loa_low.value;
    const double high = ratios ? result.ratio_high.value : result.loa_high.value;
    std::vector<double> means, differences{center, low, high, ratios ? 1.0 : 0.0};
    std::vector<Point> points;
    for (std::size_t i = 0; i < variable.x.size(); ++i) {
        means.push_back(0.5 * (variable.x[i] + variable.y[i]));
        differences.push_back(ratios ? variable.y[i] / variable.x[i] : variable.y[i] - variable.x[i]);
        points.push_back({means.back(), differences.back(), &variable.samples[i]});
    }
    const Axis x = axis_over(means, canvas.left(), canvas.right()),
               y = axis_over(differences, canvas.bottom(), canvas.top());
    const std::string title = ratios ? fmt::format("{}: {} / {}", word(language, ComparisonWord::ratio_axis),
                                                   escaped(tables.y_name), escaped(tables.x_name))
                                     : fmt::format("{}: {} − {}", word(language, ComparisonWord::difference_axis),
                                                   escaped(tables.y_name), escaped(tables.x_name));
    return frame(x, y, with_unit(std::string(word(language, ComparisonWord::mean_axis)), variable.unit), title,
                 variable.id + ": Bland-Altman") +
           line_within("same", ratios ? 1.0 : 0.0, 0.0, x, y) + line_within("fit", center, 0.0, x, y) +
           line_within("bound", low, 0.0, x, y) + line_within("bound", high, 0.0, x, y) + dots(points, x, y) +
           "</svg>\n";
}

std::string agreement_text(const ComparedVariable& variable, Language language) {
    const MethodComparison& result = variable.result;
    if (variable.x.size() < 3) return {};
    if (result.not_positive > 0) return word(language, ComparisonWord::no_log, result.not_positive);
    return word(language, ComparisonWord::agreement, gassan::significant(result.geometric_ratio.value, 3),
                gassan::significant(result.ratio_low.value, 3), gassan::significant(result.ratio_high.value, 3));
}

std::string title_of(const ComparedVariable& variable) {
    return escaped(variable.name.empty() || variable.name == variable.id ? variable.id
                                                                         : variable.name + " (" + variable.id + ")");
}

std::string figures(const ComparedTables& tables, Language language) {
    std::string out = fmt::format("<h2 id=\"figures\">{}</h2>\n", word(language, ComparisonWord::figures));
    std::size_t drawn = 0, drawable = 0;
    for (const ComparedVariable& variable : tables.variables) {
        if (variable.x.size() < 3) continue;
        if (++drawable > most_drawn) continue;
        ++drawn;
        out += fmt::format("<h3>{}</h3>\n<p class=\"verdict\">{}. {}</p>\n<div class=\"two\">\n", title_of(variable),
                           escaped(verdict_text(language, variable)), escaped(agreement_text(variable, language)));
        out += line_chart(tables, variable, language) + difference_chart(tables, variable, language) + "</div>\n";
    }
    if (drawable > drawn)
        out += fmt::format("<p>{}</p>\n", word(language, ComparisonWord::figures_cut, drawn, drawable));
    return out;
}

std::string table(const ComparedTables& tables, Language language) {
    const std::vector<ColumnHead> heads{{"variable", "", false},
                                        {"pairs", ""},
                                        {"pearson", ""},
                                        {"lin_ccc", ""},
                                        {"passing_bablok_slope", ""},
                                        {"passing_bablok_intercept", ""},
                                        {"geometric_ratio", ""},
                                        {"verdict", word(language, ComparisonWord::verdict), false}};
    std::string out = fmt::format("<h2 id=\"table\">{}</h2>\n<div class=\"table\"><table>\n{}<tbody>\n",
                                  word(language, ComparisonWord::table), table_head(heads));
    for (const ComparedVariable& variable : tables.variables) {
        const MethodComparison& result = variable.result;
        const bool quoted = variable.verdict != ComparisonVerdict::low_correlation;
        const auto number = [](double value) { return gassan::significant(value, 4); };
        out += table_row("", "", heads,
                         {title_of(variable), std::to_string(result.pairs), number(result.pearson.value),
                          number(result.ccc.value), quoted ? number(result.passing_bablok_slope.value) : "",
                          quoted ? number(result.passing_bablok_intercept.value) : "",
                          number(result.geometric_ratio.value), escaped(verdict_text(language, variable))});
    }
    return out + "</tbody></table></div>\n";
}

std::string left_out(const ComparedTables& tables, Language language) {
    std::string out;
    for (const auto& [name, ids] :
         {std::pair{&tables.x_name, &tables.only_x}, std::pair{&tables.y_name, &tables.only_y}}) {
        if (ids->empty()) continue;
        std::string list;
        for (std::size_t i = 0; i < std::min(ids->size(), most_named); ++i)
            list += (i > 0 ? ", " : "") + escaped((*ids)[i]);
        if (ids->size() > most_named) list += fmt::format(", … ({})", ids->size());
        out += fmt::format("<p>{}</p>\n", word(language, ComparisonWord::only_one, escaped(*name), list));
    }
    return out;
}

}  // namespace

std::string comparison_page(const ComparedTables& tables, Language language) {
    const std::string title =
        fmt::format("{}: {}, {}", word(language, ComparisonWord::title), tables.x_name, tables.y_name);
    std::string out = page_head(title, language == Language::ja ? "ja" : "en", css);
    out += fmt::format("<h1>{}</h1>\n<p>{}</p>\n<p>{}", escaped(title), word(language, ComparisonWord::how),
                       word(language, ComparisonWord::facts, tables.samples, tables.variables.size(),
                            gassan::significant(100.0 * tables.confidence, 4)));
    if (tables.by_specimen) out += fmt::format(" {}", word(language, ComparisonWord::by_specimen));
    if (tables.averaged > 0) out += " " + word(language, ComparisonWord::averaged, tables.averaged);
    return out + "</p>\n" + left_out(tables, language) + table(tables, language) + figures(tables, language) +
           "</body>\n</html>\n";
}

}  // namespace gassan::report
