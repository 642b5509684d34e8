#include "io/report/correction_section.hpp"

#include "io/base/phrases.hpp"
#include "io/report/compound_names.hpp"
#include "io/report/correction_chart.hpp"
#include "io/report/markup.hpp"
#include "io/table/correction_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

namespace gassan::report {
namespace {

constexpr std::size_t most_curves = 12, most_left_alone = 200;
constexpr std::array levels_percent{15.0, 20.0, 30.0};

enum class Drift {
    title,
    not_asked,
    how,
    answer,
    answer_15,
    responses_found,
    responses,
    areas_found,
    areas,
    what,
    judged,
    below,
    scatter,
    scatter_how,
    before,
    after,
    curves,
    curves_how,
    order,
    over_level,
    caption,
    units,
    unit_facts,
    design,
    left_alone,
    nothing,
    count  ///< not a phrase: how many there are
};

using Row = Phrase<Drift>;

constexpr std::array rows{
    Row{Drift::title, "Drift and batch correction", "ドリフト・バッチ補正"},
    Row{Drift::not_asked,
        "{0} QC runs are in this study and nothing was corrected by them. To have it done: <code>[correct] drift = "
        "\"auto\"</code> in study.toml, or <code>gassan correct OUT --correct.drift auto</code>.",
        "QC 測定が {0} 件ありますが、補正は行っていません。補正するには study.toml に <code>[correct] drift = "
        "\"auto\"</code> と書くか、<code>gassan correct OUT --correct.drift auto</code> を実行してください。"},
    Row{Drift::how,
        "Every QC was left out in turn and predicted by the others; the scatter about these predictions is what a "
        "reader "
        "may expect of samples. QCs with others of their unit on both sides count. CVs are those of logarithms.",
        "各 QC を 1 つずつ除いて残りから予測し、予測からのばらつきで評価しています。前後に同じ区間の QC "
        "があるものだけを数えます。CV は対数のばらつきから求めた値です。"},
    Row{Drift::answer,
        "Of {1} that were found by themselves in at least 70 % of the QCs, {0} repeated within 30 % before correction; "
        "{2} do now.",
        "QC の 70 % 以上で単独に検出された {1} のうち、CV が 30 % 未満のものは補正前 {0}、補正後 {2} です。"},
    Row{Drift::answer_15, "Of the {0}, {1} are below 15 % now ({2} %).",
        "補正前に 30 % 未満だった {0} のうち {1} ({2} %) が補正後 15 % 未満です。"},
    Row{Drift::responses_found, "responses of compounds, found in 70 % of QCs", "化合物の応答 (QC の 70 % 以上で検出)"},
    Row{Drift::responses, "responses of all compounds (what concentrations rest on)",
        "化合物の応答 (濃度の元になる値、全体)"},
    Row{Drift::areas_found, "areas of features, found in 70 % of QCs", "フィーチャーの面積 (QC の 70 % 以上で検出)"},
    Row{Drift::areas, "areas of all features", "フィーチャーの面積 (全体)"},
    Row{Drift::what, "QC CV", "QC の CV"},
    Row{Drift::judged, "judged", "評価数"},
    Row{Drift::below, "below {0} %: before → left out", "{0} % 未満: 補正前 → 補正後"},
    Row{Drift::scatter, "Before and after", "補正の前後"},
    Row{Drift::scatter_how,
        "Each dot is a row of corrections.tsv; below the diagonal the correction helped. Open circles were left as "
        "they were measured.",
        "点は corrections.tsv の 1 行です。対角線より下は補正で改善したもの、白抜きは補正しなかったものです。"},
    Row{Drift::before, "QC CV before / %", "補正前の QC の CV / %"},
    Row{Drift::after, "left-out QC CV after / %", "補正後の CV (除いた QC) / %"},
    Row{Drift::curves, "The curves that changed most", "変化の大きい曲線"},
    Row{Drift::curves_how,
        "Before correction, over the order of injection: QCs are large, samples small, in the colours of the legend. "
        "The "
        "line is what a QC would have had; dashed lines are borders of units, whose names stand above "
        "(batch/capillary).",
        "補正前の値を注入順に示します。大きい点は QC、小さい点は試料です。線は QC の予測値、破線は区間 (バッチ/"
        "キャピラリー) の境界です。"},
    Row{Drift::order, "order of injection", "注入順"},
    Row{Drift::over_level, "over the common level", "共通の水準との比"},
    Row{Drift::caption, "QC CV {0} % → {1} %", "QC の CV {0} % → {1} %"},
    Row{Drift::units, "Units of correction", "補正の区間"},
    Row{Drift::unit_facts, "{0}: {1} runs, {2} QCs, {3} runs that no QC brackets",
        "{0}: 測定 {1}、QC {2}、QC に挟まれない測定 {3}"},
    Row{Drift::design, "What the design mixes with batches or order", "計画上、バッチや注入順と混ざるもの"},
    Row{Drift::left_alone, "Left as they were measured ({0})", "補正しなかったもの ({0})"},
    Row{Drift::nothing, "Nothing was corrected in {0}: {1}", "{0}: 補正していません ({1})"},
};

static_assert(in_order(rows), "one row a key, in the order of the keys");

std::string_view drift_word(const StudyView& view, Drift key) {
    return phrase(rows, view.language, key);
}

template <class... Values>
std::string drift_word(const StudyView& view, Drift key, const Values&... values) {
    return fmt::vformat(drift_word(view, key), fmt::make_format_args(values...));
}

struct Tally {
    std::size_t judged = 0, good_of_usable = 0;
    std::array<std::size_t, levels_percent.size()> before{}, after{};
};

enum class Which { found, all };

Tally tally_of(const Correction& correction, Which which) {
    Tally tally;
    for (std::size_t v = 0; v < correction.variables.size(); ++v) {
        const VariableCorrection& one = correction.variables[v];
        if (which == Which::found && !is_found_in_qcs(correction, v)) continue;
        const double before = one.inside.before_percent, after = one.inside.after_percent;
        if (!std::isfinite(before) || !std::isfinite(after)) continue;
        ++tally.judged;
        for (std::size_t i = 0; i < levels_percent.size(); ++i) {
            tally.before[i] += before < levels_percent[i];
            tally.after[i] += after < levels_percent[i];
        }
        tally.good_of_usable += before < levels_percent.back() && after < levels_percent.front();
    }
    return tally;
}

/// Compounds where there are any, else features.
const Correction& shown(const StudyCorrection& correction) {
    return correction.responses.variables.empty() ? correction.areas : correction.responses;
}

std::string answer_html(const StudyView& view, const StudyCorrection& correction) {
    const Tally tally = tally_of(shown(correction), Which::found);
    std::string out = paragraph(
        "<b>" + drift_word(view, Drift::answer, tally.before.back(), tally.judged, tally.after.back()) + "</b> " +
        drift_word(view, Drift::answer_15, tally.before.back(), tally.good_of_usable,
                   fixed(tally.before.back() > 0 ? 100.0 * double(tally.good_of_usable) / double(tally.before.back())
                                                 : no_value,
                         0)));
    out += "<div class=\"table\" tabindex=\"0\"><table><thead><tr><th>" + std::string(drift_word(view, Drift::what)) +
           "</th><th>" + std::string(drift_word(view, Drift::judged)) + "</th>";
    for (const double level : levels_percent) out += "<th>" + drift_word(view, Drift::below, fixed(level, 0)) + "</th>";
    out += "</tr></thead><tbody>\n";
    const auto line = [&](Drift what, const Correction& values, Which which) {
        if (values.variables.empty()) return;
        const Tally one = tally_of(values, which);
        out += fmt::format("<tr><th>{}</th><td>{}</td>", drift_word(view, what), grouped(one.judged));
        for (std::size_t i = 0; i < levels_percent.size(); ++i)
            out += fmt::format("<td>{} → {}</td>", grouped(one.before[i]), grouped(one.after[i]));
        out += "</tr>\n";
    };
    line(Drift::responses_found, correction.responses, Which::found);
    line(Drift::responses, correction.responses, Which::all);
    line(Drift::areas_found, correction.areas, Which::found);
    line(Drift::areas, correction.areas, Which::all);
    return out + "</tbody></table></div>\n" + paragraph(drift_word(view, Drift::how));
}

std::string units_html(const StudyView& view, const Correction& values) {
    std::string out = "<ul>\n";
    for (const CorrectionUnit& unit : values.units)
        out += "<li>" +
               drift_word(view, Drift::unit_facts, escaped(unit.name), grouped(unit.samples.size()),
                          grouped(unit.qcs.size()), grouped(unit.outside)) +
               "</li>\n";
    out += "</ul>\n";
    std::string design;
    for (const Confounding& one : values.confounding) design += "<li>" + escaped(one.text) + "</li>\n";
    for (const Note& note : values.notes) design += "<li>" + escaped(note.text) + "</li>\n";
    if (!design.empty())
        out += "<p>" + std::string(drift_word(view, Drift::design)) + "</p>\n<ul>\n" + design + "</ul>\n";
    return out;
}

std::string scatter_html(const StudyView& view, const StudyCorrection& correction) {
    return fmt::format("<figure><figcaption><b>{}</b> {}</figcaption>{}</figure>\n", drift_word(view, Drift::scatter),
                       drift_word(view, Drift::scatter_how),
                       cv_scatter_svg(shown(correction), drift_word(view, Drift::scatter),
                                      drift_word(view, Drift::before), drift_word(view, Drift::after)));
}

std::vector<std::size_t> most_changed(const Correction& values) {
    std::vector<std::size_t> order;
    for (std::size_t v = 0; v < values.variables.size(); ++v)
        if (values.variables[v].corrected && values.variables[v].inside.after_percent < levels_percent.back())
            order.push_back(v);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return largest_change(values, a) > largest_change(values, b);
    });
    if (order.size() > most_curves) order.resize(most_curves);
    return order;
}

