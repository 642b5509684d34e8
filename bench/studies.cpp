#include "bench/studies.hpp"

#include "bench/method_study.hpp"
#include "bench/openms_study.hpp"
#include "bench/programs.hpp"
#include "core/pipeline.hpp"
#include "core/simulate/simulate.hpp"

#include <cstdio>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

namespace gassan::bench {
namespace {

std::string run_name(std::uint32_t run) {
    return (run < 9 ? "run0" : "run") + std::to_string(run + 1);
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

void score_ours(Set set, Study& study, StudyScores& scores) {
    StudyRequest request{.archive = [&](std::size_t run) { return study.archives[run]; }};
    if (set == Set::demo) request.separation = separation_of(simulate_preset(name(set)));
    const double start = now().cpu;
    const FeatureTable table = process_study(study.runs, Polarity::positive, {}, request);
    scores.cpu_s += study.cpu_s + now().cpu - start;
    const auto rows = found_rows(table);
    const auto lone = lone_peaks(study, rows);
    scores.strong.push_back(score_study(rows, study.truth, lone));
    scores.all.push_back(score_study(rows, study.truth, lone, Asked::all));
}

void score_openms(Set set, const Study& study, const std::filesystem::path& folder, StudyScores& scores) {
    const OpenmsStudy theirs = openms_study(set, study.files, folder);
    scores.cpu_s += theirs.seconds.cpu;
    scores.strong.push_back(score_study(theirs.rows, study.truth));
    scores.all.push_back(score_study(theirs.rows, study.truth, {}, Asked::all));
}

}  // namespace

StudyPair bench_studies(Set set, std::span<const std::uint64_t> seeds, bool with_openms) {
    StudyPair both;
    for (const auto seed : seeds) {
        const TemporaryFolder folder;
        Study study = make_study(set, seed, folder.path(), with_openms);
        score_ours(set, study, both.ours);
        if (!with_openms) continue;
        // Its aligner ends with an exception now and then; the other seeds still tell something.
        try {
            score_openms(set, study, folder.path(), both.theirs);
        } catch (const std::runtime_error& error) {
            std::printf("OpenMS, %s, seed %llu: %.60s ...\n", name(set).data(), static_cast<unsigned long long>(seed),
                        error.what());
        }
    }
    return both;
}

}  // namespace gassan::bench
