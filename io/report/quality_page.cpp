#include "io/report/quality_page.hpp"

#include "io/report/markup.hpp"
#include "io/report/page.hpp"
#include "io/report/quality_charts.hpp"
#include "io/report/quality_maps.hpp"
#include "io/report/quality_tables_html.hpp"
#include "io/report/study_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace gassan {

namespace embedded {
extern const std::string_view study_report_css;
extern const std::string_view quality_css;  // quality.css, see gassan_embed
}  // namespace embedded

namespace report {
namespace {

constexpr std::size_t shown_trends = 6;  // of the worst and of the best

std::string fact(std::string_view name, const std::string& value) {
    return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, value);
}

std::size_t outlying_count(const QualityPage& page) {
    return std::size_t(std::count_if(page.quality.runs.begin(), page.quality.runs.end(),
                                     [](const RunQuality& run) { return run.outlying(); }));
}

std::string runs_answer(const QualityPage& page) {
    std::size_t judged = 0;
    for (const RunQuality& run : page.quality.runs) judged += run.in_pca ? 1 : 0;
    if (judged == 0) return std::string(page.say(QualityWord::no_outlier_model));
    const std::size_t out = outlying_count(page);
    if (out == 0) return word(page.language, QualityWord::no_outlying_answer, judged);
    return word(page.language, QualityWord::outlying_answer, out, judged);
}

std::string head(const QualityPage& page, const std::string& title) {
    const std::array links{std::pair{"limits", QualityWord::limits_head},
                           std::pair{"runs", QualityWord::run_map},
                           std::pair{"trends", QualityWord::trends},
                           std::pair{"histograms", QualityWord::histograms},
                           std::pair{"pca", QualityWord::pca},
                           std::pair{"outlying", QualityWord::outlying},
                           std::pair{"grades", QualityWord::grades},
                           std::pair{"missing", QualityWord::kinds_map},
                           std::pair{"qc-table", QualityWord::qc_table},
                           std::pair{"methods", QualityWord::methods}};
    std::string out = fmt::format("<header>\n<p class=\"kind\">{}</p>\n<h1>{}</h1>\n<nav>", escaped(title),
                                  page.say(QualityWord::title));
    for (const auto& [id, key] : links) out += fmt::format("<a href=\"#{}\">{}</a> ", id, page.say(key));
    return out + "</nav>\n</header>\n";
}

std::string answer(const QualityPage& page) {
    std::array<std::size_t, 5> grades{};
    KindCounts kinds{};
    for (const VariableQuality& one : page.quality.variables) {
        ++grades[std::size_t(one.grade)];
        for (std::size_t k = 0; k < kinds.size(); ++k) kinds[k] += one.qc_kinds[k] + one.sample_kinds[k];
    }
    std::string letters;
    for (std::size_t g = 0; g < grades.size(); ++g)
        if (grades[g] > 0) letters += grade_mark(Grade(g)) + " " + grouped(grades[g]) + " ";
    std::string out = fmt::format("<p class=\"answer\">{} {}</p>\n<dl class=\"facts\">\n",
                                  escaped(answer_text(page.language, page.quality)), runs_answer(page));
    std::map<std::string_view, std::size_t> types;
    for (const Sample& sample : page.table.study.samples) ++types[sample_type_name(sample.type)];
    std::string by_type;
    for (const auto& [type, count] : types)
        by_type += fmt::format("{}{} {}", by_type.empty() ? "" : " · ", type, count);
    out += fact(page.say(QualityWord::fact_runs), by_type);
    out += fact(page.say(QualityWord::fact_variables), grouped(page.quality.variables.size()));
    out += fact(page.say(QualityWord::fact_grades), letters);
    out += fact(page.say(QualityWord::fact_cells), kinds_text(kinds));
    out += fact(page.say(QualityWord::fact_units), grouped(page.quality.units.size()));
    if (page.quality.pool) out += fact(page.say(QualityWord::fact_pool), escaped(*page.quality.pool));
    return out + "</dl>\n";
}

/// The first few of a kind, then how many more.
std::string limits(const QualityPage& page) {
    constexpr std::size_t most = 4;
    std::string items;
    std::map<QualityFindingKind, std::size_t> seen;
    for (const QualityFinding& finding : page.quality.findings)
        if (++seen[finding.kind] <= most)
            items += fmt::format("<li>{} <code>{}</code></li>\n", escaped(finding_text(page.language, finding)),
                                 quality_finding_code(finding.kind));
    for (const auto& [kind, count] : seen)
        if (count > most)
            items += fmt::format("<li><code>{}</code> {}</li>\n", quality_finding_code(kind),
                                 word(page.language, QualityWord::and_more, count - most));
    std::string out = fmt::format("<section id=\"limits\" class=\"{}\">\n<h2>{}</h2>\n",
                                  items.empty() ? "calm" : "notes", page.say(QualityWord::limits_head));
    out += items.empty() ? paragraph(page.say(QualityWord::no_limits)) : "<ul>\n" + items + "</ul>\n";
    return out + "</section>\n";
}

/// Types and groups that occur, with their colours.
std::string colour_legend(const QualityPage& page) {
    std::string out = "<p class=\"legend\">";
    std::vector<std::string> done;
    for (std::size_t s = 0; s < page.table.samples(); ++s) {
        const Sample& sample = page.table.study.samples[s];
        const std::string name = sample.type == SampleType::sample && !sample.group.empty()
                                     ? sample.group
                                     : std::string(sample_type_name(sample.type));
        if (std::find(done.begin(), done.end(), name) != done.end() || done.size() > 12) continue;
        done.push_back(name);
        out += fmt::format("<span class=\"key\"><i class=\"swatch {}\"></i>{}</span> ", page.colour(s), escaped(name));
    }
    return out + "</p>\n";
}

std::string scrolled(const std::string& svg) {
    return "<div class=\"scroll\" tabindex=\"0\">" + svg + "</div>\n";
}

std::string run_map(const QualityPage& page) {
    return heading(2, "runs", page.say(QualityWord::run_map)) + paragraph(page.say(QualityWord::run_map_how)) +
           colour_legend(page) + scrolled(run_map_svg(page));
}

std::string trend_figure(const QualityPage& page, std::size_t variable) {
    const std::string svg = qc_trend_svg(page, variable);
    if (svg.empty()) return {};
    return fmt::format("<figure>\n{}<figcaption><b>{}</b> {} {}</figcaption></figure>\n", svg,
                       escaped(page.name(variable)), grade_mark(page.quality.variables[variable].grade),
                       escaped(reason_text(page.language, page.quality, variable)));
}

double deciding_rsd(const VariableQuality& of) {
    return of.basis == GradeBasis::robust ? of.qc.robust_rsd_percent : of.qc.rsd_percent;
}

bool rarely_in_qcs(const QualityPage& page, std::size_t variable) {
    return 100.0 * page.quality.variables[variable].detected_qc < page.quality.params.least_detected_qc_percent;
}

std::string trends(const QualityPage& page) {
    std::vector<std::size_t> order;
    for (std::size_t v = 0; v < page.quality.variables.size(); ++v)
        if (std::isfinite(page.quality.variables[v].qc.rsd_percent)) order.push_back(v);
    if (order.empty()) return {};
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return deciding_rsd(page.quality.variables[a]) > deciding_rsd(page.quality.variables[b]);
    });
    const std::size_t worst = std::min(shown_trends, (order.size() + 1) / 2);
    std::vector<std::size_t> steady(order.begin() + std::ptrdiff_t(worst), order.end());  // and found in most QCs
    steady.erase(std::remove_if(steady.begin(), steady.end(), [&](std::size_t v) { return rarely_in_qcs(page, v); }),
                 steady.end());
    const std::size_t best = std::min(shown_trends, steady.size());
    std::string out =
        heading(2, "trends", page.say(QualityWord::trends)) + paragraph(page.say(QualityWord::trends_how));
    out += heading(3, "worst", page.say(QualityWord::worst)) + "<div class=\"peaks\">\n";
    for (std::size_t i = 0; i < worst; ++i) out += trend_figure(page, order[i]);
    out += "</div>\n";
    if (best == 0) return out;
    out += heading(3, "best", page.say(QualityWord::best)) + "<div class=\"peaks\">\n";
    for (std::size_t i = 0; i < best; ++i) out += trend_figure(page, steady[steady.size() - 1 - i]);
    return out + "</div>\n";
}

