#include "core/normalise/normalise.hpp"

#include "cli/command.hpp"
#include "cli/flags.hpp"
#include "cli/messages.hpp"
#include "cli/outputs.hpp"
#include "cli/param_flags.hpp"
#include "cli/talk.hpp"
#include "cli/value_inputs.hpp"
#include "cli/version.hpp"
#include "core/base/table.hpp"
#include "core/correct/correct.hpp"
#include "core/normalise/combat_batches.hpp"
#include "io/base/atomic_file.hpp"
#include "io/base/faults.hpp"
#include "io/base/sha256.hpp"
#include "io/report/normalised_page.hpp"
#include "io/values/normalised_tables.hpp"
#include "io/values/write_values.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <memory>

namespace gassan {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// By it a folder is known as one that this command made.
constexpr const char* mark = "factors.tsv";

struct NormaliseFlags {
    ValueFlags values;
    std::map<std::string, std::string> typed;
    std::string covariates, column, unit, to = "tsv", output;
};

struct FormatWord {
    std::string_view word;
    ValuesFormat format;
    std::string_view file;
};
constexpr std::array formats{
    FormatWord{"tsv", ValuesFormat::tsv, "values.tsv"}, FormatWord{"csv", ValuesFormat::csv, "values.csv"},
    FormatWord{"long", ValuesFormat::long_tsv, "values_long.tsv"},
    FormatWord{"xlsx", ValuesFormat::xlsx, "values.xlsx"}, FormatWord{"w4m", ValuesFormat::w4m, "w4m"}};

const FormatWord& format_of(const std::string& word) {
    const auto found =
        std::find_if(formats.begin(), formats.end(), [&](const FormatWord& one) { return one.word == word; });
    if (found == formats.end()) throw UsageError("--to " + word + ": must be one of tsv, csv, long, xlsx, w4m");
    return *found;
}

NormaliseStages stages_of(const NormaliseFlags& flags) {
    NormaliseStages stages;
    stages.correct.drift = "auto";
    lay_values(flags.typed, stages);
    if (stages.normalise.by == "column" && flags.column.empty())
        throw UsageError("--by column: --column NAME says which column of the sample sheet");
    if (!flags.covariates.empty() && stages.correct.batch != "combat")
        throw UsageError("--covariates " + flags.covariates +
                         ": covariates are kept by ComBat; ask for --batch combat");
    return stages;
}

/// What was done, all of it.
struct Work {
    Correction correction;
    std::vector<std::string> combat;
    Normalised normalised;
    Notes notes;
};

void append(Notes& notes, const Notes& more) {
    notes.insert(notes.end(), more.begin(), more.end());
}

Work work_on(const ValueTable& table, const NormaliseFlags& flags, const NormaliseStages& stages, int threads) {
    Work work;
    work.correction = correct(table, stages.correct, threads);
    append(work.notes, work.correction.notes);
    ValueTable values = work.correction.table;
    if (stages.correct.batch == "combat") {
        std::vector<std::string> covariates;
        if (flags.covariates.empty()) covariates = kept_covariates(values.study, stages.correct.keep);
        for (const std::string_view name : split(flags.covariates, ',')) covariates.emplace_back(name);
        CombatBatches combat = combat_batches(std::move(values), covariates, threads);
        values = std::move(combat.table);
        work.combat = std::move(combat.reasons);
        append(work.notes, combat.notes);
    }
    work.normalised = normalise(std::move(values), stages.normalise, flags.column, flags.unit, threads);
    append(work.notes, work.normalised.notes);
    return work;
}

Json parameters_of(const NormaliseFlags& flags, const NormaliseStages& stages) {
    Json tables = Json::object();
    for (const ParamStage& stage : param_table(stages))
        for (const ParamRow& row : stage.rows)
            std::visit([&](const auto& value) { tables[stage.name][row.key] = value; }, row.value);
    tables["covariates"] = flags.covariates;
    tables["column"] = flags.column;
    tables["unit"] = flags.unit;
    return tables;
}

Json inputs_of(const Session& session) {
    Json list = Json::array();
    for (const std::string& input : session.files) {
        Json one{{"path", quoted_path(input)}};
        if (fs::is_regular_file(input)) one["sha256"] = hash_file(input).sha256;
        list.push_back(std::move(one));
    }
    return list;
}

Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

/// Counts of what was done: stdout with --json, and part of provenance.json.
Json summary_of(const Work& work) {
    std::size_t corrected = 0, below = 0, missing = 0, left = 0, without = 0;
    for (const VariableCorrection& one : work.correction.variables) corrected += one.corrected;
    for (const VariableFill& one : work.normalised.fills) {
        below += one.filled_below;
        missing += one.filled_missing;
        left += one.below + one.not_measured - one.filled_below - one.filled_missing;
    }
    Json links = Json::array();
    for (const DilutionLink& link : work.normalised.dilution.links)
        links.push_back({{"with", link.with},
                         {"samples", link.samples},
                         {link.classes ? "eta2" : "r", number(link.strength)},
                         {"p", number(link.p)},
                         {"notable", link.notable}});
    for (std::size_t i = 0; i < work.normalised.dilution.samples.size(); ++i) {
        const SampleType type = work.normalised.table.study.samples[i].type;
        without += work.normalised.dilution.by != DilutionBy::none && type == SampleType::sample &&
                   std::isnan(work.normalised.dilution.samples[i].factor);
    }
    Json notes = Json::array();
    for (const Note& note : work.notes)
        notes.push_back({{"code", note.code}, {"where", note.where}, {"text", note.text}});
    return {{"samples", work.normalised.table.samples()},
            {"variables", work.normalised.table.variables.size()},
            {"corrected", corrected},
            {"combat_adjusted", std::count(work.combat.begin(), work.combat.end(), "")},
            {"dilution",
             {{"by", dilution_name(work.normalised.dilution.by)},
              {"source", work.normalised.dilution.source},
              {"samples_without_factor", without},
              {"links", links}}},
            {"filled_below_limit", below},
            {"filled_not_measured", missing},
            {"left_without_number", left},
            {"scale", value_scale_name(work.normalised.table.scale)},
            {"notes", notes}};
}

std::string title_of(const ValueTable& table, const Session& session) {
    if (!table.study.name.empty()) return table.study.name;
    const fs::path first = session.files.front();
    return quoted_path(first.has_filename() ? first.filename() : first.parent_path().filename());
}

/// provenance.json last: it says that the folder is whole.
void write_folder(const NormaliseFlags& flags, const NormaliseStages& stages, const Work& work, const Json& inputs,
                  const Session& session) {
    const fs::path folder = flags.output;
    make_folder(folder);
    const FormatWord& format = format_of(flags.to);
    const Json parameters = parameters_of(flags, stages);
    write_file_atomically(folder / mark, factors_tsv(work.normalised.table.study, work.normalised.dilution));
    write_file_atomically(folder / "corrections.tsv", corrections_tsv(work.correction, work.combat));
    write_file_atomically(folder / "filled.tsv", filled_tsv(work.normalised));
    write_values(folder / format.file, work.normalised.table, format.format);
    const NormalisedPage page{
        work.correction, work.normalised,   work.combat, work.notes, title_of(work.normalised.table, session),
        version(),       parameters.dump(2)};
    write_file_atomically(folder / "normalise.html", normalised_page_html(page, session.language));
    const Json provenance{{"program", "gassan"},
                          {"version", version()},
                          {"command", session.as_typed},
                          {"written_utc", utc_now()},
                          {"inputs", inputs},
                          {"parameters", parameters},
                          {"values", std::string(format.file)},
                          {"summary", summary_of(work)}};
    write_file_atomically(folder / "provenance.json",
                          provenance.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

ExitCode normalise_tables(const NormaliseFlags& flags, const Session& session) {
    if (flags.output.empty()) throw UsageError("normalise: -o DIR says where values, tables and the page go");
    const NormaliseStages stages = stages_of(flags);
    static_cast<void>(format_of(flags.to));
    require_own_folder(flags.output, mark);
    const Json inputs = inputs_of(session);
    const ToldValues told = read_told_values(session, flags.values);
    const Work work = work_on(told.table, flags, stages, session.threads);
    put_notes(session, session.files.front(), work.notes);
    write_folder(flags, stages, work, inputs, session);
    if (session.json) put_out(summary_of(work).dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    const NormalisedPage page{work.correction, work.normalised, work.combat, {}, "", "", ""};
    put_summary(session, normalised_answer(page, session.language));
    put_summary(session,
                say(session.language, Say::study_report, quoted_path(fs::path(flags.output) / "normalise.html")));
    return with_warnings(session, told.warnings + work.notes.size());
}

/// A short name for a parameter.
void short_flag(CLI::App& app, NormaliseFlags& flags, const std::string& flag, const std::string& name,
                const std::string& text) {
    declare_value(
        app, flag, [&flags, name](const std::string& word) { flags.typed[name] = word; }, text, "WORD");
}

void declare(CLI::App& app, NormaliseFlags& flags) {
    declare_text(app, "-o,--output", flags.output, "a folder for values, tables and page: new, empty, or one of before",
                 "DIR");
    declare_text(app, "--to", flags.to, "format of the values: tsv (default), csv, long, xlsx, w4m", "FORMAT");
    short_flag(app, flags, "--drift", "correct.drift", "auto (default here), median, linear, spline, loess or none");
    short_flag(app, flags, "--batch", "correct.batch", "qc (default), combat or none");
    declare_text(app, "--covariates", flags.covariates,
                 "columns of the sample sheet whose effects ComBat keeps, parted by commas", "A,B");
    short_flag(app, flags, "--by", "normalise.by",
               "none (default), creatinine, specific_gravity, osmolality, pqn, sum, dry_matter or column");
    declare_text(app, "--column", flags.column,
                 "the column that tells how dilute samples are, if not named as --by says", "NAME");
    declare_text(app, "--unit", flags.unit, "of that column: of creatinine mmol/L, mg/dL, ...; of water % or 1",
                 "UNIT");
    short_flag(app, flags, "--fill", "normalise.fill", "none (default), auto, half, tobit or knn");
    short_flag(app, flags, "--transform", "normalise.transform", "none (default), ln, log2, log10 or glog");
    short_flag(app, flags, "--scale", "normalise.scale", "none (default), center, auto or pareto");
    declare_value_inputs(app, flags.values);
    declare_table_flags(app, flags.typed, param_table(NormaliseStages{}));
}

}  // namespace

Command normalise_command() {
    const auto flags = std::make_shared<NormaliseFlags>();
    Command command;
    command.name = "normalise";
    command.arguments = "TABLES... -o DIR [--drift WORD] [--batch WORD] [--by WORD] [--fill WORD]";
    command.summary = "values without drift and batches, on a common basis, ready for statistics";
    command.text =
        "Takes what gassan run wrote (OUT), a table of values with a sample sheet (TSV, CSV, XLSX), or the three "
        "tables of Workflow4Metabolomics. In this order: drift and batches by QCs, judged on QCs that were left out, "
        "or batches by ComBat on the samples; dilution by creatinine, specific gravity, osmolality, probabilistic "
        "quotients, sums, dry matter or any column; numbers for cells without one; a logarithm; a scale. Every cell "
        "keeps its kind, so that a filled number is never taken for a measured one. DIR holds the values, "
        "corrections.tsv, factors.tsv, filled.tsv, normalise.html and provenance.json.";
    command.examples = {
        "gassan normalise OUT -o normalised",
        "gassan normalise areas.tsv --samples samples.tsv -o urine --by creatinine --unit mmol/L",
        "gassan normalise areas.tsv samples.tsv -o pca --by pqn --fill auto --transform log2 --scale auto",
        "gassan normalise areas.tsv samples.tsv -o cohort --drift none --batch combat --covariates age"};
    command.least_files = 1;
    command.most_files = SIZE_MAX;
    command.answers_json = true;
    command.declare = [flags](CLI::App& app) { declare(app, *flags); };
    command.run = [flags](const Session& session) { return normalise_tables(*flags, session); };
    return command;
}

}  // namespace gassan
