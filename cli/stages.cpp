#include "cli/command.hpp"
#include "cli/correct_study.hpp"
#include "cli/flags.hpp"
#include "cli/join_runs.hpp"
#include "cli/map_runs.hpp"
#include "cli/messages.hpp"
#include "cli/name_compounds.hpp"
#include "cli/param_flags.hpp"
#include "cli/parse.hpp"
#include "cli/run_study.hpp"
#include "cli/study_outputs.hpp"
#include "cli/talk.hpp"
#include "core/model/run_rows.hpp"
#include "io/base/faults.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>

namespace gassan {
namespace {

namespace fs = std::filesystem;

// ---- detect-runs ------------------------------------------------------------------------------------------------

struct DetectRunsFlags {
    std::string out, shard;
    bool fail_fast = false, trust = false;
    ParamFlags params;
};

/// "3/16"
Shard shard_of(const std::string& text) {
    if (text.empty()) return {};
    const auto slash = text.find('/');
    if (slash == std::string::npos) throw UsageError("--shard " + text + ": must be I/N, e.g. 1/4");
    Shard shard;
    shard.of = whole_number("--shard, after the stroke:", text.substr(slash + 1), 1, 100000);
    shard.number = whole_number("--shard, before the stroke:", text.substr(0, slash), 1, shard.of);
    return shard;
}

/// The rows of every N-th run, so that runs of one day, which are alike, are spread over all shards.
std::vector<std::size_t> rows_of(const StudyFile& study, Shard shard) {
    const std::vector<RunRows> runs = run_rows(study.study);
    std::vector<std::size_t> rows;
    for (std::size_t run = shard.number - 1; run < runs.size(); run += shard.of)
        rows.insert(rows.end(), runs[run].rows.begin(), runs[run].rows.end());
    std::sort(rows.begin(), rows.end());
    return rows;
}

std::string mapped_json(const fs::path& out, Shard shard, const MappedRuns& mapped) {
    using Json = nlohmann::ordered_json;
    Json runs = Json::array();
    for (const RunRecord& record : mapped.records)
        runs.push_back({{"sample_id", record.sample_id},
                        {"status", run_status_name(record.status)},
                        {"reason", record.reason},
                        {"features", record.features},
                        {"run_hash", record.run_hash}});
    const Json answer{{"folder", quoted_path(out)}, {"shard", {shard.number, shard.of}}, {"computed", mapped.computed},
                      {"kept", mapped.kept},        {"failed", mapped.failed},           {"runs", runs}};
    return answer.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

ExitCode detect_runs(const DetectRunsFlags& flags, const Session& session) {
    const auto begun = std::chrono::steady_clock::now();
    const Shard shard = shard_of(flags.shard);
    const fs::path named = session.files.front();
    const bool from_results = fs::is_directory(named);
    if (from_results && !flags.out.empty())
        throw UsageError("-o: " + quoted_path(named) + " is the folder of results already");
    if (!from_results && flags.out.empty()) throw UsageError("-o OUT is missing: the folder for the results");
    const fs::path out = from_results ? named : fs::path(flags.out);

    if (from_results) ResultFolder::require_study(out);

    const auto settled = [&](StudyFile study) {
        lay_typed(flags.params, study.params, study.set_by);
        check_frame(study, out / "study.h5");
        return study;
    };
    std::optional<StudyFile> study;
    if (!from_results) study = settled(read_study(named));  // before anything is made
    ResultFolder folder = ResultFolder::to_share(session, out, shard);
    if (from_results) study = settled(folder.remembered());
    put_notes(session, study->path, study->notes);
    folder.remember(*study);
    folder.mark_incomplete();
    const MappedRuns mapped = map_runs(
        session, *study, folder, {.rows = rows_of(*study, shard), .fail_fast = flags.fail_fast, .trust = flags.trust});
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    if (session.json) put_out(mapped_json(out, shard, mapped));
    if (mapped.stopped) put_error(session.language, say(session.language, Say::runs_stopped));
    put_summary(session, say(session.language, Say::runs_mapped, Count{mapped.records.size()}, grouped(mapped.computed),
                             grouped(mapped.kept), grouped(mapped.failed), fmt::format("{:.1f}", seconds)));
    if (mapped.failed > 0 && mapped.computed + mapped.kept == 0) return ExitCode::none_ok;
    if (mapped.failed > 0) return ExitCode::some_failed;
    return with_warnings(session, mapped.warnings + study->notes.size());
}

// ---- align, report ------------------------------------------------------------------------------------------------

struct RedoFlags {
    bool trust = false;
    std::string limits;
    bool is_correction = false;
    ParamFlags params;
};

/// The study as OUT remembers it, with what was typed, and limits as a person has them now.
StudyFile study_to_redo(const RedoFlags& flags, const ResultFolder& folder) {
    StudyFile study = folder.remembered();
    lay_typed(flags.params, study.params, study.set_by);
    read_limits_again(study, flags.limits);
    return study;
}

ExitCode align(const RedoFlags& flags, const Session& session) {
    ResultFolder folder = ResultFolder::to_redo(session, session.files.front());
    return conclude(session, align_study(session, study_to_redo(flags, folder), folder, flags.trust));
}

ExitCode name(const RedoFlags& flags, const Session& session) {
    ResultFolder folder = ResultFolder::to_redo(session, session.files.front());
    const StudyFile study = study_to_redo(flags, folder);
    if (flags.is_correction && !asks_for_correction(study))
        put_summary(session, say(session.language, Say::no_correction));
    return conclude(session, name_study(session, study, folder, flags.trust));
}

ExitCode report(const RedoFlags& flags, const Session& session) {
    const auto begun = std::chrono::steady_clock::now();
    ResultFolder folder = ResultFolder::to_redo(session, session.files.front());
    const StudyFile study = folder.remembered();
    StudyOutcome outcome{.folder = folder.path(), .report = folder.report()};
    outcome.result = joined_before(folder, mapped_before(study, folder, flags.trust));
    outcome.warnings = name_compounds(session, study, folder, outcome.result);
    // Where the tables are missing, a report does not make the folder complete.
    const bool was_complete = folder.is_complete();
    folder.mark_incomplete();
    write_report(session, study, outcome.result, folder);
    write_provenance(session, study, outcome.result, folder);
    if (was_complete) folder.mark_complete();
    outcome.kept = outcome.result.runs.size() - outcome.with_status(RunStatus::failed);
    outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    return conclude(session, outcome);
}

void declare_trust(CLI::App& app, bool& trust) {
    declare_switch(app, "--trust", trust, "do not hash again what is in OUT");
}

}  // namespace

Command detect_runs_command() {
    const auto flags = std::make_shared<DetectRunsFlags>();
    Command command;
    command.name = "detect-runs";
    command.arguments = "STUDY.toml -o OUT | OUT [--shard I/N]";
    command.summary = "each run of a study by itself; can be split over many processes";
    command.text =
        "Finds the features of every run of a study and stores them in OUT, nothing else; gassan run or gassan align "
        "goes on from there. With --shard I/N only every N-th run of the sheet, from the I-th on: N such processes on "
        "one OUT do the work of one. Only the names of a study's first start need its STUDY.toml, later OUT remembers "
        "it.";
    command.examples = {"gassan detect-runs study.toml -o results",
                        "gassan detect-runs study.toml -o results --shard 3/16", "gassan detect-runs results"};
    command.least_files = command.most_files = 1;
    command.answers_json = true;
    command.declare = [flags](CLI::App& app) {
        declare_text(app, "-o,--output", flags->out, "the folder for the results, as for gassan run", "OUT");
        declare_text(app, "--shard", flags->shard, "only this share of the runs: 1/4, 2/4, 3/4 or 4/4", "I/N");
        declare_switch(app, "--fail-fast", flags->fail_fast, "stop at the first run that fails");
        declare_switch(app, "--trust", flags->trust,
                       "do not hash again what is in OUT, nor inputs that have the size they had");
        declare_param_flags(app, flags->params, {"read", "signal", "trace", "peak", "group"});
    };
    command.run = [flags](const Session& session) { return on_results([&] { return detect_runs(*flags, session); }); };
    return command;
}

Command align_command() {
    const auto flags = std::make_shared<RedoFlags>();
    Command command;
    command.name = "align";
    command.arguments = "OUT";
    command.summary = "a study again from its stored runs on: align, match, fill, tables, report";
    command.text =
        "Redoes the second half of gassan run from the runs that are stored in OUT; no raw file is read. The frame is "
        "founded anew from all runs, so features get new ids. What is typed here stays with the study until the next "
        "gassan run.";
    command.examples = {"gassan align results", "gassan align results --match.min_share 0.5"};
    command.least_files = command.most_files = 1;
    command.answers_json = true;
    command.declare = [flags](CLI::App& app) {
        declare_trust(app, flags->trust);
        declare_param_flags(app, flags->params, {"align", "match", "segment"});
    };
    command.run = [flags](const Session& session) { return on_results([&] { return align(*flags, session); }); };
    return command;
}

namespace {

/// annotate, correct and quantify: names and concentrations anew; they differ in what of it may be chosen.
Command naming_command(const std::vector<std::string>& stages) {
    const auto flags = std::make_shared<RedoFlags>();
    flags->is_correction = stages.front() == "correct";
    Command command;
    command.arguments = "OUT";
    command.least_files = command.most_files = 1;
    command.answers_json = true;
    command.declare = [flags, stages](CLI::App& app) {
        declare_trust(app, flags->trust);
        declare_text(app, "--limits", flags->limits,
                     "limits of integration that a person set, in place of the study's; its own are read again",
                     "FILE");
        declare_param_flags(app, flags->params, stages);
    };
    command.run = [flags](const Session& session) { return on_results([&] { return name(*flags, session); }); };
    return command;
}

}  // namespace

Command annotate_command() {
    Command command = naming_command({"annotate", "correct", "quantify"});
    command.name = "annotate";
    command.summary = "names again: what the features of a study are, and all that rests on it";
    command.text =
        "Names the features that are stored in OUT by the study's compound table, its standard runs and the built-in "
        "library, looks for compounds that no feature is, integrates between the limits that the study's limits table "
        "now holds, quantifies, and writes the tables and the report anew. Frame, features and all other cells stay as "
        "they are; no raw file is read.";
    command.examples = {"gassan annotate results", "gassan annotate results --annotate.fdr 0.01"};
    return command;
}

Command correct_command() {
    Command command = naming_command({"correct", "quantify"});
    command.name = "correct";
    command.summary = "drift and batches again, from the areas of a study on";
    command.text =
        "Corrects the areas of features and the responses of compounds that are stored in OUT by the QCs of the study, "
        "judged on QCs that were left out, computes concentrations from what comes of it, and writes the tables and "
        "the report anew: areas_corrected.tsv and corrections.tsv are new, areas.tsv never changes. Frame, features "
        "and cells stay as they are; no raw file is read. What is typed here stays with the study until the next "
        "gassan run.";
    command.examples = {"gassan correct results --correct.drift auto", "gassan correct results --correct.unit batch",
                        "gassan correct results --correct.drift none"};
    return command;
}

Command quantify_command() {
    Command command = naming_command({"quantify"});
    command.name = "quantify";
    command.summary = "concentrations again, from the areas of a study";
    command.text =
        "Integrates between the limits that the study's limits table now holds, computes calibration curves and "
        "concentrations anew from what is stored in OUT, with other choices of model, weight, limits or units, and "
        "writes the tables and the report. Frame, features and all other cells stay as they are; no raw file is read.";
    command.examples = {"gassan quantify results --quantify.weight 1/x2", "gassan quantify results --limits limits.tsv",
                        "gassan quantify results --quantify.failed_standard replace"};
    return command;
}

Command report_command() {
    const auto flags = std::make_shared<RedoFlags>();
    Command command;
    command.name = "report";
    command.arguments = "OUT";
    command.summary = "report.html of a study again, e.g. in the other language";
    command.text = "Draws report.html anew from what is stored in OUT. Tables stay as they are.";
    command.examples = {"gassan report results --lang ja"};
    command.least_files = command.most_files = 1;
    command.answers_json = true;
    command.declare = [flags](CLI::App& app) { declare_trust(app, flags->trust); };
    command.run = [flags](const Session& session) { return on_results([&] { return report(*flags, session); }); };
    return command;
}

}  // namespace gassan
