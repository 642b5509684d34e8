#include "cli/command.hpp"
#include "cli/detect_run.hpp"
#include "cli/flags.hpp"
#include "cli/messages.hpp"
#include "cli/outputs.hpp"
#include "cli/talk.hpp"
#include "io/table/write_features.hpp"

namespace gassan {
namespace {

struct DetectFlags {
    ParamFlags params;
    std::string output;
    bool has_output = false;
};

ExitCode detect(const DetectFlags& flags, const Session& session) {
    const std::filesystem::path input = session.files.front();
    const EffectiveParams params = effective_params(flags.params);
    if (!flags.has_output && session.json)
        throw UsageError("--json prints the provenance, and the features need standard output for themselves; add -o");
    const auto output = flags.has_output ? checked_output(flags.output, input) : std::filesystem::path();
    if (flags.has_output) static_cast<void>(checked_output(provenance_path(output), input));

    const DetectedRun run = detect_run(session, input, params);
    if (!flags.has_output) {
        put_out(features_tsv(run.result.features));
    } else {
        const std::string provenance = write_results(session, input, params, run, output);
        if (session.json) put_out(provenance);
    }
    put_summary(session, summary_line(session.language, input, run));
    return with_warnings(session, run.notes().size());
}

}  // namespace

Command detect_command() {
    const auto flags = std::make_shared<DetectFlags>();
    Command command;
    command.name = "detect";
    command.arguments = "FILE [-o features.tsv] [--study STUDY.toml]";
    command.summary = "the features of one run: ions, migration times, areas";
    command.text =
        "Reads one run and writes its features as a table, to standard output or to the file of -o. With -o the "
        "provenance (input, its SHA-256, all parameters, warnings) is written beside it as X.provenance.json. The "
        "files appear under their names only when they are whole. Where the study file has a [separation] with its "
        "markers, features get their electrophoretic mobilities.";
    command.examples = {"gassan detect run.mzML > features.tsv", "gassan detect run.mzML -o features.tsv",
                        "gassan detect run.mzML.gz -o features.tsv --read.polarity positive",
                        "gassan detect run.mzML -o features.tsv --study study.toml"};
    command.least_files = command.most_files = 1;
    command.answers_json = true;
    command.declare = [flags](CLI::App& app) {
        declare_value(
            app, "-o,--output",
            [flags](const std::string& path) {
                flags->output = path;
                flags->has_output = true;
            },
            "write the features here instead of to standard output", "FILE");
        declare_params(app, flags->params);
    };
    command.run = [flags](const Session& session) { return detect(*flags, session); };
    return command;
}

}  // namespace gassan