std::string histograms(const QualityPage& page) {
    std::vector<double> rsd, d_ratio, detected;
    for (const VariableQuality& one : page.quality.variables) {
        rsd.push_back(deciding_rsd(one));
        d_ratio.push_back(one.d_ratio_percent);
        detected.push_back(100.0 * one.detected_qc);
    }
    const QualityParams& params = page.quality.params;
    const auto count = page.say(QualityWord::count_axis);
    std::string out = heading(2, "histograms", page.say(QualityWord::histograms)) +
                      paragraph(page.say(QualityWord::histograms_how)) + "<div class=\"peaks overlays\">\n";
    out += histogram_svg(rsd, 5.0, 12, {params.grade_a_percent, params.grade_b_percent, params.grade_c_percent},
                         page.say(QualityWord::rsd_axis), count);
    out += histogram_svg(d_ratio, 10.0, 12, {params.max_d_ratio_percent}, page.say(QualityWord::d_ratio_axis), count);
    out += histogram_svg(detected, 10.0, 10, {params.least_detected_qc_percent}, page.say(QualityWord::detection_axis),
                         count);
    return out + "</div>\n";
}

std::string components(const QualityPage& page) {
    std::string out = heading(2, "pca", page.say(QualityWord::pca));
    bool any = false;
    for (const QualityPca& pca : page.quality.pcas) {
        if (pca.components.empty()) continue;
        if (!any) out += paragraph(page.say(QualityWord::pca_how)) + colour_legend(page);
        any = true;
        if (pca.polarity != Polarity::unknown)
            out += fmt::format("<h3>{}</h3>\n", page.say(pca.polarity == Polarity::positive ? QualityWord::positive
                                                                                            : QualityWord::negative));
        out += paragraph(
            word(page.language, QualityWord::pca_facts, pca.runs.size(), pca.variables.size(), pca.filled_cells));
        out += pca_svg(page, pca) + "<ul>\n";
        for (std::size_t c = 0; c < pca.components.size(); ++c) {
            const double spread = pca.components[c].qc_spread;
            out += fmt::format(
                "<li>{}</li>\n",
                word(page.language, QualityWord::component, c + 1, fixed(100.0 * pca.components[c].explained, 1),
                     std::isfinite(spread) ? fixed(100.0 * spread, 0) + " %" : std::string("–")));
        }
        out += "</ul>\n";
    }
    return any ? out : out + paragraph(page.say(QualityWord::no_outlier_model));
}