std::string name_of(const StudyView& view, const Variable& variable) {
    return variable.name.empty() ? escaped(variable.id)
                                 : escaped(compound_name(view.language, variable.id, variable.name));
}

std::string curves_html(const StudyView& view, const StudyCorrection& correction, std::size_t number) {
    const Correction& values = shown(correction);
    std::string out = heading(4, fmt::format("correction-curves-{}", number), drift_word(view, Drift::curves)) +
                      paragraph(drift_word(view, Drift::curves_how)) + class_legend(view) +
                      "<div class=\"peaks overlays\">\n";
    for (const std::size_t v : most_changed(values)) {
        const VariableCorrection& one = values.variables[v];
        out += "<figure>" + drift_svg(view, correction, values, v, drift_word(view, Drift::order),
                                      drift_word(view, Drift::over_level));
        out += fmt::format(
            "<figcaption><b>{}</b> {}<br/>{}</figcaption></figure>\n", name_of(view, values.table.variables[v]),
            drift_word(view, Drift::caption, fixed(one.inside.before_percent, 1), fixed(one.inside.after_percent, 1)),
            escaped(one.reason));
    }
    return out + "</div>\n";
}

std::string left_alone_html(const StudyView& view, const Correction& values) {
    std::string items;
    std::size_t count = 0;
    for (std::size_t v = 0; v < values.variables.size(); ++v) {
        if (values.variables[v].corrected) continue;
        if (++count <= most_left_alone)
            items += "<li>" + name_of(view, values.table.variables[v]) + ": " + escaped(values.variables[v].reason) +
                     "</li>\n";
    }
    if (count == 0) return {};
    if (count > most_left_alone)
        items += "<li>" + word(view.language, Word::and_more, grouped(count - most_left_alone)) + "</li>\n";
    return fmt::format("<details class=\"run-notes\"><summary>{}</summary>\n<ul>\n{}</ul></details>\n",
                       drift_word(view, Drift::left_alone, grouped(count)), items);
}

