#include "io/report/study_head.hpp"

#include "io/report/correction_section.hpp"
#include "io/report/markup.hpp"
#include "io/report/terms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string_view>

namespace gassan::report {
namespace {

constexpr std::size_t most_notes = 200;

std::string fact(std::string_view name, const std::string& value) {
    return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, value);
}

std::size_t runs_with(const StudyView& view, RunStatus status) {
    return std::size_t(std::count_if(view.result.runs.begin(), view.result.runs.end(),
                                     [&](const RunRecord& run) { return run.status == status; }));
}

std::string types_text(const StudyView& view) {
    std::string out;
    for (const auto type : {SampleType::sample, SampleType::qc, SampleType::blank, SampleType::standard}) {
        const auto count = std::count_if(view.study.samples.begin(), view.study.samples.end(),
                                         [&](const Sample& sample) { return sample.type == type; });
        if (count > 0) out += fmt::format("{}{} {}", out.empty() ? "" : " · ", sample_type_name(type), count);
    }
    return out;
}

std::string features_text(const StudyView& view) {
    std::string out;
    for (const auto& table : view.result.tables) {
        const std::size_t of_others = ions_of_others(table);
        const std::string all = grouped(table.features.size());
        out +=
            fmt::format("{}{} {}", out.empty() ? "" : " · ", polarity_word(view, table.frame.polarity),
                        of_others == 0 ? all : word(view.language, Word::features_of_others, all, grouped(of_others)));
    }
    return out.empty() ? "0" : out;
}

KindCounts all_kinds(const StudyResult& result) {
    KindCounts counts{};
    for (const auto& table : result.tables)
        for (const auto& cell : table.cells) ++counts[std::size_t(cell.kind)];
    return counts;
}

/// How many features have a name, and how sure that is; nothing where none was looked for.
std::string names_fact(const StudyView& view) {
    std::string out;
    for (std::size_t t = 0; t < view.result.annotation.tables.size() && t < view.result.tables.size(); ++t) {
        const auto& names = view.result.annotation.tables[t];
        const auto given = std::count_if(names.features.begin(), names.features.end(),
                                         [](const FeatureAnnotation& one) { return !one.compound_id.empty(); });
        const std::string count = grouped(std::size_t(given));
        out +=
            fmt::format("{}{} {}", out.empty() ? "" : " · ", polarity_word(view, view.result.tables[t].frame.polarity),
                        std::isfinite(names.estimated_fdr)
                            ? word(view.language, Term::named_fact, count, fixed(100.0 * names.estimated_fdr, 1))
                            : count);
    }
    return out.empty() ? out : fact(word(view.language, Term::named), out);
}

/// Runs, blanks aside, in which some internal standard failed.
std::size_t runs_without_standard(const StudyView& view) {
    std::set<std::size_t> runs;
    for (const StandardTrend& trend : view.result.quantities.trends)
        if (trend.failed && view.study.samples[trend.sample].type != SampleType::blank) runs.insert(trend.sample);
    return runs.size();
}

/// A run of a sample or QC whose total ion differs from the median by more than a factor of two. Blanks may be low.
bool is_odd(const StudyView& view, std::size_t sample) {
    constexpr double factor = 2.0;
    const auto type = view.study.samples[sample].type;
    const double ratio = view.total_ion_ratio[sample];
    return (type == SampleType::sample || type == SampleType::qc) && (ratio > factor || ratio < 1.0 / factor);
}

std::string run_item(const StudyView& view, std::size_t sample) {
    const auto& run = view.result.runs[sample];
    std::string out = fmt::format("<li>{} <a href=\"#run-{}\">{}</a>", status_text(run.status), sample + 1,
                                  escaped(view.study.samples[sample].sample_id));
    std::string_view before = ": ";
    if (!run.reason.empty()) out += std::string(before) + escaped(run.reason), before = "; ";
    if (is_odd(view, sample))
        out += std::string(before) + word(view.language, Word::total_ion_odd, fixed(view.total_ion_ratio[sample], 2));
    return out + "</li>\n";
}

/// What reading and detection told of each run, as far as a page can hold it.
std::string notes_html(const StudyView& view) {
    std::size_t count = 0;
    std::string items;
    for (const std::size_t sample : view.run_order) {
        if (sample >= view.result.runs.size()) continue;
        for (const auto& note : view.result.runs[sample].notes)
            if (++count <= most_notes)
                items += fmt::format("<li><a href=\"#run-{}\">{}</a> <code>{}</code> {}{}{}</li>\n", sample + 1,
                                     escaped(view.study.samples[sample].sample_id), escaped(note.code),
                                     escaped(note.where), note.where.empty() ? "" : ": ", escaped(note.text));
    }
    if (count == 0) return {};
    if (count > most_notes)
        items += fmt::format("<li>{}</li>\n", word(view.language, Word::and_more, grouped(count - most_notes)));
    return fmt::format("<details class=\"run-notes\"><summary>{}</summary>\n<ul>\n{}</ul></details>\n",
                       word(view.language, Word::notes_of_runs, grouped(count)), items);
}

}  // namespace

