#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "cli/param_flags.hpp"
#include "cli/progress.hpp"
#include "cli/talk.hpp"
#include "io/base/faults.hpp"
#include "io/mzml/read_mzml.hpp"
#include "io/read_run.hpp"
#include "io/study/params_toml.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

namespace gassan {
namespace {

using Json = nlohmann::ordered_json;

/// What one file was found to be.
struct Verdict {
    std::filesystem::path file;
    std::string reason;                   ///< why it cannot be used, what to do; empty for a file that is ready
    bool machine = false;                 ///< the machine failed, not the file
    std::optional<RunSummary> run;        ///< of a raw run that is ready
    std::vector<std::string> parameters;  ///< of a study.toml: what it sets
    Notes notes;

    [[nodiscard]] bool ready() const { return reason.empty(); }
};

bool is_sheet(const std::filesystem::path& file) {
    const auto type = file.extension();
    return type == ".tsv" || type == ".csv" || type == ".xlsx";
}

void check_study(Verdict& verdict) {
    Params params;
    const StudyParams study = read_study_params(verdict.file, params);
    verdict.parameters = study.set;
    for (const std::string& table : study.tables) {
        if (table == "separation") continue;
        verdict.notes.push_back(
            {"not-checked", "[" + table + "]",
             "this version checks the parameter tables and [separation] of a study file; this table "
             "was not looked at"});
    }
}

/// An indexedmzML states its own SHA-1. Where it has another, the file was changed after it was written: perhaps on
/// purpose, perhaps on its way.
void check_checksum(Verdict& verdict) {
    const FileChecksum checksum = mzml_checksum(verdict.file);
    const auto same_digit = [](char a, char b) { return a == b || (a >= 'A' && a <= 'F' && a + 32 == b); };
    if (std::equal(checksum.stated.begin(), checksum.stated.end(), checksum.computed.begin(), checksum.computed.end(),
                   same_digit))
        return;
    verdict.notes.push_back({"checksum", "fileChecksum",
                             "the file states the SHA-1 " + checksum.stated + " of itself and has " +
                                 checksum.computed +
                                 ": it was changed after it was written, or damaged on its way; compare it with the "
                                 "original"});
}

void check_run(Verdict& verdict, const ReadParams& params, Progress& progress) {
    verdict.run =
        read_run(verdict.file, params, [&](std::uint64_t done, std::uint64_t all) { progress.at(done, all); }).summary;
    verdict.notes = verdict.run->notes;
    check_checksum(verdict);
}

/// What is said of a file, where its name already stands above.
std::string without_name(const std::filesystem::path& file, const std::string& line) {
    const std::string name = quoted_path(file) + ": ";
    return line.starts_with(name) ? line.substr(name.size()) : line;
}

Verdict check_file(const Session& session, const std::filesystem::path& file, const ReadParams& params) {
    Verdict verdict;
    verdict.file = file;
    Progress progress(session);
    progress.stage(quoted_path(file.filename()), Progress::Unit::bytes);
    try {
        if (file.extension() == ".toml")
            check_study(verdict);
        else if (is_sheet(file) && std::filesystem::is_regular_file(file))
            verdict.reason =
                "a sheet by its name; this version checks raw runs (mzML), parameter tables and [separation] of "
                "study.toml, "
                "sheets "
                "are not read yet";
        else
            check_run(verdict, params, progress);
    } catch (const EnvironmentError& error) {
        verdict.reason = without_name(file, error.what());
        verdict.machine = true;
    } catch (const Error& error) {
        verdict.reason = without_name(file, error.what());
    }
    return verdict;
}

std::string polarity_text(Language language, const RunSummary& run) {
    if (run.positive > 0 && run.negative > 0)
        return say(language, Say::both, grouped(run.positive), grouped(run.negative));
    return say(language, run.positive > 0 ? Say::positive : run.negative > 0 ? Say::negative : Say::no_polarity);
}

std::string kind_text(Language language, const RunSummary& run) {
    return say(language, run.centroid > 0 ? Say::centroid : run.profile > 0 ? Say::profile : Say::no_kind);
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

/// "70.0652 to 999.913", or nothing for a run without a point.
std::string range(double low, double high, const char* unit) {
    return std::isfinite(low) ? fmt::format("{:.4f} - {:.4f}{}", low, high, unit) : "";
}

/// Control characters of a foreign text would move the cursor or break the line.
std::string shown(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    return text;
}

std::string run_lines(Language language, const RunSummary& run) {
    std::string text;
    const auto line = [&](Say head, const std::string& value) {
        if (!value.empty()) text += "  " + padded(say(language, head), 14) + shown(value) + "\n";
    };
    line(Say::head_format, run.format);
    line(Say::head_instrument, run.instrument);
    line(Say::head_started, run.start_time);
    line(Say::head_software, joined(run.software));
    line(Say::head_source, run.source_name);
    line(Say::head_sample, run.sample_name);
    line(Say::head_spectra,
         say(language, Say::spectra, grouped(run.spectra), grouped(run.ms1), grouped(run.ms1_empty), grouped(run.ms2)));
    line(Say::head_kind, kind_text(language, run));
    line(Say::head_polarity, polarity_text(language, run));
    line(Say::head_time, range(run.first_time_s, run.last_time_s, " s"));
    line(Say::head_mz, range(run.min_mz, run.max_mz, ""));
    line(Say::head_points, grouped(run.points));
    return text;
}

std::string verdict_text(Language language, const Verdict& verdict) {
    const auto line = [&](Say head, const std::string& value) {
        return "  " + padded(say(language, head), 14) + shown(value) + "\n";
    };
    std::string text = quoted_path(verdict.file) + ": " +
                       say(language, verdict.ready() ? Say::verdict_ready : Say::verdict_bad) + "\n";
    if (!verdict.ready()) return text + line(Say::head_reason, verdict.reason);
    if (verdict.run) text += run_lines(language, *verdict.run);
    if (!verdict.run) text += line(Say::head_parameters, joined(verdict.parameters));
    for (const Note& note : verdict.notes)
        text += line(Say::head_warning, (note.where.empty() ? "" : note.where + ": ") + note.text);
    if (verdict.run) text += line(Say::head_next, "gassan detect " + quoted_path(verdict.file) + " -o features.tsv");
    return text;
}

Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json run_json(const RunSummary& run) {
    return {{"format", run.format},
            {"instrument", run.instrument},
            {"started", run.start_time},
            {"software", run.software},
            {"source_file", run.source_name},
            {"sample_name", run.sample_name},
            {"bytes", run.file_bytes},
            {"spectra", run.spectra},
            {"ms1", run.ms1},
            {"ms1_empty", run.ms1_empty},
            {"ms2", run.ms2},
            {"centroid", run.centroid},
            {"profile", run.profile},
            {"positive", run.positive},
            {"negative", run.negative},
            {"points", run.points},
            {"first_time_s", number(run.first_time_s)},
            {"last_time_s", number(run.last_time_s)},
            {"min_mz", number(run.min_mz)},
            {"max_mz", number(run.max_mz)}};
}

Json verdict_json(const Verdict& verdict) {
    Json entry{{"file", quoted_path(verdict.file)}, {"verdict", verdict.ready() ? "ready" : "cannot be used"}};
    if (!verdict.ready()) entry["reason"] = verdict.reason;
    if (verdict.run) entry["run"] = run_json(*verdict.run);
    if (verdict.ready() && !verdict.run) entry["parameters"] = verdict.parameters;
    entry["warnings"] = Json::array();
    for (const Note& note : verdict.notes)
        entry["warnings"].push_back({{"code", note.code}, {"where", note.where}, {"text", note.text}});
    return entry;
}

/// One bad file never stops the others; what they are together decides the end.
ExitCode outcome(const Session& session, const std::vector<Verdict>& verdicts) {
    std::size_t bad = 0, machine = 0, warnings = 0;
    for (const Verdict& verdict : verdicts) {
        bad += !verdict.ready();
        machine += verdict.machine;
        warnings += verdict.notes.size();
    }
    if (bad == 0) return with_warnings(session, warnings);
    put_error(session.language, say(session.language, Say::checked_bad, bad, verdicts.size()));
    if (machine > 0) return ExitCode::environment;
    return bad == verdicts.size() ? ExitCode::none_ok : ExitCode::some_failed;
}

ExitCode check_all(const ParamFlags& flags, const Session& session) {
    const EffectiveParams params = effective_params(flags);
    std::vector<Verdict> verdicts;
    Json list = Json::array();
    for (const std::string& file : session.files) {
        const Verdict& verdict = verdicts.emplace_back(check_file(session, file, params.params.read));
        // Told file by file: a folder of large runs takes its time.
        if (session.json)
            list.push_back(verdict_json(verdict));
        else
            put_out(verdict_text(session.language, verdict));
    }
    if (session.json) put_out(list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    return outcome(session, verdicts);
}

}  // namespace

Command check_command() {
    const auto flags = std::make_shared<ParamFlags>();
    Command command;
    command.name = "check";
    command.arguments = "FILE... [--json]";
    command.summary = "what is in a file, can gassan use it, and what to do if not";
    command.text =
        "Reads every file as gassan detect would and says what it holds: format, instrument, spectra, polarity, times, "
        "m/z. A verdict a file: ready, or why not and what to do. This version checks raw runs (mzML, plain or gzip) "
        "and "
        "the parameter tables and [separation] of a study.toml. Names of samples and source files are personal data: "
        "they are shown "
        "here "
        "and written nowhere.";
    command.examples = {"gassan check run.mzML", "gassan check runs/*.mzML --json",
                        "gassan check study.toml --lang ja"};
    command.least_files = 1;
    command.most_files = SIZE_MAX;
    command.answers_json = true;
    command.declare = [flags](CLI::App& app) { declare_params(app, *flags, {"read"}); };
    command.run = [flags](const Session& session) { return check_all(*flags, session); };
    return command;
}

}  // namespace gassan
