#include "io/report/study_report.hpp"

#include "io/report/alignment_charts.hpp"
#include "io/report/calibration_figures.hpp"
#include "io/report/concentration_rows.hpp"
#include "io/report/correction_section.hpp"
#include "io/report/doubt.hpp"
#include "io/report/markup.hpp"
#include "io/report/name_rows.hpp"
#include "io/report/overlay_chart.hpp"
#include "io/report/page.hpp"
#include "io/report/standard_trends_chart.hpp"
#include "io/report/study_head.hpp"
#include "io/report/study_map.hpp"
#include "io/report/study_rows.hpp"
#include "io/report/study_view.hpp"
#include "io/report/total_ion_charts.hpp"
#include "io/report/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

namespace gassan {

namespace embedded {
extern const std::string_view study_report_css;  // study_report.css, see gassan_embed
}

namespace report {
namespace {

constexpr std::size_t most_rows = 2000;     // of all tables together
constexpr std::size_t most_overlays = 16;   // of each table and reason
constexpr std::size_t most_aligned = 60;    // runs in an alignment drawing, and residual drawings
constexpr std::size_t most_total_ion = 60;  // of each polarity

/// What the parts of the page agree on: who has a chart, who has a row. By table, then feature or run.
struct Plan {
    std::vector<AlignmentSpan> spans;
    std::vector<std::vector<std::size_t>> aligned;  ///< columns whose alignment is drawn
    struct Polarised {
        Polarity polarity = Polarity::unknown;
        std::vector<std::size_t> samples, drawn;  ///< in order of measurement
    };
    std::vector<Polarised> total_ion;
    std::vector<RunCharts> charts;  ///< of each sample
    std::vector<const FeatureOverlay*> overlays;
    std::vector<std::vector<bool>> has_row, has_overlay, has_evidence;
    std::vector<std::vector<Doubt>> doubts;
};

bool is_seen_first(RunStatus status) {
    return status != RunStatus::ok;
}

void plan_alignment(const StudyView& view, Plan& plan) {
    for (std::size_t t = 0; t < view.result.tables.size(); ++t) {
        const auto columns = columns_in_order(view, t);
        std::vector<bool> must;
        for (const std::size_t column : columns) must.push_back(is_seen_first(view.status(t, column)));
        plan.spans.push_back(alignment_span(view.result.tables[t]));
        plan.aligned.push_back(chosen_evenly(columns, must, most_aligned));
        if (!plan.spans[t].any) continue;
        for (const std::size_t column : plan.aligned[t])
            if (const auto row = view.rows[t][column]) plan.charts[*row].residuals = true;
    }
}

/// A failed run stands in its place without a curve. Its polarity is that of the sheet where the file was not read.
void plan_total_ion(const StudyView& view, Plan& plan) {
    for (const std::size_t sample : view.run_order) {
        if (sample >= view.result.runs.size()) continue;
        auto polarity = view.result.runs[sample].polarity;
        if (polarity == Polarity::unknown) polarity = view.study.samples[sample].polarity;
        auto found = std::find_if(plan.total_ion.begin(), plan.total_ion.end(),
                                  [&](const Plan::Polarised& one) { return one.polarity == polarity; });
        if (found == plan.total_ion.end()) found = plan.total_ion.insert(found, {polarity, {}, {}});
        found->samples.push_back(sample);
    }
    std::sort(plan.total_ion.begin(), plan.total_ion.end(),
              [](const auto& a, const auto& b) { return int(a.polarity) > int(b.polarity); });
    for (auto& one : plan.total_ion) {
        std::vector<bool> must;
        for (const std::size_t sample : one.samples) must.push_back(is_seen_first(view.result.runs[sample].status));
        one.drawn = chosen_evenly(one.samples, must, most_total_ion);
        for (const std::size_t sample : one.drawn) plan.charts[sample].total_ion = true;
    }
}

/// The strongest of all tables together get rows; those that are drawn in any case.
void plan_features(const StudyView& view, const std::vector<FeatureOverlay>& overlays, Plan& plan) {
    struct Ranked {
        double height;
        std::size_t table, feature;
    };
    std::vector<Ranked> ranked;
    for (std::size_t t = 0; t < view.result.tables.size(); ++t) {
        const auto& table = view.result.tables[t];
        plan.has_row.emplace_back(table.features.size(), false);
        plan.has_overlay.emplace_back(table.features.size(), false);
        plan.doubts.push_back(doubts(view.study, table));
        for (std::size_t f = 0; f < table.features.size(); ++f) {
            const double height = median_height(table, f);
            ranked.push_back({std::isfinite(height) ? height : 0.0, t, f});
        }
    }
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const Ranked& a, const Ranked& b) { return a.height > b.height; });
    if (ranked.size() > most_rows) ranked.resize(most_rows);
    for (const auto& one : ranked) plan.has_row[one.table][one.feature] = true;
    std::vector<std::size_t> counts(2 * view.result.tables.size(), 0);
    for (const auto& overlay : overlays) {
        const bool known = overlay.table < view.result.tables.size() &&
                           overlay.feature < view.result.tables[overlay.table].features.size();
        if (!known || plan.has_overlay[overlay.table][overlay.feature]) continue;
        if (++counts[2 * overlay.table + (overlay.doubtful ? 1 : 0)] > most_overlays) continue;
        plan.overlays.push_back(&overlay);
        plan.has_overlay[overlay.table][overlay.feature] = plan.has_row[overlay.table][overlay.feature] = true;
    }
}

Plan plan_of(const StudyView& view, const std::vector<FeatureOverlay>& overlays) {
    Plan plan;
    plan.charts.resize(view.study.samples.size());
    plan_alignment(view, plan);
    plan_total_ion(view, plan);
    plan.has_evidence = shown_with_names(view);
    plan_features(view, overlays, plan);
    return plan;
}

Sections sections_of(const StudyView& view, const Plan& plan) {
    Sections sections;
    sections.alignment = !view.result.tables.empty();
    for (const auto* overlay : plan.overlays) (overlay->doubtful ? sections.doubtful : sections.strongest) = true;
    for (const auto& rows : plan.has_row) sections.table = sections.table || !rows.empty();
    return sections;
}

// ---- alignment -----------------------------------------------------------------------------------------------

std::string residual_figure(const StudyView& view, std::size_t table, std::size_t column, const AlignmentSpan& span) {
    const auto& run = view.result.tables[table].runs[column];
    const auto row = view.rows[table][column];
    const auto rejected = std::count_if(run.alignment.anchors.begin(), run.alignment.anchors.end(),
                                        [](const Anchor& anchor) { return !(anchor.weight > 0.0); });
    const auto status = view.status(table, column);
    const auto name = escaped(run.sample_id);
    std::string out = "<figure";
    if (row) out += fmt::format(" id=\"align-{}\"", *row + 1);
    out += fmt::format(" class=\"{}\">\n", run_status_name(status)) + residual_svg(view, table, column, span);
    out += "<figcaption><b>";
    out += row ? fmt::format("<a href=\"#run-{}\">{}</a>", *row + 1, name) : name;
    out += "</b> ";
    if (is_seen_first(status)) out += status_text(status) + " ";
    out += fmt::format("<span class=\"v\">n_anchors {}</span> ", run.alignment.n_anchors);
    if (std::isfinite(run.alignment.rms_s))
        out += fmt::format("<span class=\"v\">rms_s {}</span> ", fixed(run.alignment.rms_s, 3));
    if (rejected > 0) out += fmt::format("<span class=\"v\">{}</span> ", word(view.language, Word::rejected, rejected));
    if (!run.alignment.reason.empty()) out += "<br/><span class=\"flags\">" + escaped(run.alignment.reason) + "</span>";
    return out + "</figcaption></figure>\n";
}

std::string frame_line(const StudyView& view, const Frame& frame) {
    return paragraph(std::string(word(view.language, Word::frame)) + ": " +
                     word(view.language, Word::frame_facts,
                          word(view.language, frame.in_tu ? Word::frame_tu : Word::frame_inverse),
                          escaped(frame.founded_on), grouped(frame.ions.size()), fixed(100.0 * frame.relative_sd, 3),
                          fixed(frame.mz_sd_ppm, 2)));
}

std::string alignment_of_table(const StudyView& view, const Plan& plan, std::size_t t) {
    const auto& table = view.result.tables[t];
    const auto& columns = plan.aligned[t];
    std::string out = heading(3, fmt::format("alignment-{}", t + 1), polarity_title(view, table.frame.polarity));
    out += frame_line(view, table.frame);
    if (!plan.spans[t].any) return out + paragraph(word(view.language, Word::no_anchors));
    out += chosen_note(view, columns.size(), table.runs.size()) + class_legend(view);
    const auto drawing = [&](Word title, Word how, const std::string& svg) {
        out += fmt::format(
            "<figure><figcaption><b>{}</b>: {}</figcaption><div class=\"scroll\" tabindex=\"0\">{}</div>"
            "</figure>\n",
            word(view.language, title), word(view.language, how), svg);
    };
    drawing(Word::before, Word::before_how, before_svg(view, t, columns, plan.spans[t]));
    drawing(Word::after, Word::after_how, after_svg(view, t, columns, plan.spans[t]));
    out += heading(4, fmt::format("residuals-{}", t + 1), word(view.language, Word::residuals));
    out += paragraph(word(view.language, Word::residuals_how)) + "<div class=\"peaks\">\n";
    for (const std::size_t column : columns) out += residual_figure(view, t, column, plan.spans[t]);
    return out + "</div>\n";
}

std::string alignment_section(const StudyView& view, const Plan& plan) {
    if (view.result.tables.empty()) return {};
    std::string out = heading(2, "alignment", word(view.language, Word::alignment));
    out += paragraph(word(view.language, Word::alignment_how));
    for (std::size_t t = 0; t < view.result.tables.size(); ++t) out += alignment_of_table(view, plan, t);
    return out;
}

// ---- total ion electropherograms -----------------------------------------------------------------------------

std::string total_ion_figure(const StudyView& view, std::size_t sample, const TotalIonSpan& span) {
    const auto& run = view.result.runs[sample];
    std::string out = fmt::format("<figure id=\"tie-{}\" class=\"{}\">\n", sample + 1, run_status_name(run.status));
    out += has_total_ion(view, sample)
               ? small_total_ion_svg(view, sample, span)
               : fmt::format("<p class=\"no-curve\">{}</p>\n", word(view.language, Word::no_curve));
    out += fmt::format("<figcaption><b><a href=\"#run-{}\">{}</a></b> ", sample + 1,
                       escaped(view.study.samples[sample].sample_id));
    if (is_seen_first(run.status)) out += status_text(run.status) + " " + escaped(run.reason);
    return out + "</figcaption></figure>\n";
}

std::string total_ion_section(const StudyView& view, const Plan& plan) {
    std::string out = heading(2, "total-ion", word(view.language, Word::total_ion));
    out += paragraph(word(view.language, Word::total_ion_how)) + class_legend(view);
    for (std::size_t i = 0; i < plan.total_ion.size(); ++i) {
        const auto& one = plan.total_ion[i];
        const auto span = total_ion_span(view, one.samples);
        out += heading(3, fmt::format("total-ion-{}", i + 1), polarity_title(view, one.polarity));
        out += chosen_note(view, one.drawn.size(), one.samples.size()) + "<div class=\"peaks ties\">\n";
        for (const std::size_t sample : one.drawn) out += total_ion_figure(view, sample, span);
        out += "</div>\n";
    }
    return out;
}

// ---- features ------------------------------------------------------------------------------------------------

std::string map_section(const StudyView& view, const Plan& plan) {
    std::string out = heading(2, "map", word(view.language, Word::map));
    const auto& tables = view.result.tables;
    if (std::all_of(tables.begin(), tables.end(), [](const FeatureTable& table) { return table.features.empty(); }))
        return out + fmt::format("<p class=\"empty\">{}</p>\n", word(view.language, Word::no_features));
    out += paragraph(word(view.language, Word::map_how)) + share_legend(view);
    for (std::size_t t = 0; t < tables.size(); ++t) {
        if (tables[t].features.empty()) continue;
        out += heading(3, fmt::format("map-{}", t + 1), polarity_title(view, tables[t].frame.polarity));
        out += "<div class=\"scroll\" tabindex=\"0\">" + study_map_svg(view, t, plan.has_row[t]) + "</div>\n";
    }
    return out;
}

std::string doubt_text(const StudyView& view, const Doubt& doubt) {
    const std::pair<double, Word> parts[] = {{doubt.quality, Word::doubt_quality},
                                             {doubt.scatter, Word::doubt_scatter},
                                             {doubt.split, Word::doubt_split},
                                             {doubt.filled, Word::doubt_filled},
                                             {doubt.neighbour, Word::doubt_neighbour}};
    std::string out = word(view.language, Word::why_doubtful, fixed(doubt.score(), 2));
    std::string_view before = ": ";
    for (const auto& [value, name] : parts)
        if (value >= 0.005) out += std::string(before) + word(view.language, name, fixed(value, 2)), before = ", ";
    return out;
}

std::string overlay_caption(const StudyView& view, const Plan& plan, const FeatureOverlay& overlay, std::size_t drawn) {
    const auto& table = view.result.tables[overlay.table];
    const auto& feature = table.features[overlay.feature];
    std::string out =
        fmt::format("<figcaption><b><a href=\"#row-{}-{}\">{}</a> · m/z {} · mt_s {}</b>", overlay.table + 1,
                    overlay.feature + 1, escaped(feature.feature_id), fixed(feature.mz, 4), fixed(feature.mt_s, 1));
    out += "<br/>";
    if (std::isfinite(feature.mobility_tu)) out += "mobility_tu " + fixed(feature.mobility_tu, 3) + " · ";
    out += kinds_text(kinds_of_feature(table, overlay.feature));
    if (drawn < overlay.curves.size())
        out += "<br/>" + word(view.language, Word::curves_shown, grouped(drawn), grouped(overlay.curves.size()));
    if (overlay.doubtful)
        out +=
            "<br/><span class=\"flags\">" + doubt_text(view, plan.doubts[overlay.table][overlay.feature]) + "</span>";
    return out + "</figcaption>";
}

std::string overlay_figure(const StudyView& view, const Plan& plan, const FeatureOverlay& overlay) {
    const auto drawn = curves_to_draw(view, overlay);
    std::string out = fmt::format("<figure id=\"peak-{}-{}\">\n", overlay.table + 1, overlay.feature + 1);
    out += drawn.empty() ? fmt::format("<p class=\"no-curve\">{}</p>\n", word(view.language, Word::no_curves))
                         : overlay_svg(view, overlay, drawn);
    return out + overlay_caption(view, plan, overlay, drawn.size()) + "</figure>\n";
}

std::string overlays_of_table(const StudyView& view, const Plan& plan, std::size_t table, bool doubtful,
                              std::string_view id) {
    std::string figures;
    for (const auto* overlay : plan.overlays)
        if (overlay->table == table && overlay->doubtful == doubtful) figures += overlay_figure(view, plan, *overlay);
    if (figures.empty()) return {};
    return heading(3, fmt::format("{}-{}", id, table + 1),
                   polarity_title(view, view.result.tables[table].frame.polarity)) +
           "<div class=\"peaks overlays\">\n" + figures + "</div>\n";
}

std::string overlay_section(const StudyView& view, const Plan& plan, const std::vector<FeatureOverlay>& overlays,
                            bool doubtful) {
    const std::string_view id = doubtful ? "doubtful" : "strongest";
    std::string figures;
    for (std::size_t t = 0; t < view.result.tables.size(); ++t)
        figures += overlays_of_table(view, plan, t, doubtful, id);
    if (figures.empty()) return {};
    const auto asked = std::count_if(overlays.begin(), overlays.end(),
                                     [&](const FeatureOverlay& one) { return one.doubtful == doubtful; });
    const auto shown = std::count_if(plan.overlays.begin(), plan.overlays.end(),
                                     [&](const FeatureOverlay* one) { return one->doubtful == doubtful; });
    std::string out = heading(2, id, word(view.language, doubtful ? Word::doubtful : Word::strongest));
    out += paragraph(std::string(word(view.language, doubtful ? Word::doubtful_how : Word::strongest_how)) + " " +
                     std::string(word(view.language, Word::overlay_how)));
    if (shown < asked) out += paragraph(word(view.language, Word::overlay_cut, shown, asked));
    return out + class_legend(view) + figures;
}

std::string table_section(const StudyView& view, const Plan& plan) {
    std::size_t all = 0, shown = 0;
    for (const auto& rows : plan.has_row) {
        all += rows.size();
        shown += std::size_t(std::count(rows.begin(), rows.end(), true));
    }
    if (all == 0) return {};
    std::string out = heading(2, "table", word(view.language, Word::feature_table));
    if (shown < all) out += paragraph(word(view.language, Word::feature_table_cut, grouped(shown), grouped(all)));
    for (std::size_t t = 0; t < view.result.tables.size(); ++t) {
        if (view.result.tables[t].features.empty()) continue;
        out += heading(3, fmt::format("table-{}", t + 1), polarity_title(view, view.result.tables[t].frame.polarity));
        out += "<div class=\"table\" tabindex=\"0\">\n" +
               study_feature_table_html(view, t, plan.doubts[t], plan.has_row[t], plan.has_overlay[t],
                                        plan.has_evidence[t]) +
               "</div>\n";
    }
    return out;
}

std::string foot(const StudyView& view, const ReportProvenance& provenance) {
    std::string out = "<footer>\n";
    if (!provenance.parameters.empty())
        out += fmt::format("<details><summary>{}</summary>\n<pre>{}</pre></details>\n",
                           word(view.language, Word::parameters), parameter_lines(provenance.parameters));
    out += "<p>";
    if (!provenance.program.empty()) out += word(view.language, Word::made_by, escaped(provenance.program)) + " ";
    return out + std::string(word(view.language, Word::foot)) + "</p>\n</footer>\n";
}

}  // namespace
}  // namespace report