std::string missing(const QualityPage& page) {
    std::size_t variables = 0, runs = 0;
    const std::string svg = missing_map_svg(page, variables, runs);
    std::string out = heading(2, "missing", page.say(QualityWord::kinds_map));
    if (svg.empty()) return out + paragraph(page.say(QualityWord::none_outlying));
    return out + paragraph(page.say(QualityWord::kinds_map_how)) +
           fmt::format("<p>{} × {}</p>\n", grouped(variables), grouped(runs)) + scrolled(svg);
}

std::string methods(const QualityPage& page, const std::string& version) {
    std::string lines;
    QualityParams::fields(page.quality.params, [&](std::string_view key, const auto& value, const FieldNote&) {
        lines += fmt::format("{} = {}\n", key, field_text(value));
    });
    return heading(2, "methods", page.say(QualityWord::methods)) + paragraph(page.say(QualityWord::methods_how)) +
           fmt::format("<blockquote>{}</blockquote>\n", escaped(methods_text(page.language, page.quality, version))) +
           fmt::format("<h3>{}</h3>\n<pre>{}</pre>\n", page.say(QualityWord::parameters), parameter_lines(lines));
}

}  // namespace
}  // namespace report

std::string quality_page_html(const ValueTable& table, const StudyQuality& quality, const std::string& title,
                              const std::string& version, const std::string& language) {
    using namespace report;
    const QualityPage page{table, quality, language_of(language)};
    std::string css(embedded::study_report_css);
    css += embedded::quality_css;
    std::string out =
        page_head(title, page.language == Language::ja ? "ja" : "en", css) + head(page, title) + "<main>\n";
    out += answer(page) + limits(page) + run_map(page) + trends(page) + histograms(page) + components(page);
    out +=
        outlying_section(page) + grades_section(page) + absent_section(page) + missing(page) + qc_table_section(page);
    out += methods(page, version) + "</main>\n";
    return out + fmt::format("<footer><p>{}</p></footer>\n</body>\n</html>\n",
                             word(page.language, QualityWord::foot, version));
}

}  // namespace gassan
