/// \file
/// What becomes of compounds over the runs of a study: rows and cells of ours and of OpenMS against the truth.
/// bench_accuracy calls it. See bench/README.md.

#include "bench/openms_study.hpp"
#include "bench/programs.hpp"
#include "bench/study_scoring.hpp"
#include "bench/synthetic.hpp"
#include "core/pipeline.hpp"
#include "core/simulate/simulate.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace gassan;
using namespace gassan::bench;

namespace {

std::vector<std::uint64_t> seeds_of(int count, char** arguments) {
    std::vector<std::uint64_t> seeds;
    for (int i = 1; i < count; ++i) {
        const char* const end = arguments[i] + std::strlen(arguments[i]);
        std::uint64_t seed = 0;
        const auto [stop, error] = std::from_chars(arguments[i], end, seed);
        if (error != std::errc() || stop != end) throw std::runtime_error("usage: bench_study [SEED...]");
        seeds.push_back(seed);
    }
    if (seeds.empty()) seeds = {101};
    return seeds;
}

std::string run_name(std::uint32_t run) {
    return (run < 9 ? "run0" : "run") + std::to_string(run + 1);
}

/// As the study.toml of the preset describes it.
std::optional<SeparationSettings> separation_of(Set set) {
    if (set != Set::demo) return std::nullopt;
    const SimulatePreset preset = simulate_preset(name(set));
    const SimulateParams& params = preset.params;
    SeparationSettings settings{.voltage_kv = params.separation.voltage_kv,
                                .total_length_mm = params.separation.total_length_mm,
                                .ramp_s = params.separation.ramp_s};
    const Separation nominal{.voltage_kv = params.separation.voltage_kv,
                             .length_mm = params.separation.total_length_mm,
                             .ramp_s = params.separation.ramp_s,
                             .eof_tu = params.separation.eof_tu};
    const StudyConditions study = draw_study(params, preset.compounds, 1);
    for (std::size_t k = 0; k < preset.compounds.size(); ++k) {
        const SimulatedCompound& compound = preset.compounds[k];
        if (compound.role != "marker") continue;
        const double time_s = arrival_s(nominal, compound.mobility_tu);
        settings.markers.push_back({.name = compound.name,
                                    .mz = study.compounds[k].species.front().mz,
                                    .mobility_tu = compound.mobility_tu,
                                    .begin_s = 0.8 * time_s,
                                    .end_s = 1.25 * time_s});
    }
    return settings;
}

/// A study on its way: truth, what each run says, and where its files lie for the others.
struct Study {
    std::vector<std::vector<Truth>> truth;
    std::vector<StudyRun> runs;
    std::vector<RunArchive> archives;
    std::vector<std::filesystem::path> files;
    double cpu_s = 0;  ///< of ours
};

Study make_study(Set set, std::uint64_t seed, const std::filesystem::path& folder, bool with_files) {
    Study study;
    for (std::uint32_t i = 0; i < study_runs(set); ++i) {
        TrueRun one = make_study_run(set, seed, i);
        if (with_files) {
            study.files.push_back(folder / (run_name(i) + ".mzML"));
            write_run(study.files.back(), one.run);
        }
        const double start = now().cpu;
        RunResult result = process_run(one.run, {}, {.archive = true, .for_study = true});
        study.cpu_s += now().cpu - start;
        if (!result.archive) throw std::runtime_error("process_run keeps no archive");
        study.runs.push_back({.sample_id = run_name(i),
                              .run_hash = run_name(i),
                              .features = std::move(result.features),
                              .first_time_s = one.run.scan_time_s.front(),
                              .last_time_s = one.run.scan_time_s.back(),
                              .spacing_s = result.archive->spacing_s});
        study.archives.push_back(std::move(*result.archive));
        study.truth.push_back(std::move(one.truth));
    }
    return study;
}

/// Peaks of a run that no row took. A peak that was parted among two rows lends both its m/z.
std::vector<std::vector<Found>> lone_peaks(const Study& study, const std::vector<FoundRow>& rows) {
    std::vector<std::vector<Found>> lone(study.runs.size());
    for (std::size_t run = 0; run < study.runs.size(); ++run) {
        std::set<double> placed;
        for (const FoundRow& row : rows)
            if (row[run] && row[run]->measured) placed.insert(row[run]->found.mz);
        for (const Feature& feature : study.runs[run].features)
            if (!placed.contains(feature.mz)) lone[run].push_back({feature.mz, feature.mt_s, feature.area});
    }
    return lone;
}

void print_row(const char* who, const std::string& set, const std::vector<StudyScore>& scores, double cpu_s) {
    if (scores.empty()) return;
    const StudyScore all = mean(scores);
    std::printf("%-7s %-9s %6zu %9zu %9.4f %9.4f %8.4f %8.4f %8.4f %8.4f %8.4f %8.4f %8.4f %7.1f\n", who, set.c_str(),
                all.rows, all.compounds, all.one_group, all.complete_pure, all.pair_recall, all.pair_precision,
                all.row_recall, all.row_precision, all.filled, all.within_30, all.filled_absent,
                cpu_s / double(scores.size()));
    std::fflush(stdout);
}

struct Scores {
    std::vector<StudyScore> strong, all;
    double cpu_s = 0;
};

void score_ours(Set set, Study& study, Scores& scores) {
    const StudyRequest request{.separation = separation_of(set),
                               .archive = [&](std::size_t run) { return study.archives[run]; }};
    const double start = now().cpu;
    const FeatureTable table = process_study(study.runs, Polarity::positive, {}, request);
    scores.cpu_s += study.cpu_s + now().cpu - start;
    const auto rows = found_rows(table);
    const auto lone = lone_peaks(study, rows);
    scores.strong.push_back(score_study(rows, study.truth, lone));
    scores.all.push_back(score_study(rows, study.truth, lone, Asked::all));
}

void score_openms(Set set, const Study& study, const std::filesystem::path& folder, Scores& scores) {
    const OpenmsStudy theirs = openms_study(set, study.files, folder);
    scores.cpu_s += theirs.seconds.cpu;
    scores.strong.push_back(score_study(theirs.rows, study.truth));
    scores.all.push_back(score_study(theirs.rows, study.truth, {}, Asked::all));
}

void bench_set(Set set, const std::vector<std::uint64_t>& seeds, bool with_openms) {
    Scores ours, theirs;
    for (const auto seed : seeds) {
        const TemporaryFolder folder;
        Study study = make_study(set, seed, folder.path(), with_openms);
        score_ours(set, study, ours);
        if (!with_openms) continue;
        // Its aligner ends with an exception now and then; the other seeds still tell something.
        try {
            score_openms(set, study, folder.path(), theirs);
        } catch (const std::runtime_error& error) {
            std::printf("OpenMS, %s, seed %llu: %.60s ...\n", name(set).data(), static_cast<unsigned long long>(seed),
                        error.what());
        }
    }
    const std::string title(name(set));
    print_row("gassan", title, ours.strong, ours.cpu_s);
    print_row("OpenMS", title, theirs.strong, theirs.cpu_s);
    if (set != Set::demo) return;
    print_row("gassan", title + ",all", ours.all, ours.cpu_s);
    print_row("OpenMS", title + ",all", theirs.all, theirs.cpu_s);
}

}  // namespace

int main(int count, char** arguments) try {
    const auto seeds = seeds_of(count, arguments);
    const bool with_openms = has_openms_study();
    if (!with_openms) std::printf("SKIPPED: OpenMS's finder, aligner and linker are not installed\n");
    std::printf("studies, means over %zu seeds\n", seeds.size());
    std::printf("%-7s %-9s %6s %9s %9s %9s %8s %8s %8s %8s %8s %8s %8s %7s\n", "who", "set", "rows", "compounds",
                "one group", "complete", "pair rec", "pair pre", "row rec", "row pre", "filled", "in 30 %", "absent",
                "CPU s");
    for (const Set set : {Set::easy, Set::hard, Set::demo}) bench_set(set, seeds, with_openms);
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_study: %s\n", error.what());
    return 1;
}
