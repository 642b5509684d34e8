#include "cli/command.hpp"
#include "cli/flags.hpp"
#include "cli/messages.hpp"
#include "cli/outputs.hpp"
#include "cli/progress.hpp"
#include "cli/run_study.hpp"
#include "cli/simulation_folder.hpp"
#include "cli/talk.hpp"
#include "cli/version.hpp"
#include "io/base/atomic_file.hpp"
#include "io/base/faults.hpp"

namespace gassan {
namespace {

namespace fs = std::filesystem;

/// Stands in every folder that this command made; without it a folder with files is somebody's and is left alone.
constexpr const char* mark = "about-this-demo.txt";

constexpr const char* mark_text =
    "Made by `gassan demo`. Run again, it writes the same files again; nothing here is worth keeping.\n\n"
    "results/report.html           the study at a glance: open it in a browser\n"
    "results/*.tsv, study.xlsx     its tables: runs, features, cells, areas\n"
    "results/runs, study.h5        the store, from which a further start goes on\n"
    "runs/*.mzML                   the simulated runs\n"
    "truth/*.tsv                   what is really in them\n"
    "samples.tsv, compounds.tsv, study.toml   the study as a laboratory would describe it\n";

void simulate_study(const Session& session, const fs::path& folder) {
    Progress progress(session);
    progress.stage(say(session.language, Say::stage_simulating), Progress::Unit::items);
    write_simulation(folder, preset_request("demo"), {.software_version = version()}, session.threads,
                     [&](std::size_t done, std::size_t all) { progress.at(done, all); });
}

ExitCode demo(const std::string& output, const Session& session) {
    const fs::path folder = output;
    require_own_folder(folder, mark);
    make_folder(folder);
    write_file_atomically(folder / mark, mark_text);
    simulate_study(session, folder);
    const StudyOutcome outcome = run_study(session, read_study(folder / "study.toml"), {.out = folder / "results"});
    const ExitCode code = conclude(session, outcome);
    if (!session.json)
        put_out(say(session.language, Say::demo_report, quoted_path(outcome.report)) + "\n" +
                say(session.language, Say::demo_next) +
                "\n  gassan init FOLDER_OF_RUNS\n  gassan run study.toml -o results\n");
    return code;
}

}  // namespace

Command demo_command() {
    const auto output = std::make_shared<std::string>("gassan-demo");
    Command command;
    command.name = "demo";
    command.arguments = "[-o DIR]";
    command.summary = "simulate a small study, run it end to end, and say where the report lies";
    command.text =
        "Simulates the runs of a small study, two groups with pool samples and blanks, and does with them what gassan "
        "run does: features, alignment, tables, report. Says where the report lies and what to type next. The folder "
        "is "
        "new, empty, or that of an earlier demo; nothing that is done already is done again.";
    command.examples = {"gassan demo", "gassan demo -o /tmp/first-look --lang ja"};
    command.answers_json = true;
    command.declare = [output](CLI::App& app) {
        declare_text(app, "-o,--output", *output, "the folder for it (default: gassan-demo)", "DIR");
    };
    command.run = [output](const Session& session) { return demo(*output, session); };
    return command;
}

}  // namespace gassan
