#include "cli/name_compounds.hpp"

#include "cli/correct_study.hpp"
#include "cli/messages.hpp"
#include "cli/outputs.hpp"
#include "cli/progress.hpp"
#include "cli/replace_cells.hpp"
#include "cli/talk.hpp"
#include "core/annotate/annotate.hpp"
#include "core/annotate/kin.hpp"
#include "core/base/parallel.hpp"
#include "core/quantify/quantify.hpp"
#include "core/quantify/specimens.hpp"
#include "core/target/target_cells.hpp"
#include "core/trace/ion_cache.hpp"
#include "io/store/run_file.hpp"
#include "io/table/study_places.hpp"

#include <mutex>
#include <utility>

namespace gassan {
namespace {

/// Rows of the user's compounds with the cells of the features that they are.
std::vector<CompoundRow> rows_of_features(const Study& study, const StudyResult& result) {
    std::vector<CompoundRow> rows;
    for (const TargetPlace& target : result.annotation.targets) {
        const FeatureTable& table = result.tables[target.table];
        const auto places = run_places(study, result, table);
        CompoundRow row{target.compound, table.frame.polarity, "", std::vector<Cell>(study.samples.size())};
        if (target.feature) row.feature_id = table.features[*target.feature].feature_id;
        row.isomer_set = !target.isomers.empty();
        for (std::size_t sample = 0; sample < places.size(); ++sample) {
            if (target.feature && places[sample].kind == RunPlace::Kind::column)
                row.cells[sample] = cell_with_parts(table, *target.feature, target.parts, places[sample].column);
            if (places[sample].kind == RunPlace::Kind::failed) row.cells[sample].kind = CellKind::failed;
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

/// Those that no feature is, looked for in every run: a run's file is opened once.
void fill_rows(const Session& session, const StudyFile& study, const ResultFolder& folder, const StudyResult& result,
               std::vector<CompoundRow>& rows) {
    for (std::size_t t = 0; t < result.tables.size(); ++t) {
        const FeatureTable& table = result.tables[t];
        std::vector<std::size_t> sought;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const TargetPlace& target = result.annotation.targets[i];
            if (target.table == t && !target.feature && has_known_place(target)) sought.push_back(i);
        }
        if (sought.empty()) continue;
        const auto places = run_places(study.study, result, table);
        Progress progress(session);
        progress.stage(say(session.language, Say::stage_targets), Progress::Unit::items);
        std::mutex turn;
        std::size_t done = 0;
        parallel_for(places.size(), session.threads, [&](std::size_t sample) {
            const RunPlace& place = places[sample];
            if (place.kind == RunPlace::Kind::column && !place.peak_list) {
                const TableRun& run = table.runs[place.column];
                std::vector<KeySpan> keys;
                for (const std::size_t i : sought)
                    keys.push_back(
                        keys_of_ion(target_mz(result.annotation.targets[i], run.alignment), study.params.trace));
                const RunArchive archive = read_run_archive_part(folder.run_file(run.run_hash), keys);
                for (const std::size_t i : sought)
                    rows[i].cells[sample] = target_cell(archive, result.annotation.targets[i], table, place.column,
                                                        study.params.trace, study.params.peak, study.params.match);
            }
            const std::scoped_lock hold(turn);
            progress.at(++done, places.size());
        });
    }
}

}  // namespace

std::size_t name_compounds(const Session& session, const StudyFile& study, const ResultFolder& folder,
                           StudyResult& result) {
    result.compounds = study.targets;
    result.annotation =
        annotate(result, study.study, study.targets, study.levels, study.separation, study.params.annotate);
    check_limits(study, result);
    const CuratedCells curated = integrate_curated(session, study, folder, result);
    put_in_tables(curated, result);
    put_notes(session, study.limits, curated.notes);
    std::vector<CompoundRow> rows;
    if (study.targets.empty()) return curated.notes.size() + correct_study(session, study, result, rows);
    rows = rows_of_features(study.study, result);
    fill_rows(session, study, folder, result, rows);
    put_in_rows(curated, study.study, result, rows);
    if (study.params.quantify.saturated == "isotope") weigh_saturated(session, study, folder, result, rows);
    std::vector<CompoundRow> as_measured = rows;
    const std::size_t said = correct_study(session, study, result, rows);
    result.quantities = quantify(study.study, study.targets, study.levels, std::move(rows), study.params.quantify);
    result.quantities.rows = std::move(as_measured);
    for (const StudyCorrection& correction : result.corrections)
        flag_outside(correction, result.quantities.concentrations);
    result.specimens = specimen_concentrations(study.study, study.targets, result.quantities, study.params.quantify);
    put_notes(session, study.path, result.quantities.notes);
    return result.quantities.notes.size() + curated.notes.size() + said;
}

}  // namespace gassan
