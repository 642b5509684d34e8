#include "cli/command.hpp"
#include "cli/flags.hpp"
#include "cli/messages.hpp"
#include "cli/outputs.hpp"
#include "cli/param_flags.hpp"
#include "cli/progress.hpp"
#include "cli/simulation_folder.hpp"
#include "cli/talk.hpp"
#include "cli/version.hpp"
#include "io/base/faults.hpp"

#include <nlohmann/json.hpp>

#include <chrono>

namespace gassan {
namespace {

struct SimulateFlags {
    SimulationWords words;
    std::string output;
};

std::string answer(const std::string& folder, const SimulationRequest& request, const SimulationSummary& made) {
    const nlohmann::ordered_json json{{"folder", quoted_path(folder)},
                                      {"preset", request.preset},
                                      {"geometry", request.params.separation.geometry},
                                      {"seed", request.seed},
                                      {"runs", made.runs},
                                      {"compounds", made.compounds},
                                      {"ions", made.ions},
                                      {"scans", made.scans},
                                      {"centroids", made.centroids},
                                      {"peaks", made.peaks}};
    return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

ExitCode simulate(const SimulateFlags& flags, const Session& session) {
    NoteBook notes;
    const SimulationRequest request = request_of(flags.words, notes);
    if (flags.output.empty()) throw UsageError("-o DIR is missing: the folder that will hold the runs");
    require_new_folder(flags.output);
    put_notes(session, request.compound_table.empty() ? std::filesystem::path(flags.output) : request.compound_table,
              notes.notes());
    const auto begun = std::chrono::steady_clock::now();
    Progress progress(session);
    progress.stage(say(session.language, Say::stage_simulating), Progress::Unit::items);
    const SimulationSummary made =
        write_simulation(flags.output, request, {.software_version = version()}, session.threads,
                         [&](std::size_t done, std::size_t all) { progress.at(done, all); });
    progress.clear();

    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    if (session.json) put_out(answer(flags.output, request, made));
    put_summary(session, say(session.language, Say::simulated, quoted_path(flags.output), Count{made.runs},
                             request.seed, fmt::format("{:.1f}", seconds)));
    return with_warnings(session, notes.notes().size());
}

void declare(CLI::App& app, SimulateFlags& flags) {
    SimulationWords& words = flags.words;
    declare_text(app, "--preset", words.preset, "which kind of study", "NAME");
    declare_text(app, "-o,--output", flags.output, "a new or empty folder for it", "DIR");
    declare_text(app, "--seed", words.seed, "another number gives other runs of the same kind (default: 1)", "N");
    declare_text(app, "--runs", words.runs, "how many runs (default: as the preset says)", "N");
    declare_text(app, "--config", words.config,
                 "preset, seed, compounds and parameters in a file; simulation.toml of a simulated study is one",
                 "FILE.toml");
    declare_text(app, "--compounds", words.compounds, "your own compounds instead of those of the preset", "TABLE");
    declare_text(app, "--geometry", words.geometry,
                 "cation, anion_silica or anion_coated: electrolyte, wall and sign of the voltage", "NAME");
    declare_switch(app, "--profile", words.profile, "profile spectra instead of centroids");
    declare_table_flags(app, words.typed, param_table(SimulateParams{}));
}

}  // namespace

Command simulate_command() {
    const auto flags = std::make_shared<SimulateFlags>();
    Command command;
    command.name = "simulate";
    command.arguments = "--preset NAME -o DIR [--seed N] [--runs N] [--config FILE] [--compounds FILE]";
    command.summary = "runs with known truth, to try things on";
    command.text =
        "Writes CE-MS runs whose every peak is known: runs/*.mzML, samples.tsv, study.toml, compounds.tsv, and "
        "truth/*.tsv with m/z, migration time, area and height of each ion; simulation.toml says how it was made and "
        "is a --config that makes it again. The same seed gives the same bytes on machines of a kind, for any number "
        "of "
        "threads. Presets: " +
        preset_list() +
        ". The command line goes over --config, that over what the geometry asks for, that over the preset; the "
        "defaults below are those of preset tiny in geometry cation.";
    command.examples = {"gassan simulate --preset tiny -o tiny", "gassan simulate --preset demo -o study --seed 7",
                        "gassan simulate --preset method --geometry anion_silica -o anions",
                        "gassan simulate --preset tiny -o quiet --suppression.least_signal 1 --noise.spikes_per_min 0",
                        "gassan simulate --config study/simulation.toml -o again"};
    command.answers_json = true;
    command.declare = [flags](CLI::App& app) { declare(app, *flags); };
    command.run = [flags](const Session& session) { return simulate(*flags, session); };
    return command;
}

}  // namespace gassan
