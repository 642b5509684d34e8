#include "cli/run_study.hpp"

#include "cli/command.hpp"
#include "cli/correct_study.hpp"
#include "cli/flags.hpp"
#include "cli/join_runs.hpp"
#include "cli/messages.hpp"
#include "cli/name_compounds.hpp"
#include "cli/param_flags.hpp"
#include "cli/replace_cells.hpp"
#include "cli/short_runs.hpp"
#include "cli/study_outputs.hpp"
#include "cli/talk.hpp"
#include "io/base/faults.hpp"
#include "io/table/study_places.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <numeric>

namespace gassan {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begun) {
    return std::chrono::duration<double>(Clock::now() - begun).count();
}

std::vector<std::size_t> all_rows(const StudyFile& study) {
    std::vector<std::size_t> rows(study.study.samples.size());
    std::iota(rows.begin(), rows.end(), std::size_t(0));
    return rows;
}

/// Everything that is made from the store; COMPLETE comes last.
void write_outputs(const Session& session, const StudyFile& study, const StudyResult& result,
                   const ResultFolder& folder) {
    write_tables(session, study, result, folder);
    write_report(session, study, result, folder);
    write_provenance(session, study, result, folder);
    folder.mark_complete();
}

struct RunFlags {
    RunStudyRequest request;
    std::string out;
    ParamFlags params;
};

ExitCode run(const RunFlags& flags, const Session& session) {
    if (flags.out.empty()) throw UsageError("-o OUT is missing: the folder for the results");
    StudyFile study = read_study(session.files.front());
    lay_typed(flags.params, study.params, study.set_by);
    put_notes(session, study.path, study.notes);
    RunStudyRequest request = flags.request;
    request.out = flags.out;
    StudyOutcome outcome = run_study(session, study, request);
    outcome.warnings += study.notes.size();
    return conclude(session, outcome);
}

/// \return how many there are
std::size_t tell_short_runs(const Session& session, const StudyFile& study, std::vector<RunRecord>& records) {
    const std::vector<Notes> said = warn_of_short_runs(records);
    std::size_t warnings = 0;
    for (std::size_t row = 0; row < said.size(); ++row) {
        put_notes(session, study.study.samples[row].file, said[row]);
        warnings += said[row].size();
    }
    return warnings;
}

}  // namespace

std::size_t StudyOutcome::with_status(RunStatus status) const {
    return std::size_t(std::count_if(result.runs.begin(), result.runs.end(),
                                     [&](const RunRecord& record) { return record.status == status; }));
}

StudyOutcome run_study(const Session& session, const StudyFile& study, const RunStudyRequest& request) {
    const auto begun = Clock::now();
    check_frame(study, request.out / "study.h5");
    check_correctable(study);
    ResultFolder folder = ResultFolder::to_run(session, request.out, request.force);
    static_cast<void>(folder.known_study_file());  // damaged: said now, not after all runs
    check_limits(study, folder, false);
    folder.remember(study);
    folder.mark_incomplete();
    MappedRuns mapped = map_runs(session, study, folder,
                                 {.rows = all_rows(study), .fail_fast = request.fail_fast, .trust = request.trust});
    StudyOutcome outcome{.folder = request.out, .report = folder.report()};
    outcome.computed = mapped.computed;
    outcome.kept = mapped.kept;
    outcome.warnings = mapped.warnings;
    outcome.stopped = mapped.stopped;
    if (mapped.stopped) {
        outcome.result.runs = mapped.records;
    } else {
        outcome.warnings += tell_short_runs(session, study, mapped.records);
        outcome.result = join_runs(session, study, folder, mapped.records, false);
        outcome.warnings += name_compounds(session, study, folder, outcome.result);
        write_outputs(session, study, outcome.result, folder);
    }
    outcome.seconds = seconds_since(begun);
    return outcome;
}

StudyOutcome align_study(const Session& session, const StudyFile& study, ResultFolder& folder, bool trust) {
    const auto begun = Clock::now();
    check_frame(study, folder.study_file());
    check_correctable(study);
    check_limits(study, folder, true);
    std::vector<RunRecord> records = mapped_before(study, folder, trust);
    const std::size_t warnings = tell_short_runs(session, study, records);
    StudyOutcome outcome{.folder = folder.path(), .report = folder.report()};
    outcome.warnings = warnings;
    outcome.kept = std::size_t(std::count_if(
        records.begin(), records.end(), [](const RunRecord& record) { return record.status != RunStatus::failed; }));
    folder.mark_incomplete();
    folder.remember(study);
    outcome.result = join_runs(session, study, folder, std::move(records), true);
    outcome.warnings += name_compounds(session, study, folder, outcome.result);
    write_outputs(session, study, outcome.result, folder);
    outcome.seconds = seconds_since(begun);
    return outcome;
}

