#include "cli/replace_cells.hpp"

#include "cli/join_runs.hpp"
#include "core/base/parallel.hpp"
#include "core/target/replaced_cells.hpp"
#include "core/trace/ion_cache.hpp"
#include "io/base/fault_book.hpp"
#include "io/base/faults.hpp"
#include "io/store/run_file.hpp"
#include "io/store/study_file.hpp"
#include "io/table/study_places.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace gassan {
namespace {

/// What is to be done in one run of the store.
struct RunWork {
    std::string run_hash;
    std::vector<std::size_t> items;
    std::vector<KeySpan> keys;
};

/// Opens each run once, with as much of it as its work needs.
template <class Do>
void in_stored_runs(const Session& session, const ResultFolder& folder, const std::map<std::string, RunWork>& works,
                    Do&& work_on) {
    std::vector<const RunWork*> all;
    for (const auto& [hash, work] : works) all.push_back(&work);
    parallel_for(all.size(), session.threads, [&](std::size_t i) {
        const RunArchive archive = read_run_archive_part(folder.run_file(all[i]->run_hash), all[i]->keys);
        for (const std::size_t item : all[i]->items) work_on(item, archive);
    });
}

std::size_t row_of_sample(const Study& study, const std::string& sample_id) {
    const auto found = std::find_if(study.samples.begin(), study.samples.end(),
                                    [&](const Sample& sample) { return sample.sample_id == sample_id; });
    return std::size_t(found - study.samples.begin());
}

}  // namespace

void check_limits(const StudyFile& study, const StudyResult& result) {
    FaultBook faults;
    std::set<std::string> features;
    for (const FeatureTable& table : result.tables)
        for (const ConsensusFeature& feature : table.features) features.insert(feature.feature_id);
    for (const IntegrationLimits& limits : study.curated)
        if (!limits.feature_id.empty() && !features.contains(limits.feature_id))
            faults.add(study.limits, limits.place,
                       "\"" + quoted_text(limits.feature_id) + "\" is no feature of the study",
                       "Name a feature_id of features.tsv, or a compound_id.");
    faults.throw_if_any();
}

void check_limits(const StudyFile& study, const ResultFolder& folder, bool anew) {
    const auto names_feature = [](const IntegrationLimits& limits) { return !limits.feature_id.empty(); };
    const auto first = std::find_if(study.curated.begin(), study.curated.end(), names_feature);
    if (first == study.curated.end()) return;
    const bool is_there = folder.known_study_file().has_value();
    if (is_there && !anew) {
        StoredStudy stored = read_study_file(folder.study_file());
        if (stored.founded_with == founded_with(study)) {
            StudyResult result;
            result.tables = std::move(stored.tables);
            return check_limits(study, result);
        }
    }
    FaultBook faults;
    faults.add(study.limits, first->place,
               "\"" + quoted_text(first->feature_id) + "\": " +
                   (is_there ? "the frame is to be founded anew, and features get new ids"
                             : "the features of this study are not known yet"),
               "Take the limits of features out of the table, run, and look their ids up in features.tsv; or name "
               "compounds instead.");
    faults.throw_if_any();
}

CuratedCells integrate_curated(const Session& session, const StudyFile& study, const ResultFolder& folder,
                               const StudyResult& result) {
    CuratedCells curated;
    curated.cells.resize(study.curated.size());
    std::map<std::string, RunWork> works;
    for (std::size_t i = 0; i < study.curated.size(); ++i) {
        const IntegrationLimits& limits = study.curated[i];
        const CuratedPlace& place = curated.places.emplace_back(curated_place(limits, result));
        std::string why_not = place.why_not;
        if (why_not.empty() && is_peak_list(result.runs[row_of_sample(study.study, limits.sample_id)]))
            why_not = limits.sample_id + " is a peak list, of which nothing can be integrated";
        if (!why_not.empty()) {
            curated.notes.push_back({"limits-not-used", study.limits.filename().string() + ": " + limits.place,
                                     "these limits were not used: " + why_not});
            continue;
        }
        RunWork& work = works[result.tables[place.table].runs[place.run].run_hash];
        work.run_hash = result.tables[place.table].runs[place.run].run_hash;
        work.items.push_back(i);
        work.keys.push_back(keys_of_ion(place.mz, study.params.trace));
    }
    in_stored_runs(session, folder, works, [&](std::size_t i, const RunArchive& archive) {
        const CuratedPlace& place = curated.places[i];
        curated.cells[i] = curated_cell(archive, study.curated[i], place, result.tables[place.table],
                                        study.params.trace, study.params.peak);
    });
    return curated;
}

void put_in_tables(const CuratedCells& curated, StudyResult& result) {
    for (std::size_t i = 0; i < curated.cells.size(); ++i)
        if (const CuratedPlace& place = curated.places[i]; curated.cells[i] && place.feature)
            result.tables[place.table].cell(*place.feature, place.run) = *curated.cells[i];
}

void put_in_rows(const CuratedCells& curated, const Study& study, const StudyResult& result,
                 std::vector<CompoundRow>& rows) {
    for (std::size_t i = 0; i < curated.cells.size(); ++i) {
        const CuratedPlace& place = curated.places[i];
        if (!curated.cells[i] || place.feature || !place.target) continue;
        const std::string& sample_id = result.tables[place.table].runs[place.run].sample_id;
        rows[*place.target].cells[row_of_sample(study, sample_id)] = *curated.cells[i];
    }
}

void weigh_saturated(const Session& session, const StudyFile& study, const ResultFolder& folder,
                     const StudyResult& result, std::vector<CompoundRow>& rows) {
    struct Item {
        std::size_t row, sample, column;
    };
    std::vector<Item> items;
    std::map<std::string, RunWork> works;
    const auto target_of = [&](std::size_t row) -> const TargetPlace& { return result.annotation.targets[row]; };
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const FeatureTable& table = result.tables[target_of(r).table];
        const auto places = run_places(study.study, result, table);
        for (std::size_t sample = 0; sample < places.size(); ++sample) {
            const RunPlace& place = places[sample];
            if (place.kind != RunPlace::Kind::column || place.peak_list ||
                !has(rows[r].cells[sample].flags, FeatureFlag::saturated))
                continue;
            const TableRun& run = table.runs[place.column];
            const auto mz = isotopologue_mz(study.targets[rows[r].compound], target_of(r), run.alignment);
            if (mz.empty()) continue;
            RunWork& work = works[run.run_hash];
            work.run_hash = run.run_hash;
            work.items.push_back(items.size());
            for (const double one : mz) work.keys.push_back(keys_of_ion(one, study.params.trace));
            items.push_back({r, sample, place.column});
        }
    }
    in_stored_runs(session, folder, works, [&](std::size_t i, const RunArchive& archive) {
        const auto [r, sample, column] = items[i];
        Cell& cell = rows[r].cells[sample];
        const auto told = cell_by_isotopologue(archive, cell, study.targets[rows[r].compound], target_of(r),
                                               result.tables[target_of(r).table], column, study.params.trace,
                                               study.params.peak, study.params.match);
        if (told) cell = *told;
    });
}

}  // namespace gassan
