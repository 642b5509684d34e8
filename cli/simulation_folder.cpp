#include "cli/simulation_folder.hpp"

#include "cli/outputs.hpp"
#include "cli/simulation_study.hpp"
#include "cli/simulation_tables.hpp"
#include "core/base/parallel.hpp"
#include "core/simulate/peak_list.hpp"
#include "io/base/atomic_file.hpp"
#include "io/base/faults.hpp"
#include "io/table/write_features.hpp"

#include <cerrno>
#include <fstream>
#include <mutex>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace gassan {
namespace {

namespace fs = std::filesystem;

/// A study while it is written.
struct Making {
    const fs::path& folder;
    const SimulationRequest& request;
    const MzmlWriteOptions& mzml;
    const StudyConditions& study;
};

/// One run from the dice into its file, spectrum by spectrum.
RunTruth write_spectra(const Making& making, const fs::path& path, const std::string& name, std::uint32_t run,
                       SimulationSummary& made) {
    const SimulationRequest& request = making.request;
    MzmlWriteOptions options = making.mzml;
    options.run_id = name;
    RunTruth truth;
    const auto scans = draw_scan_times(request.params, making.study, request.seed, run).size();
    write_mzml(path, options, scans, [&](const SpectrumTaker& take) {
        Spectrum spectrum;
        spectrum.polarity = making.study.polarity;
        spectrum.representation =
            request.params.mass.spectra == "profile" ? Representation::profile : Representation::centroid;
        truth = simulate_spectra(request.params, making.study, request.compounds, request.seed, run,
                                 [&](double time_s, std::span<const double> mz, std::span<const float> intensity) {
                                     spectrum.index = made.scans++;
                                     spectrum.id = "scan=" + std::to_string(made.scans);
                                     spectrum.time_s = time_s;
                                     spectrum.mz.assign(mz.begin(), mz.end());
                                     spectrum.intensity.assign(intensity.begin(), intensity.end());
                                     made.centroids += mz.size();
                                     take(spectrum);
                                 });
    });
    return truth;
}

/// The peaks that would be found in a run, without its spectra.
RunTruth write_peaks(const Making& making, const fs::path& path, std::uint32_t run, SimulationSummary& made) {
    const SimulationRequest& request = making.request;
    RunTruth truth = run_truth(request.params, making.study, request.compounds, request.seed, run);
    const auto peaks = simulate_peak_list(request.params, making.study, truth, request.seed, run);
    write_file_atomically(path, features_tsv(peaks));
    made.peaks = peaks.size();
    return truth;
}

/// Run, truth, and its row of simulation_runs.tsv.
SimulationSummary write_run(const Making& making, std::size_t run, std::string& row) {
    SimulationSummary made{.runs = 1};
    const std::string name = making.request.run_name(int(run));
    const fs::path file = making.folder / simulated_run_file(making.request, name);
    RunTruth truth = making.request.params.design.emit == "peaks"
                         ? write_peaks(making, file, std::uint32_t(run), made)
                         : write_spectra(making, file, name, std::uint32_t(run), made);
    drop_faint_ions(making.request.params.design, truth.ions);
    write_file_atomically(making.folder / "truth" / (name + ".tsv"), truth_tsv(truth.ions));
    row = runs_row(name, run, truth.conditions, making.study);
    made.ions = truth.ions.size();
    return made;
}

void add(SimulationSummary& all, const SimulationSummary& one) {
    all.runs += one.runs;
    all.ions += one.ions;
    all.scans += one.scans;
    all.centroids += one.centroids;
    all.peaks += one.peaks;
}

/// The user's table goes with the study, so that simulation.toml needs nothing from outside the folder.
/// \return its name there
std::string copy_compound_table(const fs::path& from, const fs::path& folder) {
    if (from.empty()) return {};
    const std::string name = "simulation_compounds" + from.extension().string();
    std::ifstream file(from, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    if (!file) throw_file_error(from, "be read", errno);
    write_file_atomically(folder / name, bytes.str());
    return name;
}

}  // namespace

SimulationSummary write_simulation(const fs::path& folder, const SimulationRequest& request,
                                   const MzmlWriteOptions& mzml, int threads, const SimulationProgress& progress) {
    check(request.params);
    const StudyConditions study = draw_study(request.params, request.compounds, request.seed);
    const Making making{folder, request, mzml, study};
    make_folder(folder);
    make_folder((folder / simulated_run_file(request, "any")).parent_path());
    make_folder(folder / "truth");
    const std::string compound_table = copy_compound_table(request.compound_table, folder);

    const auto runs = std::size_t(request.params.design.runs);
    SimulationSummary summary;
    std::vector<std::string> rows(runs);
    std::mutex counting;
    if (progress) progress(0, runs);
    parallel_for(runs, threads, [&](std::size_t run) {
        const SimulationSummary made = write_run(making, run, rows[run]);
        const std::lock_guard lock(counting);
        add(summary, made);
        if (progress) progress(summary.runs, runs);
    });
    summary.compounds = request.compounds.size();

    std::string conditions = runs_header();
    for (const std::string& row : rows) conditions += row;
    write_file_atomically(folder / "simulation.toml", simulation_toml(request, compound_table));
    write_file_atomically(folder / "simulation_runs.tsv", conditions);
    write_file_atomically(folder / "simulation_background.tsv", background_tsv(study.background));
    if (request.params.design.plan != "lone")
        write_file_atomically(folder / "simulation_concentrations.tsv",
                              concentrations_tsv(request.compounds, study.samples));
    write_file_atomically(folder / "compounds.tsv", simulated_compounds_tsv(request));
    write_file_atomically(folder / "samples.tsv", simulated_samples_tsv(request, study));
    write_file_atomically(folder / "study.toml", simulated_study_toml(request));
    return summary;
}

}  // namespace gassan
