#include "cli/join_runs.hpp"

#include "cli/messages.hpp"
#include "cli/outputs.hpp"
#include "cli/progress.hpp"
#include "cli/talk.hpp"
#include "cli/version.hpp"
#include "core/base/parallel.hpp"
#include "core/model/run_rows.hpp"
#include "core/param_table.hpp"
#include "core/pipeline.hpp"
#include "core/segment/part_segments.hpp"
#include "io/base/faults.hpp"
#include "io/base/sha256.hpp"
#include "io/store/run_file.hpp"
#include "io/store/study_file.hpp"
#include "io/table/study_places.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <sstream>
#include <string_view>
#include <utility>

namespace gassan {
namespace {

/// Runs of one polarity as the study's road takes them, without their centroids.
struct Joining {
    std::vector<StudyRun> runs;
    std::vector<std::size_t> rows;  ///< of the sheet, parallel to runs
};

StudyRun study_run(const Sample& sample, const RunRecord& record, const ResultFolder& folder) {
    // Its content was compared with the manifest when the records were made.
    StoredRun stored = read_run_without_centroids(folder.run_file(record.run_hash));
    return {.sample_id = sample.sample_id,
            .run_hash = record.run_hash,
            .type = sample.type,
            .group = sample.group,
            .features = std::move(stored.features),
            .first_time_s = record.first_time_s,
            .last_time_s = record.last_time_s,
            .spacing_s = stored.archive.spacing_s,
            .has_archive = record.scans > 0};
}

/// A run of several samples.
struct SharedRun {
    std::vector<std::size_t> samples;  ///< indices into Joining::runs
    std::size_t segments;
};

/// In an order that no sheet decides.
std::vector<SharedRun> shared_runs(const Study& study, const Joining& joining) {
    std::vector<SharedRun> all;
    const auto by_name = [&](std::size_t a, std::size_t b) {
        return joining.runs[a].sample_id < joining.runs[b].sample_id;
    };
    for (const RunRows& run : run_rows(study)) {
        std::vector<std::size_t> own;
        for (const std::size_t row : run.rows) {
            const auto at = std::lower_bound(joining.rows.begin(), joining.rows.end(), row);
            if (run.segments > 1 && at != joining.rows.end() && *at == row)
                own.push_back(std::size_t(at - joining.rows.begin()));
        }
        std::sort(own.begin(), own.end(), by_name);
        if (!own.empty()) all.push_back({std::move(own), run.segments});
    }
    std::sort(all.begin(), all.end(),
              [&](const SharedRun& a, const SharedRun& b) { return by_name(a.samples.front(), b.samples.front()); });
    return all;
}

/// They become so many runs, each with its own peaks.
void part_runs(const StudyFile& study, Polarity polarity, Joining& joining) {
    const std::vector<SharedRun> shared = shared_runs(study.study, joining);
    if (shared.empty()) return;
    std::vector<SegmentedRun> segmented;
    for (const SharedRun& run : shared) segmented.push_back({joining.runs[run.samples.front()].features, run.segments});
    auto parts = part_segments(segmented, study.targets, polarity, study.params.segment);
    for (std::size_t r = 0; r < shared.size(); ++r)
        for (const std::size_t i : shared[r].samples) {
            StudyRun& run = joining.runs[i];
            run.segment = *study.study.samples[joining.rows[i]].segment;
            RunSegment& part = parts[r][std::size_t(run.segment - 1)];
            run.features = std::move(part.features);
            run.others = std::move(part.others);
            run.segment_s = part.segment_s;
            run.reason = std::move(part.reason);
        }
}

Joining runs_of(Polarity polarity, const StudyFile& study, const ResultFolder& folder,
                const std::vector<RunRecord>& records, int threads) {
    Joining joining;
    for (std::size_t row = 0; row < records.size(); ++row)
        if (records[row].status != RunStatus::failed && records[row].polarity == polarity) joining.rows.push_back(row);
    joining.runs.resize(joining.rows.size());
    parallel_for(joining.rows.size(), threads, [&](std::size_t i) {
        joining.runs[i] = study_run(study.study.samples[joining.rows[i]], records[joining.rows[i]], folder);
    });
    part_runs(study, polarity, joining);
    return joining;
}

const FeatureTable* table_of(const StoredStudy& study, Polarity polarity) {
    for (const FeatureTable& table : study.tables)
        if (table.frame.polarity == polarity) return &table;
    return nullptr;
}

/// The frame that [align] frame names. Runs of a polarity that it does not know found their own, which is said: which
/// polarities there are is seen only after all runs have been looked at.
std::optional<Frame> given_frame(const Session& session, const StudyFile& study, Polarity polarity) {
    if (study.frame.empty()) return {};
    const StoredStudy other = read_study_file(study.frame);
    if (const FeatureTable* table = table_of(other, polarity)) return table->frame;
    put_warning(session.language, say(session.language, Say::no_such_frame, quoted_path(study.frame),
                                      std::string(polarity_name(polarity))));
    return {};
}

/// A frame as text: what stands on it stays comparable as long as this does.
std::string frame_text(const Frame& frame) {
    std::string text = std::string(polarity_name(frame.polarity)) + (frame.in_tu ? " TU" : " 1/s");
    const auto add = [&](double value) { text += " " + number_text(value); };
    for (const double value :
         {frame.clock.a, frame.clock.b, frame.clock.c, frame.clock.delay_s, frame.relative_sd, frame.mz_sd_ppm})
        add(value);
    for (const FrameIon& ion : frame.ions)
        for (const double value : {ion.mz, ion.place, ion.height}) add(value);
    return text;
}

/// Of the frames alone: the study that they come from may grow.
std::string frames_sha256(const std::filesystem::path& study_file) {
    std::string text;
    for (const FeatureTable& table : read_study_file(study_file).tables) text += frame_text(table.frame) + "\n";
    return sha256(text);
}

/// A separation was told, and no mobility came of it.
void warn_of_missing_mobility(const Session& session, const StudyFile& study, const Frame& frame) {
    if (!study.separation.of(frame.polarity) || frame.in_tu) return;
    put_warning(session.language, say(session.language, Say::no_mobility, std::string(polarity_name(frame.polarity))));
}

/// The first line in which two texts differ: "peak.min_snr was 5, is 3".
std::string difference(const std::string& was, const std::string& is) {
    std::istringstream old_lines(was), new_lines(is);
    for (std::string before, now;;) {
        const bool more_before = bool(std::getline(old_lines, before)), more_now = bool(std::getline(new_lines, now));
        if (!more_before && !more_now) return "";
        if (!more_before) before.clear();
        if (!more_now) now.clear();
        if (before == now) continue;
        return (before.empty() ? "-" : before) + " -> " + (now.empty() ? "-" : now);
    }
}

/// What was frozen, where it may be gone on with.
StoredStudy frozen(const Session& session, const StudyFile& study, const ResultFolder& folder, bool anew) {
    if (anew || !folder.known_study_file()) return {};
    StoredStudy earlier = read_study_file(folder.study_file());
    const std::string now = founded_with(study);
    if (earlier.founded_with == now) return earlier;
    put_warning(session.language,
                say(session.language, Say::founded_anew, quoted_text(difference(earlier.founded_with, now))));
    return {};
}

/// The frozen table itself where it holds all of these runs: nothing new has been seen, nothing may change.
std::optional<FeatureTable> standing_table(const FeatureTable* earlier, const Joining& joining) {
    if (!earlier) return {};
    FeatureTable table{earlier->frame, earlier->features, {}, {}};
    std::map<std::string_view, std::size_t> column_of;
    for (std::size_t column = 0; column < earlier->runs.size(); ++column)
        column_of[earlier->runs[column].sample_id] = column;
    std::vector<std::size_t> columns;
    for (const StudyRun& run : joining.runs) {
        const auto found = column_of.find(run.sample_id);
        if (found == column_of.end() || !is_same_run(earlier->runs[found->second], run)) return {};
        columns.push_back(found->second);
        table.runs.push_back(earlier->runs[found->second]);
    }
    for (std::size_t feature = 0; feature < table.features.size(); ++feature)
        for (const std::size_t column : columns) table.cells.push_back(earlier->cell(feature, column));
    return table;
}

void tell_of_alignment(const Session& session, const Joining& joining, const FeatureTable& table,
                       std::vector<RunRecord>& records) {
    for (std::size_t i = 0; i < joining.rows.size(); ++i) {
        if (table.runs[i].segment > 0) records[joining.rows[i]].features = table.runs[i].features;
        const std::string& reason = table.runs[i].alignment.reason;
        if (reason.empty()) continue;
        RunRecord& record = records[joining.rows[i]];
        record.status = RunStatus::warned;
        record.reason += (record.reason.empty() ? "" : "; ") + reason;
        put_warning(session.language, record.sample_id + ": " + reason);
    }
}

FeatureTable join_polarity(const Session& session, const StudyFile& study, const ResultFolder& folder,
                           Polarity polarity, const Joining& joining, const FeatureTable* earlier) {
    Progress progress(session);
    progress.stage(say(session.language, Say::stage_joining), Progress::Unit::items);
    std::mutex turn;
    StudyRequest request;
    request.threads = session.threads;
    request.separation = study.separation.of(polarity);
    if (!earlier) request.frame = given_frame(session, study, polarity);
    request.earlier = earlier;
    request.archive = [&](std::size_t run) { return read_run_archive(folder.run_file(joining.runs[run].run_hash)); };
    request.progress = [&](std::size_t done, std::size_t all) {
        const std::scoped_lock hold(turn);
        progress.at(done, all);
    };
    return process_study(joining.runs, polarity, study.params, request);
}

/// A failed run whose polarity nobody told belongs to the only one that the study has.
void guess_polarity_of_failed(std::vector<RunRecord>& records) {
    Polarity only = Polarity::unknown;
    for (const RunRecord& record : records) {
        if (record.status == RunStatus::failed) continue;
        if (only != Polarity::unknown && record.polarity != only) return;
        only = record.polarity;
    }
    for (RunRecord& record : records)
        if (record.polarity == Polarity::unknown) record.polarity = only;
}

/// study.h5 is written down before it has its name: whichever of the two is there after a stop is then known.
void keep_study(ResultFolder& folder, const StoredStudy& study) {
    write_study_file(folder.study_file(), study, [&](const std::string& hash) {
        ManifestLine line;
        line.kind = ManifestLine::Kind::study;
        line.file_sha256 = hash;
        line.version = version();
        line.written_utc = utc_now();
        const auto& lines = folder.manifest().lines();
        const bool known = std::any_of(lines.begin(), lines.end(), [&](const ManifestLine& other) {
            return other.kind == line.kind && other.file_sha256 == hash;
        });
        if (!known) folder.manifest().append(line);
    });
}

std::string separation_text(const std::string& name, const std::optional<SeparationSettings>& separation) {
    if (!separation) return {};
    std::string text;
    SeparationSettings::fields(*separation, [&](std::string_view key, double value, const FieldNote&) {
        text += name + "." + std::string(key) + " = " + number_text(value) + "\n";
    });
    for (const MarkerSettings& marker : separation->markers)
        text += name + ".marker " + marker.name + " = " + number_text(marker.mz) + " " +
                number_text(marker.mobility_tu) + " " + number_text(marker.begin_s) + " " + number_text(marker.end_s) +
                "\n";
    return text;
}

}  // namespace

std::string founded_with(const StudyFile& study) {
    std::string text;
    const bool has_segments =
        std::any_of(study.study.samples.begin(), study.study.samples.end(), [](const Sample& s) { return s.segment; });
    for (const ParamStage& stage : param_table(study.params)) {
        const StageScope scope = stage_scope(stage.name);
        if (scope == StageScope::names || (scope == StageScope::segments && !has_segments)) continue;
        for (const ParamRow& row : stage.rows) text += row.name() + " = " + param_text(row.value) + "\n";
    }
    text += separation_text("separation", study.separation.both);
    text += separation_text("separation.positive", study.separation.positive);
    text += separation_text("separation.negative", study.separation.negative);
    if (!study.frame.empty()) text += "align.frame = " + frames_sha256(study.frame) + "\n";
    return text;
}

void check_frame(const StudyFile& study, const std::filesystem::path& own_file) {
    if (study.frame.empty()) return;
    std::error_code code;
    if (std::filesystem::equivalent(study.frame, own_file, code))
        throw ParameterError("[align] frame: " + quoted_path(study.frame) +
                             ": is the study.h5 of these results themselves, which keep their frame anyway; take the "
                             "line out of the study file, or name the study.h5 of another study");
    try {
        static_cast<void>(read_study_file(study.frame));
    } catch (const InputError& error) {
        throw ParameterError(std::string("[align] frame: ") + error.what());
    }
}

StudyResult join_runs(const Session& session, const StudyFile& study, ResultFolder& folder,
                      std::vector<RunRecord> records, bool anew) {
    const StoredStudy earlier = frozen(session, study, folder, anew);
    StoredStudy now{{}, founded_with(study)};
    std::vector<Polarity> joined;
    guess_polarity_of_failed(records);
    for (const Polarity polarity : {Polarity::positive, Polarity::negative}) {
        const FeatureTable* before = table_of(earlier, polarity);
        const Joining joining = runs_of(polarity, study, folder, records, session.threads);
        if (joining.runs.empty()) {
            // All runs of a polarity that fail today may be back tomorrow: its frame stays.
            if (before) now.tables.push_back(*before);
            continue;
        }
        std::optional<FeatureTable> standing = standing_table(before, joining);
        FeatureTable table =
            standing ? std::move(*standing) : join_polarity(session, study, folder, polarity, joining, before);
        warn_of_missing_mobility(session, study, table.frame);
        tell_of_alignment(session, joining, table, records);
        now.tables.push_back(std::move(table));
        joined.push_back(polarity);
    }
    keep_study(folder, now);
    StudyResult result;
    for (FeatureTable& table : now.tables)
        if (std::find(joined.begin(), joined.end(), table.frame.polarity) != joined.end())
            result.tables.push_back(std::move(table));
    result.runs = std::move(records);
    return result;
}

StudyResult joined_before(const ResultFolder& folder, std::vector<RunRecord> records) {
    if (!folder.known_study_file())
        throw UsageError(quoted_path(folder.path()) + ": holds no study.h5 yet; do that first: gassan align " +
                         quoted_path(folder.path()));
    const StoredStudy stored = read_study_file(folder.study_file());
    guess_polarity_of_failed(records);
    std::map<std::string, RunRecord*> by_sample;
    for (RunRecord& record : records) by_sample[record.sample_id] = &record;
    StudyResult result;
    for (const FeatureTable& table : stored.tables) {
        bool shown = false;
        for (const TableRun& run : table.runs) {
            const auto found = by_sample.find(run.sample_id);
            const bool same = found != by_sample.end() && found->second->run_hash == run.run_hash;
            if (!same) continue;
            shown = true;
            if (run.segment > 0) found->second->features = run.features;
            if (run.alignment.reason.empty()) continue;
            found->second->status = RunStatus::warned;
            found->second->reason += (found->second->reason.empty() ? "" : "; ") + run.alignment.reason;
        }
        if (shown) result.tables.push_back(table);
    }
    result.runs = std::move(records);
    return result;
}

}  // namespace gassan
