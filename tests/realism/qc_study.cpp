#include "tests/realism/qc_study.hpp"

#include "core/base/parallel.hpp"
#include "core/base/robust.hpp"
#include "core/pipeline.hpp"
#include "core/signal/mass_drift.hpp"
#include "core/trace/ion_cache.hpp"
#include "core/trace/mass_traces.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <utility>

namespace gassan::realism {
namespace {

constexpr std::uint32_t searched_runs = 5;  // that the search without filters is made in

/// Every vial is the pool.
StudyConditions all_pool(const SimulatePreset& preset, std::uint64_t seed) {
    StudyConditions study = draw_study(preset.params, preset.compounds, seed);
    const SimulatedSample pool = *std::ranges::find(study.samples, "pool", &SimulatedSample::specimen_id);
    for (SimulatedSample& sample : study.samples) {
        sample.type = pool.type;
        sample.specimen_id = pool.specimen_id;
        sample.group = pool.group;
        sample.salt = pool.salt;
        sample.concentration_um = pool.concentration_um;
    }
    return study;
}

bool is_main(const TrueIon& ion) {
    return ion.kind == "M0";
}

struct OnRoad {
    QcRun run;
    StudyRun study_run;
    RunArchive archive;
};

double centroids_a_scan(const Run& run) {
    std::vector<double> count(run.scans());
    for (std::size_t scan = 0; scan < count.size(); ++scan) count[scan] = double(run.scan_mz(scan).size());
    return median(std::move(count));
}

OnRoad take_road(const SimulatePreset& preset, const StudyConditions& study, std::uint64_t seed, std::uint32_t index) {
    const SimulatedRun made = simulate_run(preset.params, study, preset.compounds, seed, index);
    RunResult result = process_run(made.run, {}, {.archive = true, .for_study = true});
    OnRoad road;
    road.run.made = true;
    road.run.centroids_a_scan = centroids_a_scan(made.run);
    std::ranges::copy_if(made.truth, std::back_inserter(road.run.main_ions), is_main);
    if (index < searched_runs) road.run.raw = raw_search(made.run, made.truth, study.threshold);
    const std::string name = (index < 9 ? "qc0" : "qc") + std::to_string(index + 1);
    road.study_run = {.sample_id = name,
                      .run_hash = name,
                      .type = SampleType::qc,
                      .features = std::move(result.features),
                      .first_time_s = made.run.scan_time_s.front(),
                      .last_time_s = made.run.scan_time_s.back(),
                      .spacing_s = result.archive.value().spacing_s};
    road.archive = std::move(result.archive.value());
    return road;
}

/// The feature nearest to an ion in time, within 10 ppm and 5 s.
const Feature* feature_of(const std::vector<Feature>& features, const TrueIon& ion) {
    const Feature* nearest = nullptr;
    for (const Feature& feature : features) {
        const double off_s = std::abs(feature.mt_s - ion.mt_s);
        if (std::abs(feature.mz / ion.mz - 1.0) > 10e-6 || off_s > 5.0) continue;
        if (!nearest || off_s < std::abs(nearest->mt_s - ion.mt_s)) nearest = &feature;
    }
    return nearest;
}

/// The row that holds the peaks of a compound in most runs.
std::vector<std::optional<std::size_t>> rows_of(const QcStudy& study, const std::vector<StudyRun>& runs) {
    std::vector<std::optional<std::size_t>> rows;
    for (const SimulatedCompound& compound : study.compounds) {
        std::map<std::size_t, int> votes;
        for (std::size_t run = 0; run < runs.size(); ++run)
            for (const TrueIon& ion : study.runs[run].main_ions) {
                if (ion.compound_id != compound.compound_id) continue;
                const Feature* feature = feature_of(runs[run].features, ion);
                for (std::size_t row = 0; feature && row < study.table.features.size(); ++row)
                    if (study.table.cell(row, run).mt_s == feature->mt_s &&
                        study.table.cell(row, run).mz == feature->mz)
                        ++votes[row];
            }
        const auto most = std::ranges::max_element(votes, {}, [](const auto& vote) { return vote.second; });
        rows.push_back(most == votes.end() ? std::nullopt : std::optional(most->first));
    }
    return rows;
}

}  // namespace

QcStudy make_qc_study(const SimulatePreset& preset, std::uint64_t seed, std::size_t made, int threads) {
    const StudyConditions conditions = all_pool(preset, seed);
    std::vector<OnRoad> roads(std::min(made, conditions.samples.size()));
    parallel_for(roads.size(), threads,
                 [&](std::size_t i) { roads[i] = take_road(preset, conditions, seed, std::uint32_t(i)); });
    QcStudy study{.compounds = preset.compounds};
    std::vector<StudyRun> study_runs;
    for (OnRoad& road : roads) {
        for (const TrueIon& ion : road.run.main_ions)
            if (const Feature* feature = feature_of(road.study_run.features, ion))
                road.run.errors_ppm.push_back((feature->mz / ion.mz - 1.0) * 1e6);
        study.runs.push_back(std::move(road.run));
        study_runs.push_back(std::move(road.study_run));
    }
    for (std::size_t i = roads.size(); i < conditions.samples.size(); ++i) {
        study.runs.emplace_back();
        const auto truth = run_truth(preset.params, conditions, preset.compounds, seed, std::uint32_t(i)).ions;
        std::ranges::copy_if(truth, std::back_inserter(study.runs.back().main_ions), is_main);
    }
    study.table = process_study(study_runs, conditions.polarity, {},
                                {.threads = threads, .archive = [&](std::size_t i) { return roads[i].archive; }});
    study.rows = rows_of(study, study_runs);
    return study;
}

namespace {

constexpr std::size_t smooth_scans = 5, apart_scans = 7, local_scans = 30;
constexpr int least_seen = 3;

/// One trace, scan by scan: its counts, their mean of five scans, and in how many of these it was seen.
struct Course {
    std::vector<double> counts, mean;
    std::vector<int> seen;
};

Course course_of(const MassTraces& traces, std::size_t trace, std::size_t scans) {
    constexpr std::size_t half = smooth_scans / 2;
    Course course{std::vector<double>(scans), std::vector<double>(scans), std::vector<int>(scans)};
    for (std::size_t i = traces.begin[trace]; i < traces.begin[trace + 1]; ++i) {
        const std::size_t scan = traces.scan[i];
        const double counts = traces.intensity[i];
        course.counts[scan] += counts;
        for (std::size_t near = scan < half ? 0 : scan - half; near < std::min(scans, scan + half + 1); ++near) {
            course.mean[near] += counts / double(smooth_scans);
            ++course.seen[near];
        }
    }
    return course;
}

/// The values within so many scans of one.
std::span<const double> around(const std::vector<double>& values, std::size_t scan, std::size_t reach) {
    const std::size_t first = scan < reach ? 0 : scan - reach;
    return std::span(values).subspan(first, std::min(values.size(), scan + reach + 1) - first);
}

/// The scans of the peaks of one trace; see the header.
std::vector<std::size_t> peaks_of(const Course& course, double threshold) {
    std::vector<std::size_t> peaks;
    for (std::size_t scan = 0; scan < course.mean.size(); ++scan) {
        const double height = course.mean[scan];
        if (course.seen[scan] < least_seen || height < 3.0 * threshold ||
            height < std::ranges::max(around(course.mean, scan, apart_scans)))
            continue;
        const auto near = around(course.counts, scan, local_scans);
        const std::vector<double> local(near.begin(), near.end());
        if (height - median(local) >= 3.0 * std::max(robust_sd(local), threshold)) peaks.push_back(scan);
    }
    return peaks;
}

/// Does a trace at this m/z show this ion?
bool same_ion(double mz, const TrueIon& ion) {
    return std::abs(mz - ion.mz) <= std::max(10e-6 * ion.mz, 2e-3);
}

}  // namespace

RawSearch raw_search(const Run& run, const std::vector<TrueIon>& truth, double threshold) {
    const auto drift = mass_drift_ppm(run);
    const IonCache centroids = ion_cache(run, drift);
    const MassTraces traces = mass_traces(centroids, centroid_support(centroids, run.scans()), run.scans(), {});
    std::vector<std::size_t> by_mz(truth.size());
    for (std::size_t i = 0; i < truth.size(); ++i) by_mz[i] = i;
    std::ranges::sort(by_mz, {}, [&](std::size_t i) { return truth[i].mz; });
    std::vector<bool> detected(truth.size(), false);
    RawSearch found;
    for (std::size_t trace = 0; trace < traces.size(); ++trace) {
        if (traces.begin[trace + 1] - traces.begin[trace] < std::size_t(least_seen)) continue;
        const double mz = traces.mz[trace];
        for (const std::size_t scan : peaks_of(course_of(traces, trace, run.scans()), threshold)) {
            bool in_an_ion = false;
            auto place = std::ranges::lower_bound(by_mz, mz - 0.02, {}, [&](std::size_t i) { return truth[i].mz; });
            for (; place != by_mz.end() && truth[*place].mz <= mz + 0.02; ++place) {
                const TrueIon& ion = truth[*place];
                const double off_s = std::abs(run.scan_time_s[scan] - ion.mt_s);
                if (!same_ion(mz, ion)) continue;
                if (off_s <= 5.0) detected[*place] = true;
                if (off_s <= 3.0 * ion.fwhm_s + 5.0) in_an_ion = true;
            }
            if (!in_an_ion) ++found.noise_peaks;
        }
    }
    found.detected_ions = double(std::ranges::count(detected, true));
    return found;
}

}  // namespace gassan::realism
