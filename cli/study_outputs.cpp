#include "cli/study_outputs.hpp"

#include "cli/messages.hpp"
#include "cli/outputs.hpp"
#include "cli/progress.hpp"
#include "cli/version.hpp"
#include "core/base/parallel.hpp"
#include "core/param_table.hpp"
#include "core/trace/ion_cache.hpp"
#include "io/base/atomic_file.hpp"
#include "io/base/faults.hpp"
#include "io/report/study_report.hpp"
#include "io/store/run_file.hpp"
#include "io/study/study_provenance.hpp"
#include "io/table/study_places.hpp"
#include "io/table/write_study.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string_view>

namespace gassan {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t strongest_shown = 12, doubtful_shown = 12;
/// More curves than this over each other show nothing more; they are taken evenly out of all.
constexpr std::size_t most_curves = 60;
/// A curve goes on beyond its peak by so many of its widths.
constexpr double margin_widths = 1.0;

/// Every file of OUT that is made from the store, and what it is called in provenance.json.
struct Output {
    const char* role;
    const char* name;
};
constexpr std::array outputs{Output{"features", "features.tsv"},
                             Output{"cells", "cells.tsv"},
                             Output{"areas", "areas.tsv"},
                             Output{"areas_corrected", "areas_corrected.tsv"},
                             Output{"corrections", "corrections.tsv"},
                             Output{"areas_by_specimen", "areas_by_specimen.tsv"},
                             Output{"candidates", "candidates.tsv"},
                             Output{"targets", "targets.tsv"},
                             Output{"concentrations", "concentrations.tsv"},
                             Output{"concentrations_long", "concentrations_long.tsv"},
                             Output{"curves", "curves.tsv"},
                             Output{"runs", "runs.tsv"},
                             Output{"workbook", "study.xlsx"},
                             Output{"report", "report.html"},
                             Output{"study", "study.h5"}};

using Table = void (*)(const Study&, const StudyResult&, const TextSink&);

void write_table(const fs::path& path, Table table, const Study& study, const StudyResult& result) {
    AtomicFile file(path);
    table(study, result, [&](std::string_view text) { file.write(text); });
    file.commit();
}

void remove_old(const fs::path& path) {
    std::error_code code;
    fs::remove(path, code);
    if (code) throw EnvironmentError(quoted_path(path) + ": cannot be removed: " + code.message());
}

std::vector<Electropherogram> total_ions(const StudyResult& result, const ResultFolder& folder) {
    std::vector<Electropherogram> curves(result.runs.size());
    std::size_t taken = 0;
    for (std::size_t i = 0; i < curves.size() && taken < most_runs_in_tables; ++i) {
        if (result.runs[i].status == RunStatus::failed || is_peak_list(result.runs[i])) continue;
        curves[i] = read_run_without_centroids(folder.run_file(result.runs[i].run_hash)).total_ion;
        ++taken;
    }
    return curves;
}

/// Columns of a table whose curves are drawn: of runs that have any.
std::vector<std::size_t> shown_columns(const FeatureTable& table, const StudyResult& result) {
    std::set<std::string_view> peak_lists;
    for (const RunRecord& record : result.runs)
        if (is_peak_list(record)) peak_lists.insert(record.sample_id);
    std::vector<std::size_t> all, columns;
    for (std::size_t column = 0; column < table.runs.size(); ++column)
        if (!peak_lists.contains(table.runs[column].sample_id)) all.push_back(column);
    const std::size_t count = std::min(all.size(), most_curves);
    for (std::size_t i = 0; i < count; ++i) columns.push_back(all[i * all.size() / count]);
    return columns;
}

double mz_shown(const Cell& cell, const ConsensusFeature& feature) {
    return std::isfinite(cell.mz) ? cell.mz : feature.mz;
}

Electropherogram curve_of(const RunArchive& archive, const Cell& cell, const ConsensusFeature& feature,
                          const TraceParams& params) {
    const double width_s = std::isfinite(feature.fwhm_s) ? feature.fwhm_s : archive.width_law.fwhm_s(cell.mt_s);
    const double begin_s = std::isfinite(cell.begin_s) ? cell.begin_s : cell.mt_s - width_s;
    const double end_s = std::isfinite(cell.end_s) ? cell.end_s : cell.mt_s + width_s;
    const double margin_s = margin_widths * std::max(end_s - begin_s, width_s);
    return extract_electropherogram(archive, mz_shown(cell, feature), begin_s - margin_s, end_s + margin_s, params);
}

/// What of a run is shown.
std::vector<KeySpan> keys_shown(const std::vector<FeatureOverlay>& overlays, std::size_t t, const FeatureTable& table,
                                std::size_t run, const TraceParams& params) {
    std::vector<KeySpan> keys;
    for (const FeatureOverlay& overlay : overlays)
        if (overlay.table == t)
            keys.push_back(
                keys_of_ion(mz_shown(table.cell(overlay.feature, run), table.features[overlay.feature]), params));
    return keys;
}

/// Each run's file is opened once, for all features that are shown.
void add_curves(const Session& session, const StudyFile& study, const StudyResult& result, const ResultFolder& folder,
                std::vector<FeatureOverlay>& overlays) {
    for (std::size_t t = 0; t < result.tables.size(); ++t) {
        const FeatureTable& table = result.tables[t];
        const std::vector<std::size_t> columns = shown_columns(table, result);
        std::vector<std::vector<FeatureOverlay::Curve>> curves(columns.size() * overlays.size());
        parallel_for(columns.size(), session.threads, [&](std::size_t i) {
            const std::size_t run = columns[i];
            const RunArchive archive = read_run_archive_part(folder.run_file(table.runs[run].run_hash),
                                                             keys_shown(overlays, t, table, run, study.params.trace));
            for (std::size_t o = 0; o < overlays.size(); ++o) {
                if (overlays[o].table != t) continue;
                const Cell& cell = table.cell(overlays[o].feature, run);
                if (!std::isfinite(cell.mt_s)) continue;
                curves[o * columns.size() + i].push_back(
                    {run, curve_of(archive, cell, table.features[overlays[o].feature], study.params.trace)});
            }
        });
        for (std::size_t o = 0; o < overlays.size(); ++o)
            for (std::size_t i = 0; i < columns.size(); ++i)
                for (auto& curve : curves[o * columns.size() + i]) overlays[o].curves.push_back(std::move(curve));
    }
}

std::string parameters_text(const Params& params) {
    std::string text;
    for (const ParamStage& stage : param_table(params)) {
        text += "[" + stage.name + "]\n";
        for (const ParamRow& row : stage.rows) text += row.key + " = " + param_text(row.value) + "\n";
    }
    return text;
}

}  // namespace

