#include "cli/command.hpp"
#include "cli/flags.hpp"
#include "cli/messages.hpp"
#include "cli/outputs.hpp"
#include "cli/progress.hpp"
#include "cli/talk.hpp"
#include "io/base/atomic_file.hpp"
#include "io/base/faults.hpp"
#include "io/base/text_encoding.hpp"
#include "io/study/study_draft.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace gassan {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct InitFlags {
    std::string output = "study.toml";
};

struct Surveyed {
    std::vector<RunSurvey> runs;
    std::vector<LeftOutRun> left_out;
};

/// Cells of a sheet are UTF-8 in one line, and so must be the names that stand in them.
void require_cell_name(const fs::path& path) {
    const std::string name = path.string();
    const bool control = std::any_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (control || first_bad_utf8(name) != std::string::npos)
        throw InputError(path, "", "the name holds what a sample sheet cannot",
                         "Rename the file: UTF-8 without control characters.");
}

Surveyed survey(const Session& session, const std::vector<fs::path>& paths) {
    Surveyed found;
    Progress progress(session);
    progress.stage(say(session.language, Say::stage_looking), Progress::Unit::items);
    for (std::size_t i = 0; i < paths.size(); ++i) {
        progress.at(i, paths.size());
        try {
            require_cell_name(paths[i]);
            found.runs.push_back(survey_run(paths[i]));
        } catch (const Error& error) {
            // A machine that cannot read one file (permission) can read the others.
            progress.clear();
            found.left_out.push_back({paths[i], error.what()});
            put_warning(session.language, error.what());
        }
    }
    progress.clear();
    return found;
}

/// A folder by its own name; one that is called runs, as many are, by that of the folder above.
std::string study_name(const fs::path& folder) {
    const fs::path place = fs::absolute(folder / ".").lexically_normal().parent_path();
    const bool tells_nothing = place.filename() == "runs" && place.parent_path().has_filename();
    return (tells_nothing ? place.parent_path() : place).filename().string();
}

/// Both files must be new: what a person has written is not ours to replace.
void require_new_file(const fs::path& file) {
    std::error_code code;
    if (fs::exists(fs::symlink_status(file, code)))
        throw UsageError(quoted_path(file) + ": is there already, and nothing is overwritten; give another with -o");
}

Json answer(const fs::path& study, const fs::path& sheet, const StudyDraft& draft, const Surveyed& found) {
    Json json{{"study", quoted_path(study)}, {"samples", quoted_path(sheet)}, {"reasons", draft.reasons}};
    json["runs"] = Json::array();
    for (const Sample& sample : draft.samples)
        json["runs"].push_back({{"file", sample.file_as_told},
                                {"sample_id", sample.sample_id},
                                {"type", sample_type_name(sample.type)},
                                {"specimen_id", sample.specimen_id},
                                {"batch", sample.batch},
                                {"injection_order", *sample.injection_order}});
    json["left_out"] = Json::array();
    for (const LeftOutRun& run : found.left_out)
        json["left_out"].push_back({{"file", quoted_path(run.path)}, {"reason", run.reason}});
    return json;
}

ExitCode init(const InitFlags& flags, const Session& session) {
    const fs::path folder = session.files.front();
    std::error_code code;
    if (!fs::is_directory(folder, code)) throw UsageError(quoted_path(folder) + ": is no folder; give one with runs");
    const auto paths = runs_below(folder);
    if (paths.empty())
        throw UsageError(
            quoted_path(folder) +
            ": neither it nor its folder runs holds a run (*.mzML, *.mzXML, *.cdf, *.mzMLb, *.d; text also .gz, .bz2)");
    if (const fs::path beside = fs::path(flags.output).parent_path(); !beside.empty()) make_folder(beside);
    const fs::path study = checked_output(flags.output, folder), sheet = study.parent_path() / "samples.tsv";
    if (study == sheet) throw UsageError("-o " + flags.output + ": this is the sheet's name; give the study.toml");
    require_new_file(study);
    require_new_file(sheet);

    const Surveyed found = survey(session, paths);
    if (found.runs.empty()) {
        put_error(session.language, say(session.language, Say::init_left_out, Count{found.left_out.size()}));
        return ExitCode::none_ok;
    }
    const fs::path beside = fs::absolute(study).lexically_normal().parent_path();
    std::vector<RunSurvey> runs = found.runs;
    for (RunSurvey& run : runs) run.path = fs::absolute(run.path).lexically_normal();
    const StudyDraft draft = draft_study(runs, found.left_out, beside, study_name(folder), sheet.filename().string());
    // The sheet first: a study.toml that is there names a sheet that is there.
    write_file_atomically(sheet, draft.samples_tsv);
    write_file_atomically(study, draft.study_toml);
    if (session.json)
        put_out(answer(study, sheet, draft, found).dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    put_summary(session, say(session.language, Say::init_written, quoted_path(study), quoted_path(sheet),
                             Count{found.runs.size()}));
    put_summary(session, say(session.language, Say::init_next, quoted_path(study)));
    if (found.left_out.empty()) return ExitCode::ok;
    put_error(session.language, say(session.language, Say::init_left_out, Count{found.left_out.size()}));
    return ExitCode::some_failed;
}

}  // namespace

Command init_command() {
    const auto flags = std::make_shared<InitFlags>();
    Command command;
    command.name = "init";
    command.arguments = "DIR [-o STUDY.toml]";
    command.summary = "study.toml and samples.tsv for a folder of runs";
    command.text =
        "Looks at every run in DIR and in its folder runs, and proposes a study: study.toml, and samples.tsv beside "
        "it, "
        "with one row a run (type, injection order, batch, polarity). Each choice stands in study.toml with its "
        "measured reason as a comment. Runs that cannot be used are named there and left out of the sheet (exit code "
        "1). Nothing is overwritten, and nothing is written beside the runs unless -o says so.";
    command.examples = {"gassan init runs", "gassan init /data/plasma -o plasma/study.toml"};
    command.least_files = command.most_files = 1;
    command.answers_json = true;
    command.declare = [flags](CLI::App& app) {
        declare_text(app, "-o,--output", flags->output,
                     "the study file to write; samples.tsv is written beside it (default: study.toml)", "STUDY.toml");
    };
    command.run = [flags](const Session& session) { return init(*flags, session); };
    return command;
}

}  // namespace gassan
