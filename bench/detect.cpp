/// \file
/// What finding peaks costs: nanoseconds a centroid for the whole road of a run and for each of its stages, beside
/// reading the same run, and beside OpenMS as whole processes. The answer is checked first. See bench/README.md.

#include "bench/programs.hpp"
#include "bench/scoring.hpp"
#include "bench/synthetic.hpp"
#include "core/base/robust.hpp"
#include "core/group/run_ions.hpp"
#include "core/peak/ion_peaks.hpp"
#include "core/peak/width_law.hpp"
#include "core/pipeline.hpp"
#include "core/signal/mass_drift.hpp"
#include "core/signal/mz_scatter.hpp"
#include "core/signal/scan_health.hpp"
#include "core/trace/ion_cache.hpp"
#include "core/trace/mass_traces.hpp"
#include "core/trace/trace_signal.hpp"
#include "io/read_run.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace gassan;
using namespace gassan::bench;

namespace {

constexpr int repeats = 3;
constexpr std::uint64_t seed = 101;

void require(bool holds, const char* what) {
    if (!holds) throw std::runtime_error(std::string("the answer is wrong: ") + what);
}

double least_recall(Set set) {
    return set == Set::hard ? 0.88 : 0.95;
}

struct Stage {
    const char* name;
    double cpu_s;
};

double scan_spacing_s(const Run& run) {
    std::vector<double> steps_s;
    for (std::size_t scan = 1; scan < run.scans(); ++scan)
        steps_s.push_back(run.scan_time_s[scan] - run.scan_time_s[scan - 1]);
    return gassan::median(std::move(steps_s));
}

/// The stages of process_run one after the other on one thread. \return how many ions come out
std::size_t walk_stages(const Run& run, std::vector<Stage>& stages) {
    const Params params;
    double last = now().cpu;
    const auto done = [&](const char* name) {
        const double time = now().cpu;
        stages.push_back({name, time - last});
        last = time;
    };
    const auto drift_ppm = mass_drift_ppm(run);
    done("mass drift");
    const auto centroids = ion_cache(run, drift_ppm);
    done("sorting by m/z");
    const auto support = centroid_support(centroids, run.scans());
    done("neighbours, scatter");
    const auto traces = mass_traces(centroids, support, run.scans(), params.trace);
    done("mass traces");
    const auto lasting = lasting_ions(traces, run.scans());
    RunClock clock{run.scan_time_s,
                   find_dropouts(lasting.enough() ? lasting.counts : total_ion_counts(run), params.signal),
                   expected_fwhm_s({}, run.scan_time_s), scan_spacing_s(run)};
    const auto noise = intensity_noise(traces);
    const RunContext context{centroids, clock, traces, support.scatter, drift_ppm, noise};
    done("scan health, noise");
    const auto law = learn_width_law(width_samples(context), params.peak, gassan::median(run.scan_time_s));
    clock.expected_fwhm_s = expected_fwhm_s(law, run.scan_time_s);
    done("width law");
    std::vector<IonPeak> found, settled;
    for (std::size_t trace = 0; trace < traces.size(); ++trace)
        for (auto& peak : peaks_of_trace(context, trace, params.peak)) found.push_back(std::move(peak));
    done("peaks of traces");
    for (const auto& peak : found)
        for (auto& better : settle_peak(context, peak, params.trace, params.peak)) settled.push_back(std::move(better));
    done("peaks measured anew");
    const auto ions = without_modulations(without_doubles(std::move(settled), context.scatter, params.trace),
                                          params.peak, params.group);
    (void)relate_ions(context, ions, params.trace, params.group);
    done("doubles, isotopes");
    return ions.size();
}

void print_stages(const Run& run, std::size_t features) {
    std::vector<Stage> stages;
    require(walk_stages(run, stages) == features, "the stages one by one find other ions than process_run");
    std::printf("  stages, CPU ns a centroid:");
    for (const Stage& stage : stages)
        std::printf("%s %s %.1f", &stage == stages.data() ? "" : ",", stage.name,
                    1e9 * stage.cpu_s / double(run.mz.size()));
    std::printf("\n");
}

struct Round {
    Seconds reading, one, two;
};

Seconds time_of(auto&& work) {
    const Seconds start = now();
    work();
    const Seconds end = now();
    return {end.wall - start.wall, end.cpu - start.cpu};
}

Round one_round(const TrueRun& truth, const std::filesystem::path& path, std::size_t features) {
    Run run;
    RunResult one, two;
    Round round;
    round.reading = time_of([&] { run = read_run(path).run; });
    round.one = time_of([&] { one = process_run(run, {}, {.threads = 1}); });
    round.two = time_of([&] { two = process_run(run, {}, {.threads = 2}); });
    require(run.mz == truth.run.mz && run.intensity == truth.run.intensity, "the run read is not the run written");
    require(one.features.size() == features && two.features.size() == features, "other features in other rounds");
    return round;
}

/// \return how many features there are
std::size_t check_answer(Set set, const TrueRun& truth) {
    std::vector<Found> found;
    for (const Feature& feature : process_run(truth.run, {}).features)
        found.push_back({feature.mz, feature.mt_s, feature.area});
    const Score result = score(found, truth.truth);
    require(result.recall >= least_recall(set), "recall is too low");
    std::printf("%s, seed %llu: %zu scans, %zu centroids; %zu features, recall %.3f\n", name(set).data(),
                static_cast<unsigned long long>(seed), truth.run.scans(), truth.run.mz.size(), found.size(),
                result.recall);
    return found.size();
}

/// CPU time and peak memory of processes; no memory where GNU time is not installed.
struct Cost {
    std::vector<double> cpu_s, peak_mb;
};

// GNU time measures memory, because a process that we start inherits our own peak; its own cost is a millisecond.
void run_once(const std::string& command, const std::filesystem::path& note, Cost& cost) {
    constexpr const char* gnu_time = "/usr/bin/time";
    if (!std::filesystem::exists(gnu_time)) {
        cost.cpu_s.push_back(run_program(command).cpu);
        return;
    }
    cost.cpu_s.push_back(run_program(std::string(gnu_time) + " -f %M -o '" + note.string() + "' " + command).cpu);
    double kilobytes = 0.0;
    std::ifstream(note) >> kilobytes;
    cost.peak_mb.push_back(kilobytes / 1024.0);
}

void print_cost(const char* who, const Cost& cost) {
    std::printf("%s %.2f s", who, bench::median(cost.cpu_s));
    if (!cost.peak_mb.empty()) std::printf(", %.0f MB", bench::median(cost.peak_mb));
}

// Whole processes with their start and their reading, in turn.
void race_openms(Set set, const std::filesystem::path& folder, const std::filesystem::path& path) {
    const auto theirs_out = folder / "theirs.featureXML";
    const std::string theirs = openms_command(set, path, theirs_out);
    const std::string ours = std::string("'") + GASSAN_PROGRAM + "' detect -j 1 '" + path.string() + "' -o '" +
                             (folder / "ours.tsv").string() + "'";
    Cost our_cost, their_cost;
    std::vector<double> ratio;
    for (int i = 0; i < repeats; ++i) {
        std::filesystem::remove(folder / "ours.tsv");
        run_once(ours, folder / "peak.txt", our_cost);
        run_once(theirs, folder / "peak.txt", their_cost);
        ratio.push_back(their_cost.cpu_s.back() / our_cost.cpu_s.back());
    }
    require(!read_feature_xml(theirs_out).empty(), "OpenMS found nothing");
    std::printf("  whole process, CPU and peak memory: ");
    print_cost("gassan detect", our_cost);
    print_cost("; OpenMS FeatureFinderMetabo", their_cost);
    std::printf("; ratio of CPU %.1f\n", bench::median(ratio));
}

void bench_set(Set set, bool with_openms) {
    const TrueRun truth = make_run(set, seed);
    const TemporaryFolder folder;
    const auto path = folder.path() / "run.mzML";
    write_run(path, truth.run);
    const std::size_t features = check_answer(set, truth);
    const double per_centroid = 1e9 / double(truth.run.mz.size());
    std::vector<double> one, two, speedup, over_reading;
    for (int i = 0; i < repeats; ++i) {
        const Round round = one_round(truth, path, features);
        one.push_back(round.one.cpu * per_centroid);
        two.push_back(round.two.cpu * per_centroid);
        speedup.push_back(round.one.wall / round.two.wall);
        over_reading.push_back(round.one.cpu / round.reading.cpu);
    }
    std::printf(
        "  process_run: CPU %.0f ns a centroid, %.1f times reading; with 2 threads CPU %.0f ns, wall %.2f times as "
        "fast\n",
        bench::median(one), bench::median(over_reading), bench::median(two), bench::median(speedup));
    print_stages(truth.run, features);
    if (with_openms) race_openms(set, folder.path(), path);
    std::fflush(stdout);
}

}  // namespace

int main() try {
    const bool with_openms = has_openms();
    std::printf("finding peaks; medians of %d interleaved rounds, one thread unless said\n", repeats);
    if (!with_openms) std::printf("SKIPPED: OpenMS FeatureFinderMetabo is not installed\n");
    for (const Set set : {Set::tiny, Set::easy, Set::hard}) bench_set(set, with_openms);
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_detect: %s\n", error.what());
    return 1;
}