std::string study_head_html(const StudyView& view, const Sections& sections) {
    std::string out = fmt::format("<header>\n<p class=\"kind\">{}</p>\n<h1>{}</h1>\n<nav>",
                                  word(view.language, Word::study_report), escaped(view.study.name));
    const auto link = [&](bool there, std::string_view id, auto text) {
        if (there) out += fmt::format("<a href=\"#{}\">{}</a> ", id, word(view.language, text));
    };
    link(true, "runs", Word::run_table);
    link(sections.concentrations, "concentrations", Term::concentrations);
    link(sections.names, "names", Term::names);
    link(sections.curves, "curves", Term::curves);
    link(sections.standards, "standards", Term::standards);
    if (sections.correction) out += fmt::format("<a href=\"#correction\">{}</a> ", correction_title(view.language));
    link(sections.alignment, "alignment", Word::alignment);
    link(true, "total-ion", Word::total_ion);
    link(true, "map", Word::map);
    link(sections.strongest, "strongest", Word::strongest);
    link(sections.doubtful, "doubtful", Word::doubtful);
    link(sections.table, "table", Word::feature_table);
    return out + "</nav>\n</header>\n";
}

std::string facts_html(const StudyView& view) {
    std::string out = "<dl class=\"facts\">\n";
    out += fact(word(view.language, Word::runs),
                word(view.language, Word::runs_by_status, runs_with(view, RunStatus::ok), view.result.runs.size(),
                     runs_with(view, RunStatus::warned), runs_with(view, RunStatus::failed)));
    out += fact(word(view.language, Word::samples_by_type), types_text(view));
    out += fact(word(view.language, Word::features), features_text(view));
    out += fact(word(view.language, Word::cells), kinds_text(all_kinds(view.result)));
    out += names_fact(view);
    return out + "</dl>\n";
}

std::string look_first_html(const StudyView& view, const Sections& sections) {
    std::string items;
    const auto add = [&](auto belongs) {
        for (const std::size_t sample : view.run_order)
            if (sample < view.result.runs.size() && belongs(sample)) items += run_item(view, sample);
    };
    const auto status = [&](std::size_t sample) { return view.result.runs[sample].status; };
    add([&](std::size_t sample) { return status(sample) == RunStatus::failed; });
    add([&](std::size_t sample) { return status(sample) == RunStatus::warned; });
    add([&](std::size_t sample) { return status(sample) == RunStatus::ok && is_odd(view, sample); });
    std::string out = fmt::format("<section class=\"{}\">\n<h2>{}</h2>\n", items.empty() ? "calm" : "notes",
                                  word(view.language, Word::look_first));
    const bool all_ok = runs_with(view, RunStatus::ok) == view.result.runs.size();
    if (all_ok) out += paragraph(word(view.language, Word::nothing_first));
    if (!items.empty()) out += "<ul>\n" + items + "</ul>\n";
    if (const std::size_t runs = runs_without_standard(view); runs > 0)
        out += fmt::format("<p><a href=\"#standards\">{}</a></p>\n",
                           word(view.language, Term::see_standards, grouped(runs)));
    if (sections.doubtful)
        out += fmt::format("<p><a href=\"#doubtful\">{}</a></p>\n", word(view.language, Word::see_doubtful));
    return out + "</section>\n";
}

std::string runs_section_html(const StudyView& view, const std::vector<RunCharts>& charts) {
    return heading(2, "runs", word(view.language, Word::run_table)) +
           paragraph(word(view.language, Word::run_table_how)) + "<div class=\"table\" tabindex=\"0\">\n" +
           run_table_html(view, charts) + "</div>\n" + notes_html(view);
}

}  // namespace gassan::report
