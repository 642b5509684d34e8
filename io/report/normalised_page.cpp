#include "io/report/normalised_page.hpp"

#include "io/report/canvas.hpp"
#include "io/report/correction_chart.hpp"
#include "io/report/log_axis.hpp"
#include "io/report/markup.hpp"
#include "io/report/normalised_words.hpp"
#include "io/report/page.hpp"
#include "io/report/table_markup.hpp"
#include "io/table/correction_tables.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace gassan {

namespace embedded {
extern const std::string_view study_report_css;  // study_report.css, see gassan_embed
}

namespace report {
namespace {

using W = NormalisedWord;

constexpr Canvas strip{720, 300, {66, 16, 14, 48}};
constexpr std::size_t most_rows = 40, most_notes = 12;

double middle(std::vector<double> values) {
    if (values.empty()) return no_value;
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
}

const LeftOutError& judged(const VariableCorrection& one) {
    return one.inside.qcs > 0 ? one.inside : one.all;
}

std::string correction_answer(const NormalisedPage& page, Language language) {
    std::vector<double> before, after;
    for (const VariableCorrection& one : page.correction.variables)
        if (one.corrected) {
            before.push_back(judged(one).before_percent);
            after.push_back(judged(one).after_percent);
        }
    const std::size_t all = page.correction.table.variables.size();
    if (before.empty()) return say_normalised(language, W::answer_not_corrected, all);
    return say_normalised(language, W::answer_corrected, before.size(), all, fixed(middle(before), 1),
                          fixed(middle(after), 1));
}

std::string dilution_answer(const Dilution& dilution, Language language) {
    double low = no_value, high = no_value;
    std::size_t with = 0, all = 0;
    for (const SampleDilution& one : dilution.samples) {
        with += !std::isnan(one.factor);
        all += !std::isnan(one.factor) || one.reason != "no specimen";
        low = std::fmin(low, one.factor);
        high = std::fmax(high, one.factor);
    }
    return say_normalised(language, W::answer_dilution, dilution.source, with, all, four_digits(low),
                          four_digits(high));
}

std::string heading(W word, Language language) {
    return "<h2>" + std::string(normalised_word(language, word)) + "</h2>\n";
}
std::string paragraph(W word, Language language) {
    return "<p>" + std::string(normalised_word(language, word)) + "</p>\n";
}

std::string notes_of(const NormalisedPage& page, Language language) {
    if (page.notes.empty()) return {};
    std::string out = "<section class=\"notes\">\n" + heading(W::notes, language) + "<ul>\n";
    for (std::size_t i = 0; i < page.notes.size() && i < most_notes; ++i) {
        const Note& note = page.notes[i];
        out += "<li><code>" + escaped(note.code) + "</code> " + escaped(note.where) + (note.where.empty() ? "" : ": ") +
               escaped(note.text) + "</li>\n";
    }
    if (page.notes.size() > most_notes)
        out += "<li>" + say_normalised(language, W::and_more, page.notes.size() - most_notes) + "</li>\n";
    return out + "</ul>\n</section>\n";
}

/// By what was gained, then those that stayed.
std::vector<std::size_t> by_gain(const Correction& correction) {
    std::vector<std::size_t> order;
    for (std::size_t v = 0; v < correction.variables.size(); ++v) order.push_back(v);
    const auto gain = [&](std::size_t v) {
        const VariableCorrection& one = correction.variables[v];
        if (!one.corrected) return -1.0;
        return std::max(0.0, judged(one).before_percent - judged(one).after_percent);
    };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return gain(a) > gain(b); });
    return order;
}

std::string table_of(const std::vector<ColumnHead>& heads, const std::vector<std::vector<std::string>>& rows) {
    std::string out = "<div class=\"table\"><table>\n" + table_head(heads) + "<tbody>\n";
    for (const std::vector<std::string>& row : rows) out += table_row("", "", heads, row);
    return out + "</tbody>\n</table></div>\n";
}

std::string correction_section(const NormalisedPage& page, Language language) {
    const bool any = std::any_of(page.correction.variables.begin(), page.correction.variables.end(),
                                 [](const VariableCorrection& one) { return judged(one).qcs > 0; });
    if (!any) return {};
    const std::string_view before = normalised_word(language, W::cv_before),
                           after = normalised_word(language, W::cv_after);
    std::string out = "<section id=\"correction\">\n" + heading(W::correction, language) +
                      paragraph(W::correction_how, language) + "<div class=\"scroll\">" +
                      cv_scatter_svg(page.correction, normalised_word(language, W::correction), before, after) +
                      "</div>\n";
    std::vector<std::vector<std::string>> rows;
    const std::vector<std::size_t> order = by_gain(page.correction);
    for (std::size_t k = 0; k < order.size(); ++k) {
        // The first half of the rows for those that gained, the other for those that stayed.
        if (order.size() > most_rows && k >= most_rows / 2 && k < order.size() - most_rows / 2) continue;
        const VariableCorrection& one = page.correction.variables[order[k]];
        rows.push_back({escaped(page.correction.table.variables[order[k]].id), fixed(judged(one).before_percent, 1),
                        fixed(judged(one).after_percent, 1), escaped(models_text(one)), escaped(one.reason)});
    }
    const std::vector<ColumnHead> heads{{"variable", normalised_word(language, W::variable), false},
                                        {"qc_cv_before", before},
                                        {"qc_cv_left_out", after},
                                        {"model", normalised_word(language, W::model), false},
                                        {"reason", normalised_word(language, W::reason), false}};
    return out + table_of(heads, rows) + "</section>\n";
}