StudyOutcome name_study(const Session& session, const StudyFile& study, ResultFolder& folder, bool trust) {
    const auto begun = Clock::now();
    check_correctable(study);
    StudyOutcome outcome{.folder = folder.path(), .report = folder.report()};
    outcome.result = joined_before(folder, mapped_before(study, folder, trust));
    outcome.warnings = name_compounds(session, study, folder, outcome.result);
    folder.mark_incomplete();
    folder.remember(study);
    write_outputs(session, study, outcome.result, folder);
    outcome.kept = outcome.result.runs.size() - outcome.with_status(RunStatus::failed);
    outcome.seconds = seconds_since(begun);
    return outcome;
}

std::string outcome_json(const StudyOutcome& outcome) {
    using Json = nlohmann::ordered_json;
    Json runs = Json::array(), tables = Json::array();
    for (const RunRecord& record : outcome.result.runs)
        runs.push_back({{"sample_id", record.sample_id},
                        {"status", run_status_name(record.status)},
                        {"reason", record.reason},
                        {"features", record.features},
                        {"run_hash", record.run_hash}});
    for (const FeatureTable& table : outcome.result.tables)
        tables.push_back({{"polarity", polarity_name(table.frame.polarity)},
                          {"features", table.features.size()},
                          {"runs", table.runs.size()}});
    const Json answer{{"folder", quoted_path(outcome.folder)},
                      {"report", outcome.stopped ? "" : quoted_path(outcome.report)},
                      {"computed", outcome.computed},
                      {"kept", outcome.kept},
                      {"ok", outcome.with_status(RunStatus::ok)},
                      {"warned", outcome.with_status(RunStatus::warned)},
                      {"failed", outcome.with_status(RunStatus::failed)},
                      {"tables", tables},
                      {"runs", runs}};
    return answer.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

ExitCode conclude(const Session& session, const StudyOutcome& outcome) {
    const auto failed = outcome.with_status(RunStatus::failed), warned = outcome.with_status(RunStatus::warned);
    const std::size_t all = outcome.result.runs.size();
    if (session.json) put_out(outcome_json(outcome));
    if (outcome.stopped) {
        put_error(session.language, say(session.language, Say::runs_stopped));
        return outcome.computed + outcome.kept == 0 ? ExitCode::none_ok : ExitCode::some_failed;
    }
    put_summary(session, say(session.language, Say::study_done, Count{all}, grouped(all - warned - failed),
                             grouped(warned), grouped(failed), grouped(outcome.computed), grouped(outcome.kept),
                             fmt::format("{:.1f}", outcome.seconds)));
    for (const FeatureTable& table : outcome.result.tables)
        put_summary(session, say(session.language, Say::study_table,
                                 say(session.language,
                                     table.frame.polarity == Polarity::positive ? Say::positive : Say::negative),
                                 Count{table.features.size()}, Count{table.runs.size()}, Count{ions_of_others(table)}));
    put_summary(session, say(session.language, Say::study_report, quoted_path(outcome.report)));
    if (failed == all) return ExitCode::none_ok;
    if (failed > 0) return ExitCode::some_failed;
    return with_warnings(session, outcome.warnings + warned);
}

Command run_study_command() {
    const auto flags = std::make_shared<RunFlags>();
    Command command;
    command.name = "run";
    command.arguments = "STUDY.toml -o OUT [-j N] [--force] [--strict]";
    command.summary = "a study end to end: features of many runs, tables and a report; run again to resume";
    command.text =
        "Reads the study file and its sample sheet, checks all of it, finds the features of every run, lays the runs "
        "onto one time axis, matches their features, fills the gaps, and writes tables, study.xlsx and report.html "
        "into "
        "OUT. A run that cannot be used is a row with its reason, the others go on. Typed again, it keeps what is done "
        "and goes on with the rest: after a stop, and after runs were added to the sheet; the frame and the features "
        "of "
        "the first time then stay as they are. With other parameters runs are looked at again and the frame is founded "
        "anew, which is said.";
    command.examples = {"gassan run study.toml -o results", "gassan run study.toml -o results -j 8 --strict",
                        "gassan run study.toml -o results --force --peak.min_snr 5"};
    command.least_files = command.most_files = 1;
    command.answers_json = true;
    command.declare = [flags](CLI::App& app) {
        declare_text(app, "-o,--output", flags->out, "the folder for the results: new, empty, or of an earlier start",
                     "OUT");
        declare_switch(app, "--force", flags->request.force, "move earlier results to OUT.previous and begin afresh");
        declare_switch(app, "--fail-fast", flags->request.fail_fast, "stop at the first run that fails");
        declare_switch(app, "--trust", flags->request.trust,
                       "do not hash again what is in OUT, nor inputs that have the size they had");
        declare_param_flags(app, flags->params);
    };
    command.run = [flags](const Session& session) { return on_results([&] { return run(*flags, session); }); };
    return command;
}

}  // namespace gassan