void write_tables(const Session& session, const StudyFile& study, const StudyResult& result,
                  const ResultFolder& folder) {
    Progress progress(session);
    progress.stage(say(session.language, Say::stage_writing));
    const fs::path& out = folder.path();
    write_table(out / "features.tsv", study_features_tsv, study.study, result);
    write_table(out / "areas.tsv", areas_tsv, study.study, result);
    write_table(out / "areas_by_specimen.tsv", areas_by_specimen_tsv, study.study, result);
    write_table(out / "runs.tsv", runs_tsv, study.study, result);
    write_table(out / "candidates.tsv", candidates_tsv, study.study, result);
    // Without a compound table there is nothing to quantify, and a correction may be taken back: what was written
    // earlier must not stand beside the rest.
    const auto write_or_remove = [&](const char* name, Table table, bool is_there) {
        if (is_there)
            write_table(out / name, table, study.study, result);
        else
            remove_old(out / name);
    };
    write_or_remove("areas_corrected.tsv", areas_corrected_tsv, is_corrected(result.corrections));
    write_or_remove("corrections.tsv", corrections_tsv, is_corrected(result.corrections));
    write_or_remove("targets.tsv", targets_tsv, !result.compounds.empty());
    write_or_remove("concentrations.tsv", concentrations_tsv, !result.compounds.empty());
    write_or_remove("concentrations_long.tsv", concentrations_long_tsv, !result.compounds.empty());
    write_or_remove("curves.tsv", curves_tsv, !result.compounds.empty());
    if (result.runs.size() <= most_runs_in_tables) {
        write_table(out / "cells.tsv", cells_tsv, study.study, result);
        write_study_xlsx(out / "study.xlsx", study.study, result);
    } else {
        remove_old(out / "cells.tsv");
        remove_old(out / "study.xlsx");
    }
}

void write_report(const Session& session, const StudyFile& study, const StudyResult& result,
                  const ResultFolder& folder) {
    Progress progress(session);
    progress.stage(say(session.language, Say::stage_report));
    auto overlays = features_to_show(study.study, result, strongest_shown, doubtful_shown);
    add_curves(session, study, result, folder, overlays);
    const std::string page = study_report_html(study.study, result, total_ions(result, folder), overlays,
                                               {"gassan " + version(), parameters_text(study.params)},
                                               session.language == Language::ja ? "ja" : "en");
    write_file_atomically(folder.report(), page);
}

void write_provenance(const Session& session, const StudyFile& study, const StudyResult& result,
                      const ResultFolder& folder) {
    StudyProvenance provenance;
    provenance.version = version();
    provenance.command = session.as_typed;
    provenance.written_utc = utc_now();
    provenance.params = study.params;
    provenance.set_by = study.set_by;
    provenance.separation = study.separation;
    provenance.limits = study.curated;
    std::error_code code;
    const std::array inputs{std::pair{"study", study.path},          std::pair{"samples", study.samples},
                            std::pair{"compounds", study.compounds}, std::pair{"standards", study.standards},
                            std::pair{"limits", study.limits},       std::pair{"frame", study.frame}};
    for (const auto& [role, path] : inputs)
        if (!path.empty() && fs::is_regular_file(path, code))
            provenance.inputs.push_back({role, path, hash_file(path)});
    for (const Output& output : outputs)
        if (fs::exists(folder.path() / output.name, code))
            provenance.outputs.push_back({output.role, output.name, hash_file(folder.path() / output.name)});
    write_file_atomically(folder.path() / "provenance.json", study_provenance_json(provenance, study.study, result));
}

}  // namespace gassan
