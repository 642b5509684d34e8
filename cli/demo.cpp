#include "cli/command.hpp"
#include "cli/detect_run.hpp"
#include "cli/messages.hpp"
#include "cli/outputs.hpp"
#include "cli/talk.hpp"
#include "cli/version.hpp"
#include "io/base/atomic_file.hpp"
#include "io/base/faults.hpp"
#include "io/report/run_report.hpp"
#include "io/study/write_simulation.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace gassan {
namespace {

namespace fs = std::filesystem;

/// Stands in every folder that this command made; without it a folder with files is somebody's and is left alone.
constexpr const char* mark = "about-this-demo.txt";

constexpr const char* mark_text =
    "Made by `gassan demo`. Run again, it writes the same files again; nothing here is worth keeping.\n\n"
    "report.html                   the first run: open it in a browser\n"
    "runs/*.mzML                   the simulated runs\n"
    "runs/*.features.tsv           what was found in them\n"
    "runs/*.features.provenance.json   with which version, parameters and input\n"
    "truth/*.tsv                   what is really in them\n"
    "samples.tsv, compounds.tsv, study.toml   the study as a laboratory would describe it\n";

/// One run of the demo and where its table lies.
struct DemoRun {
    fs::path file, table;
    std::size_t features = 0;
};

void simulate_study(const Session& session, const fs::path& folder) {
    SimulationRequest request;
    request.study = simulate_preset(request.preset);
    request.mzml.software_version = version();
    Progress progress(session);
    progress.stage(say(session.language, Say::stage_simulating), Progress::Unit::items);
    write_simulation(folder, request, [&](std::size_t done, std::size_t all) { progress.at(done, all); });
}

std::vector<fs::path> runs_in(const fs::path& folder) {
    std::vector<fs::path> runs;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".mzML") runs.push_back(entry.path());
    std::sort(runs.begin(), runs.end());
    return runs;
}

/// The parameters as a study.toml would hold them.
std::string parameters_text(const Params& params) {
    std::string text;
    for (const ParamStage& stage : param_table(params)) {
        text += "[" + stage.name + "]\n";
        for (const ParamRow& row : stage.rows) text += row.key + " = " + param_text(row.value) + "\n";
    }
    return text;
}

/// With the separation that the simulated study describes, everything else as it is by default.
DemoRun detect_one(const Session& session, const fs::path& study, const fs::path& file, const fs::path& report) {
    const EffectiveParams defaults = effective_params({.study = study.string(), .typed = {}});
    const DetectedRun run = detect_run(session, file, defaults, report.empty() ? 0 : report_electropherograms);
    DemoRun done{file, fs::path(file).replace_extension(".features.tsv"), run.result.features.size()};
    write_results(session, file, defaults, run, done.table);
    if (!report.empty())
        write_file_atomically(report, run_report_html(file.filename(), run.summary, run.result,
                                                      {"gassan " + version(), parameters_text(defaults.params)}));
    put_summary(session, summary_line(session.language, file, run));
    return done;
}

std::string answer_json(const fs::path& folder, const fs::path& report, const std::vector<DemoRun>& runs) {
    nlohmann::ordered_json answer{{"folder", quoted_path(folder)}, {"report", quoted_path(report)}};
    answer["runs"] = nlohmann::ordered_json::array();
    for (const DemoRun& run : runs)
        answer["runs"].push_back(
            {{"file", quoted_path(run.file)}, {"table", quoted_path(run.table)}, {"features", run.features}});
    return answer.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

ExitCode demo(const std::string& output, const Session& session) {
    const fs::path folder = output, report = folder / "report.html";
    require_own_folder(folder, mark);
    make_folder(folder);
    write_file_atomically(folder / mark, mark_text);
    simulate_study(session, folder);
    std::vector<DemoRun> runs;
    for (const fs::path& file : runs_in(folder / "runs"))
        runs.push_back(detect_one(session, folder / "study.toml", file, runs.empty() ? report : fs::path()));

    if (session.json) {
        put_out(answer_json(folder, report, runs));
    } else {
        put_out(say(session.language, Say::demo_report, quoted_path(report)) + "\n" +
                say(session.language, Say::demo_next) +
                "\n  gassan check run.mzML\n  gassan detect run.mzML -o features.tsv\n");
    }
    return ExitCode::ok;
}

}  // namespace

Command demo_command() {
    const auto output = std::make_shared<std::string>("gassan-demo");
    Command command;
    command.name = "demo";
    command.arguments = "[-o DIR]";
    command.summary = "simulate a small study, find its peaks, and draw a report";
    command.text =
        "Simulates a few runs, finds their features as gassan detect would, and writes report.html for the first of "
        "them. "
        "Says where it lies and what to type next. The folder is new, empty, or that of an earlier demo.";
    command.examples = {"gassan demo", "gassan demo -o /tmp/first-look --lang ja"};
    command.answers_json = true;
    command.declare = [output](CLI::App& app) {
        app.add_option("-o,--output", *output, "the folder for it (default: gassan-demo)")->type_name("DIR");
    };
    command.run = [output](const Session& session) { return demo(*output, session); };
    return command;
}

}  // namespace gassan
