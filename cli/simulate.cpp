#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "cli/outputs.hpp"
#include "cli/parse.hpp"
#include "cli/progress.hpp"
#include "cli/talk.hpp"
#include "cli/version.hpp"
#include "io/base/faults.hpp"
#include "io/study/write_simulation.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <chrono>

namespace gassan {
namespace {

struct SimulateFlags {
    std::string preset, output, seed = "1", runs;
};

std::string preset_names() {
    std::string text;
    for (const auto name : simulate_presets()) text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

SimulationRequest request_of(const SimulateFlags& flags) {
    if (flags.preset.empty()) throw UsageError("--preset is missing; there is: " + preset_names());
    if (flags.output.empty()) throw UsageError("-o DIR is missing: the folder that will hold the runs");
    SimulationRequest request;
    request.preset = flags.preset;
    request.study = simulate_preset(flags.preset);
    request.seed = whole_number("--seed", flags.seed, 0, INT64_MAX);
    if (!flags.runs.empty()) request.study.params.design.runs = int(whole_number("--runs", flags.runs, 1, 100000));
    request.mzml.software_version = version();
    return request;
}

ExitCode simulate(const SimulateFlags& flags, const Session& session) {
    const SimulationRequest request = request_of(flags);
    require_new_folder(flags.output);
    const auto begun = std::chrono::steady_clock::now();
    Progress progress(session);
    progress.stage(say(session.language, Say::stage_simulating), Progress::Unit::items);
    const SimulationSummary made =
        write_simulation(flags.output, request, [&](std::size_t done, std::size_t all) { progress.at(done, all); });
    progress.clear();

    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    if (session.json) {
        const nlohmann::ordered_json answer{{"folder", quoted_path(flags.output)},
                                            {"preset", request.preset},
                                            {"seed", request.seed},
                                            {"runs", made.runs},
                                            {"compounds", made.compounds},
                                            {"ions", made.ions},
                                            {"scans", made.scans},
                                            {"centroids", made.centroids}};
        put_out(answer.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
    }
    put_summary(session, say(session.language, Say::simulated, quoted_path(flags.output), made.runs, request.seed,
                             fmt::format("{:.1f}", seconds)));
    return ExitCode::ok;
}

}  // namespace

Command simulate_command() {
    const auto flags = std::make_shared<SimulateFlags>();
    Command command;
    command.name = "simulate";
    command.arguments = "--preset NAME -o DIR [--seed N] [--runs N]";
    command.summary = "runs with known truth, to try things on";
    command.text =
        "Writes CE-MS runs whose every peak is known: runs/*.mzML, samples.tsv, study.toml, compounds.tsv, and "
        "truth/*.tsv with m/z, migration time, area and height of each ion. The same seed gives the same values on "
        "every "
        "machine. Presets: " +
        preset_names() + ".";
    command.examples = {"gassan simulate --preset tiny -o tiny", "gassan simulate --preset demo -o study --seed 7"};
    command.answers_json = true;
    command.declare = [flags](CLI::App& app) {
        app.add_option("--preset", flags->preset, "which kind of study")->type_name("NAME");
        app.add_option("-o,--output", flags->output, "a new or empty folder for it")->type_name("DIR");
        app.add_option("--seed", flags->seed, "another number gives other runs of the same kind (default: 1)")
            ->type_name("N");
        app.add_option("--runs", flags->runs, "how many runs (default: as the preset says)")->type_name("N");
    };
    command.run = [flags](const Session& session) { return simulate(*flags, session); };
    return command;
}

}  // namespace gassan
