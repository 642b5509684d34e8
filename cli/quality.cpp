#include "core/quality/quality.hpp"

#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "cli/outputs.hpp"
#include "cli/param_flags.hpp"
#include "cli/talk.hpp"
#include "cli/value_inputs.hpp"
#include "cli/version.hpp"
#include "core/quality/quality_table.hpp"
#include "io/base/atomic_file.hpp"
#include "io/base/faults.hpp"
#include "io/quality/quality_json.hpp"
#include "io/report/quality_page.hpp"
#include "io/report/quality_words.hpp"
#include "io/table/quality_tables.hpp"
#include "io/table/write_study.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace gassan {
namespace {

namespace fs = std::filesystem;

/// By it a folder is known as one that this command made.
constexpr const char* mark = "quality.json";

struct QualityFlags {
    ValueFlags values;
    std::map<std::string, std::string> typed;
    bool targeted = false;
    std::string output;
};

QualityParams params_of(const QualityFlags& flags) {
    QualityStages stages;
    if (flags.targeted) stages.quality.rule = "targeted";
    lay_values(flags.typed, stages);
    return stages.quality;
}

/// Plain facts of the table, said on the page alone.
bool is_warning(QualityFindingKind kind) {
    return kind != QualityFindingKind::no_blanks && kind != QualityFindingKind::no_groups;
}

std::size_t warn_of(const Session& session, const StudyQuality& quality) {
    Notes notes;
    for (const QualityFinding& finding : quality.findings)
        if (is_warning(finding.kind))
            notes.push_back(
                {std::string(quality_finding_code(finding.kind)), "", report::finding_text(session.language, finding)});
    put_notes(session, session.files.front(), notes);
    return notes.size();
}

std::string tsv_of(const StudyTable& table) {
    std::string text;
    table_tsv(table, [&](std::string_view part) { text += part; });
    return text;
}

/// The name of the study, or of the first thing that was given.
std::string title_of(const ValueTable& table, const Session& session) {
    if (!table.study.name.empty()) return table.study.name;
    const fs::path first = session.files.front();
    return quoted_path(first.has_filename() ? first.filename() : first.parent_path().filename());
}

/// quality.json last: it says that the folder is whole.
void write_folder(const fs::path& folder, const ValueTable& table, const StudyQuality& quality,
                  const QualitySource& source, const Session& session) {
    make_folder(folder);
    const std::string language = session.language == Language::ja ? "ja" : "en";
    write_file_atomically(folder / "quality.tsv", tsv_of(quality_variables_table(table, quality)));
    write_file_atomically(folder / "quality_runs.tsv", tsv_of(quality_runs_table(table, quality)));
    write_file_atomically(folder / "quality.mzqc", mzqc_json(table, quality, source));
    write_file_atomically(folder / "quality.html",
                          quality_page_html(table, quality, title_of(table, session), version(), language));
    write_file_atomically(folder / mark, quality_json(table, quality, source));
}

ExitCode quality(const QualityFlags& flags, const Session& session) {
    const QualityParams params = params_of(flags);
    if (!flags.output.empty()) require_own_folder(flags.output, mark);
    const ToldValues told = read_told_values(session, flags.values);
    const ValueTable table = quality_table(told.table);
    const StudyQuality judged = study_quality(table, params, session.threads);
    const std::size_t warnings = told.warnings + warn_of(session, judged);
    const QualitySource source{version(), utc_now(), {session.files.begin(), session.files.end()}};
    if (!flags.output.empty()) write_folder(flags.output, table, judged, source, session);
    if (session.json)
        put_out(quality_json(table, judged, source));
    else if (flags.output.empty())
        put_out(tsv_of(quality_variables_table(table, judged)));
    put_summary(session, report::answer_text(session.language, judged));
    if (!flags.output.empty())
        put_summary(session,
                    say(session.language, Say::study_report, quoted_path(fs::path(flags.output) / "quality.html")));
    return with_warnings(session, warnings);
}

}  // namespace

Command quality_command() {
    const auto flags = std::make_shared<QualityFlags>();
    Command command;
    command.name = "quality";
    command.arguments = "TABLES... [-o DIR] [--targeted] [--json]";
    command.summary = "can the numbers of a study be trusted? grades, trends, outlying runs";
    command.text =
        "Takes what gassan run wrote (OUT), a table of values with a sample sheet (TSV, CSV, XLSX), or the three "
        "tables of Workflow4Metabolomics, and tells of every variable how steady it is in QCs (RSD plain, robust and "
        "of logarithms, D-ratio, technical ICC, variance within and between batches, trend over injection order), "
        "where it is found (QCs, each group, blanks) and how well repeated specimens agree; a grade A to D with its "
        "reason, or why it is not estimable. Of the study: QCs that are too few or do not bracket the samples, orders "
        "and batches that go with groups. Of every run: what it holds, and whether it lies outside the others. "
        "Nothing is dropped or corrected. Without -o the table of variables goes to stdout; with it DIR holds "
        "quality.html, quality.tsv, quality_runs.tsv, quality.json and quality.mzqc.";
    command.examples = {"gassan quality OUT -o quality", "gassan quality areas.tsv --samples samples.tsv > quality.tsv",
                        "gassan quality dataMatrix.tsv sampleMetadata.tsv variableMetadata.tsv -o quality --lang ja",
                        "gassan quality OUT --values concentrations --targeted --json"};
    command.least_files = 1;
    command.most_files = SIZE_MAX;
    command.answers_json = true;
    command.declare = [flags](CLI::App& app) {
        app.add_option("-o,--output", flags->output, "a folder for page and tables: new, empty, or one of before")
            ->type_name("DIR");
        app.add_flag("--targeted", flags->targeted, "the same as --quality.rule targeted: no grade C");
        declare_value_inputs(app, flags->values);
        declare_table_flags(app, flags->typed, param_table(QualityStages{}));
    };
    command.run = [flags](const Session& session) { return quality(*flags, session); };
    return command;
}

}  // namespace gassan