std::string polarity_html(const StudyView& view, const StudyCorrection& correction, std::size_t number) {
    std::string out = heading(3, fmt::format("correction-{}", number), polarity_title(view, correction.polarity));
    if (!correction.reason.empty())
        return out + paragraph(drift_word(view, Drift::nothing, polarity_word(view, correction.polarity),
                                          escaped(correction.reason)));
    out += answer_html(view, correction) + scatter_html(view, correction);
    out += heading(4, fmt::format("correction-units-{}", number), drift_word(view, Drift::units)) +
           units_html(view, correction.areas);
    out += curves_html(view, correction, number);
    return out + left_alone_html(view, shown(correction));
}

}  // namespace

std::string_view correction_title(Language language) {
    return phrase(rows, language, Drift::title);
}

std::string correction_section_html(const StudyView& view) {
    const auto& samples = view.study.samples;
    const auto qcs = std::count_if(samples.begin(), samples.end(),
                                   [](const Sample& sample) { return sample.type == SampleType::qc; });
    if (view.result.corrections.empty() && qcs == 0) return {};
    std::string out = heading(2, "correction", drift_word(view, Drift::title));
    if (view.result.corrections.empty()) return out + paragraph(drift_word(view, Drift::not_asked, qcs));
    for (std::size_t t = 0; t < view.result.corrections.size(); ++t)
        out += polarity_html(view, view.result.corrections[t], t + 1);
    return out;
}

}  // namespace gassan::report