/// Factors of samples, a column a group; dots of one group are spread so that they are told apart.
std::string factor_svg(const NormalisedPage& page, Language language) {
    const std::vector<Sample>& samples = page.normalised.table.study.samples;
    std::map<std::string, std::size_t> groups;
    double low = no_value, high = no_value;
    const auto group_of = [&](const Sample& sample) {
        if (sample.type == SampleType::qc) return std::string("qc");
        return sample.group.empty() ? std::string(normalised_word(language, W::no_group)) : sample.group;
    };
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double factor = page.normalised.dilution.samples[i].factor;
        if (std::isnan(factor)) continue;
        groups.emplace(group_of(samples[i]), groups.size());
        low = std::fmin(low, factor);
        high = std::fmax(high, factor);
    }
    if (groups.empty()) return {};
    const LogAxis y = covering_log_axis(low, high, strip.bottom(), strip.top());
    const double width = (strip.right() - strip.left()) / double(groups.size());
    const auto centre = [&](std::size_t group) { return strip.left() + (double(group) + 0.5) * width; };
    std::vector<Tick> columns;
    for (const auto& [name, place] : groups) columns.push_back({centre(place), escaped(name)});
    std::string out = open_svg(strip, "calibration", normalised_word(language, W::dilution)) +
                      grid(strip, {}, ticks(y)) + tick_labels(columns, "x-ticks", strip.bottom() + 18.0) +
                      y_labels(strip, ticks(y)) + turned_title(strip, normalised_word(language, W::factor_axis));
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double factor = page.normalised.dilution.samples[i].factor;
        if (std::isnan(factor)) continue;
        const double aside = (double(i * 7 % 19) / 18.0 - 0.5) * std::min(0.6 * width, 120.0);
        out += fmt::format(
            "<circle class=\"used\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" fill-opacity=\"0.6\"><title>{}: "
            "{}</title></circle>\n",
            centre(groups.at(group_of(samples[i]))) + aside, position_px(y, factor), escaped(samples[i].sample_id),
            four_digits(factor));
    }
    return out + "</svg>\n";
}

std::string dilution_section(const NormalisedPage& page, Language language) {
    if (page.normalised.dilution.by == DilutionBy::none) return {};
    return "<section id=\"dilution\">\n" + heading(W::dilution, language) + paragraph(W::dilution_how, language) +
           "<div class=\"scroll\">" + factor_svg(page, language) + "</div>\n</section>\n";
}

std::string fill_section(const NormalisedPage& page, Language language) {
    std::vector<std::vector<std::string>> rows;
    for (std::size_t v = 0; v < page.normalised.fills.size(); ++v) {
        const VariableFill& one = page.normalised.fills[v];
        if (one.reason.empty()) continue;
        std::string by = std::string(fill_name(one.below_by));
        if (one.missing_by != FillBy::nothing) by += ", " + std::string(fill_name(one.missing_by));
        rows.push_back({escaped(page.normalised.table.variables[v].id), fixed(100.0 * one.below_share, 1), by,
                        std::to_string(one.filled_below + one.filled_missing), escaped(one.reason)});
    }
    if (rows.empty()) return {};
    const std::vector<ColumnHead> heads{{"variable", normalised_word(language, W::variable), false},
                                        {"below_share", normalised_word(language, W::below_share)},
                                        {"filled_by", normalised_word(language, W::filled_by), false},
                                        {"filled", ""},
                                        {"reason", normalised_word(language, W::reason), false}};
    return "<section id=\"fill\">\n" + heading(W::fill, language) + paragraph(W::fill_how, language) +
           table_of(heads, rows) + "</section>\n";
}

}  // namespace
}  // namespace report

using namespace report;

std::string normalised_answer(const NormalisedPage& page, Language language) {
    std::string answer = correction_answer(page, language);
    if (!page.combat.empty())
        answer += " " + say_normalised(language, W::answer_combat,
                                       std::count(page.combat.begin(), page.combat.end(), ""), page.combat.size());
    if (page.normalised.dilution.by != DilutionBy::none)
        answer += " " + dilution_answer(page.normalised.dilution, language);
    std::size_t below = 0, missing = 0;
    for (const VariableFill& one : page.normalised.fills) {
        below += one.filled_below;
        missing += one.filled_missing;
    }
    if (below + missing > 0) answer += " " + say_normalised(language, W::answer_fill, below, missing);
    if (page.normalised.table.scale != ValueScale::linear)
        answer += " " + say_normalised(language, W::answer_scale, value_scale_name(page.normalised.table.scale));
    return answer;
}

std::string normalised_page_html(const NormalisedPage& page, Language language) {
    std::string out = page_head(page.title, language == Language::ja ? "ja" : "en", embedded::study_report_css);
    out += "<header>\n<p class=\"kind\">" + std::string(normalised_word(language, W::title)) + "</p>\n<h1>" +
           escaped(page.title) + "</h1>\n</header>\n";
    out += "<p class=\"answer\">" + escaped(normalised_answer(page, language)) + "</p>\n";
    out += notes_of(page, language) + correction_section(page, language) + dilution_section(page, language) +
           fill_section(page, language);
    out += "<section id=\"methods\">\n" + heading(W::methods, language) + "<pre>gassan " + escaped(page.version) +
           "\n" + parameter_lines(page.parameters) + "</pre>\n</section>\n";
    return out + "</body>\n</html>\n";
}

}  // namespace gassan