std::string study_report_html(const Study& study, const StudyResult& result,
                              const std::vector<Electropherogram>& total_ion,
                              const std::vector<FeatureOverlay>& overlays, const ReportProvenance& provenance,
                              const std::string& language) {
    using namespace report;
    const auto view = view_of(study, result, total_ion, language_of(language));
    const auto plan = plan_of(view, overlays);
    std::string page = page_head(study.name, view.language == Language::ja ? "ja" : "en", embedded::study_report_css);
    auto sections = sections_of(view, plan);
    const auto concentrations = concentrations_section_html(view), curves = curves_section_html(view);
    const auto names = names_section_html(view, plan.has_row), standards = standards_section_html(view),
               correction = correction_section_html(view);
    sections.concentrations = !concentrations.empty(), sections.curves = !curves.empty();
    sections.names = !names.empty(), sections.standards = !standards.empty(), sections.correction = !correction.empty();
    page += study_head_html(view, sections) + "<main>\n" + facts_html(view) + look_first_html(view, sections);
    page += runs_section_html(view, plan.charts);
    page += concentrations + names + curves + standards + correction;
    page += alignment_section(view, plan);
    page += total_ion_section(view, plan);
    page += map_section(view, plan);
    page += overlay_section(view, plan, overlays, false);
    page += overlay_section(view, plan, overlays, true);
    page += table_section(view, plan);
    return page + "</main>\n" + foot(view, provenance) + "</body>\n</html>\n";
}

}  // namespace gassan
