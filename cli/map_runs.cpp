#include "cli/map_runs.hpp"

#include "cli/input_run.hpp"
#include "cli/messages.hpp"
#include "cli/outputs.hpp"
#include "cli/progress.hpp"
#include "cli/talk.hpp"
#include "cli/version.hpp"
#include "core/base/parallel.hpp"
#include "core/library/lock_masses.hpp"
#include "core/model/run_rows.hpp"
#include "core/pipeline.hpp"
#include "io/base/faults.hpp"
#include "io/read_run.hpp"
#include "io/run_input.hpp"
#include "io/store/run_file.hpp"
#include "io/table/read_features.hpp"
#include "io/table/study_places.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <mutex>
#include <new>

namespace gassan {
namespace {

namespace fs = std::filesystem;

/// Notes that say that a part of the run may be missing: such a run is warned of. The others are counted.
constexpr std::array grave_notes{"agilent-calibration-missing",
                                 "agilent-cut-table",
                                 "agilent-incomplete",
                                 "agilent-max-differs",
                                 "agilent-not-ended",
                                 "agilent-overlap",
                                 "all-empty",
                                 "current-drop",
                                 "current-none",
                                 "cut-after-data",
                                 "damaged-after-data",
                                 "label-mixed",
                                 "spectrum-count",
                                 "time-gap",
                                 "voltage-drop",
                                 "voltage-none"};
constexpr std::size_t failures_told = 20;

/// What the file says and what the sheet says must not differ, and one of them must say it.
void settle_polarity(const fs::path& path, Run& run, Polarity told) {
    if (run.polarity == Polarity::unknown) run.polarity = told;
    if (run.polarity == Polarity::unknown)
        throw InputError(path, "", "neither the file nor the sheet says which polarity the run has",
                         "Give the sheet a column polarity with positive or negative.");
    if (told != Polarity::unknown && told != run.polarity)
        throw InputError(path, "",
                         "the file holds a run of " + std::string(polarity_name(run.polarity)) +
                             " polarity, the sheet says " + std::string(polarity_name(told)),
                         "Correct the column polarity, or name the right file.");
}

/// The reason with the file as the sheet names it: what is written must not depend on where gassan was started.
std::string reason_as_told(const std::string& reason, const Sample& sample) {
    const std::string here = quoted_path(sample.file);
    return reason.starts_with(here) ? quoted_path(sample.file_as_told) + reason.substr(here.size()) : reason;
}

void tell_status(RunRecord& record) {
    record.status = RunStatus::ok;
    for (const Note& note : record.notes) {
        if (std::find(grave_notes.begin(), grave_notes.end(), note.code) == grave_notes.end()) continue;
        record.status = RunStatus::warned;
        if (record.reason.find(note.text) == std::string::npos)
            record.reason += (record.reason.empty() ? "" : "; ") + note.text;
    }
}

/// Nothing was learnt of a run of which there are peaks alone.
RunCharacter unknown_character() {
    RunCharacter character;
    for (double* value : {&character.gain, &character.flicker, &character.threshold, &character.mz_floor_ppm,
                          &character.mz_drift_ppm, &character.fwhm_ref_s, &character.time_ref_s, &character.fwhm_power})
        *value = no_value;
    return character;
}

/// A peak list as a run without scans. Its clock is as long as its peaks say. How well its apexes are known it does not
/// say: as well as those of a run of the usual scan rate, 1 Hz (RunArchive::spacing_s as it is).
StoredRun look_at_peaks(const Sample& sample, const Params& params) {
    PeakList list = read_features(sample.file);
    Run nothing;
    Polarity told = sample.polarity;
    if (told == Polarity::unknown && !params.read.polarity.empty())
        told = params.read.polarity == "positive" ? Polarity::positive : Polarity::negative;
    settle_polarity(sample.file, nothing, told);
    StoredRun run;
    RunRecord& record = run.record;
    record.polarity = run.archive.polarity = nothing.polarity;
    record.features = list.features.size();
    for (const Feature& feature : list.features) {
        const PeakOutline outline = outline_of(feature);
        record.first_time_s = std::fmin(record.first_time_s, outline.begin_s);
        record.last_time_s = std::fmax(record.last_time_s, outline.end_s);
    }
    record.character = unknown_character();
    record.notes = std::move(list.notes);
    tell_status(record);
    run.features = std::move(list.features);
    return run;
}

/// Reads and processes one run. \throws Error where the run cannot be used
StoredRun look_at(const Sample& sample, const Params& params, std::span<const LockMass> told, int threads) {
    if (is_peak_list(sample.file)) return look_at_peaks(sample, params);
    Params reading = params;
    reading.read.threads = threads;
    InputRun read = input_run(sample.file, reading, told);
    settle_polarity(sample.file, read.run, sample.polarity);
    RunResult result;
    try {
        result = process_run(read.run, params, {.threads = threads, .archive = true, .for_study = true});
    } catch (const Error& error) {
        throw InputError(sample.file, "", error.what(), "");
    }
    StoredRun run;
    RunRecord& record = run.record;
    record.polarity = read.run.polarity;
    record.scans = read.run.scans();
    record.centroids = read.run.mz.size();
    record.features = result.features.size();
    record.first_time_s = read.run.scan_time_s.front();
    record.last_time_s = read.run.scan_time_s.back();
    record.character = result.character;
    record.notes = read.summary.notes;
    record.notes.insert(record.notes.end(), result.notes.begin(), result.notes.end());
    tell_lock_masses(read.lock, record);
    tell_status(record);
    run.features = std::move(result.features);
    run.total_ion = std::move(result.total_ion);
    run.archive = std::move(*result.archive);
    return run;
}

/// What the work on many runs shares.
class Mapping {
public:
    Mapping(const Session& session, const StudyFile& study, ResultFolder& folder, const MapRequest& request)
        : session_(session),
          study_(study),
          folder_(folder),
          request_(request),
          told_(told_lock_masses(study.targets)),
          known_(folder.known_runs()),
          last_(folder.last_lines()) {}

    MappedRuns work();

private:
    const Session& session_;
    const StudyFile& study_;
    ResultFolder& folder_;
    const MapRequest& request_;
    const std::vector<LockMass> told_;
    const std::map<std::string, std::string> known_;
    const std::map<std::string, ManifestLine> last_;
    std::atomic<std::size_t> computed_ = 0, kept_ = 0;
    std::atomic<bool> stop_ = false;
    std::mutex turn_;

    void one(std::span<const std::size_t> asked, int threads, std::vector<RunRecord>& records);
    RunRecord look(std::size_t row, int threads, RunRecord& record, std::string& file_sha256);
    FileHash input_hash(const Sample& sample) const;
    bool keep(const std::string& hash, RunRecord& record, std::string& file_sha256);
    void write_down(const Sample& sample, const RunRecord& record, const std::string& file_sha256);
    void warn_of_space() const;
    void tell(const MappedRuns& runs) const;
};

FileHash Mapping::input_hash(const Sample& sample) const {
    const auto last = last_.find(sample.sample_id);
    if (request_.trust && last != last_.end() && last->second.input == sample.file_as_told &&
        !last->second.input_sha256.empty() && input_bytes(sample.file) == last->second.input_bytes)
        return {last->second.input_bytes, last->second.input_sha256};
    return hash_input(sample.file);
}

/// Is the run in the store, whole and written down?
bool Mapping::keep(const std::string& hash, RunRecord& record, std::string& file_sha256) {
    const auto known = known_.find(hash);
    std::error_code code;
    if (known == known_.end() || !fs::exists(folder_.run_file(hash), code)) return false;
    try {
        record = read_run_without_centroids(folder_.run_file(hash), request_.trust ? "" : known->second).record;
    } catch (const InputError& error) {
        const std::scoped_lock hold(turn_);
        put_warning(session_.language, error.what());
        return false;
    }
    file_sha256 = known->second;
    return true;
}

/// \throws Error where the run cannot be used, EnvironmentError where the store cannot
RunRecord Mapping::look(std::size_t row, int threads, RunRecord& record, std::string& file_sha256) {
    const Sample& sample = study_.study.samples[row];
    const Params params = params_of_row(study_, row);
    StoredRun run;
    try {
        const auto before = input_state(sample.file);
        const FileHash input = input_hash(sample);
        const std::string hash = run_hash(input.sha256, params, version(), told_);
        record.input_sha256 = input.sha256;
        record.input_bytes = input.bytes;
        record.run_hash = hash;
        if (RunRecord kept; keep(hash, kept, file_sha256)) {
            ++kept_;
            return kept;
        }
        run = look_at(sample, params, told_, threads);
        if (input_state(sample.file) != before)
            throw InputError(sample.file, "", "changed while it was read",
                             "Wait until it is written whole, then run again.");
    } catch (const EnvironmentError& error) {
        throw Error(error.what());  // of this input alone; the store is written below
    }
    run.record.input_sha256 = record.input_sha256;
    run.record.input_bytes = record.input_bytes;
    run.record.run_hash = record.run_hash;
    run.provenance = run_file_provenance(record.input_sha256, record.input_bytes, params, version());
    file_sha256 = write_run_file(folder_.run_file(record.run_hash), run);
    ++computed_;
    return run.record;
}

/// A run is looked at once, for the first of its samples.
void Mapping::one(std::span<const std::size_t> asked, int threads, std::vector<RunRecord>& records) {
    const std::size_t row = request_.rows[asked.front()];
    const Sample& sample = study_.study.samples[row];
    RunRecord failed;
    std::string file_sha256;
    failed.status = RunStatus::failed;
    failed.polarity = sample.polarity;
    RunRecord record;
    try {
        record = look(row, threads, failed, file_sha256);
    } catch (const EnvironmentError&) {
        throw;
    } catch (const Error& error) {
        record = failed;
        record.reason = reason_as_told(error.what(), sample);
    } catch (const std::bad_alloc&) {
        record = failed;
        record.reason = quoted_path(sample.file_as_told) + ": the memory of this machine is not enough for this run";
    }
    for (const std::size_t i : asked) {
        const Sample& own = study_.study.samples[request_.rows[i]];
        record.sample_id = own.sample_id;
        write_down(own, record, file_sha256);
        records[i] = record;
    }
    if (record.status != RunStatus::failed) kept_ += asked.size() - 1;
    if (record.status == RunStatus::failed && request_.fail_fast) stop_ = true;
}

void Mapping::write_down(const Sample& sample, const RunRecord& record, const std::string& file_sha256) {
    ManifestLine line;
    line.sample_id = sample.sample_id;
    line.input = sample.file_as_told;
    line.input_bytes = record.input_bytes;
    line.input_sha256 = record.input_sha256;
    line.run_hash = record.run_hash;
    line.file_sha256 = file_sha256;
    line.status = record.status;
    line.reason = record.reason;
    for (const Note& note : record.notes) ++line.warnings[note.code];
    line.version = version();
    line.written_utc = utc_now();
    const auto last = last_.find(sample.sample_id);
    if (last == last_.end() || !last->second.says_the_same(line)) folder_.manifest().append(line);
}

/// A run's file takes about half of a packed mzML (docs/decisions/0015-centroids-packed-by-their-order.md).
void Mapping::warn_of_space() const {
    std::uint64_t needed = 0;
    std::error_code code;
    for (const auto& asked : by_run(study_.study, request_.rows))
        needed += input_bytes(study_.study.samples[request_.rows[asked.front()]].file) / 2;
    const auto free = fs::space(folder_.path(), code);
    if (!code && free.available < 2 * needed)
        put_warning(session_.language, say(session_.language, Say::little_space, quoted_path(folder_.path()),
                                           grouped(free.available >> 20), grouped(needed >> 20)));
}

/// That a run is a peak list is told once for all of them.
Notes without_peak_list(Notes notes) {
    std::erase_if(notes, [](const Note& note) { return note.code == no_centroids; });
    return notes;
}

/// In the order of the sheet, whatever came first; what is said of a run once, and not for each of its samples.
void Mapping::tell(const MappedRuns& runs) const {
    std::size_t told = 0, lists = 0;
    std::vector<bool> is_first(runs.records.size(), false);
    for (const auto& asked : by_run(study_.study, request_.rows)) is_first[asked.front()] = true;
    for (std::size_t i = 0; i < runs.records.size(); ++i) {
        const RunRecord& record = runs.records[i];
        if (record.status != RunStatus::failed) {
            if (!is_first[i]) continue;
            const Notes notes = without_peak_list(record.notes);
            lists += notes.size() < record.notes.size();
            put_notes(session_, study_.study.samples[request_.rows[i]].file, notes);
        } else if (!record.sample_id.empty() && ++told <= failures_told) {
            put_error(session_.language, say(session_.language, Say::run_failed, record.sample_id, record.reason));
        }
    }
    if (told > failures_told)
        put_error(session_.language, say(session_.language, Say::more_failed, Count{told - failures_told}));
    if (lists > 0)
        put_summary(session_, say(session_.language, Say::peak_lists, Count{lists}, Count{runs.records.size()}));
}

MappedRuns Mapping::work() {
    warn_of_space();
    MappedRuns runs;
    runs.records.resize(request_.rows.size());
    Progress progress(session_);
    progress.stage(say(session_.language, Say::stage_runs), Progress::Unit::items);
    std::size_t done = 0;
    const auto asked = by_run(study_.study, request_.rows);
    const std::size_t count = asked.size();
    const int threads_each =
        std::max(1, session_.threads / int(std::max<std::size_t>(1, std::min<std::size_t>(count, 1024))));
    parallel_for(count, session_.threads, [&](std::size_t i) {
        if (stop_) return;
        one(asked[i], threads_each, runs.records);
        const std::scoped_lock hold(turn_);
        progress.at(++done, count);
    });
    progress.clear();
    tell(runs);
    runs.computed = computed_;
    runs.kept = kept_;
    runs.stopped = stop_;
    // What was not looked at has no name.
    std::erase_if(runs.records, [](const RunRecord& record) { return record.sample_id.empty(); });
    for (const RunRecord& record : runs.records) {
        runs.failed += record.status == RunStatus::failed;
        runs.warnings += without_peak_list(record.notes).size();
    }
    return runs;
}

}  // namespace

Params params_of_row(const StudyFile& study, std::size_t row) {
    Params params = study.params;
    const Polarity polarity = study.study.samples[row].polarity;
    if (polarity != Polarity::unknown && params.read.polarity.empty()) params.read.polarity = polarity_name(polarity);
    return params;
}

MappedRuns map_runs(const Session& session, const StudyFile& study, ResultFolder& folder, const MapRequest& request) {
    return Mapping(session, study, folder, request).work();
}

std::vector<RunRecord> mapped_before(const StudyFile& study, const ResultFolder& folder, bool trust) {
    const auto last = folder.last_lines();
    const std::vector<LockMass> told = told_lock_masses(study.targets);
    std::vector<RunRecord> records;
    std::size_t missing = 0;
    for (std::size_t row = 0; row < study.study.samples.size(); ++row) {
        const Sample& sample = study.study.samples[row];
        RunRecord& record = records.emplace_back();
        const auto found = last.find(sample.sample_id);
        const bool there = found != last.end() && found->second.input == sample.file_as_told &&
                           (found->second.input_sha256.empty() ||
                            found->second.run_hash == run_hash(found->second.input_sha256, params_of_row(study, row),
                                                               found->second.version, told));
        if (!there) {
            ++missing;
            continue;
        }
        const ManifestLine& line = found->second;
        if (line.status == RunStatus::failed) {
            record.status = line.status;
            record.reason = line.reason;
            record.polarity = sample.polarity;
            record.input_sha256 = line.input_sha256;
            record.input_bytes = line.input_bytes;
            record.run_hash = line.run_hash;
        } else {
            record = read_run_without_centroids(folder.run_file(line.run_hash), trust ? "" : line.file_sha256).record;
        }
        record.sample_id = sample.sample_id;
    }
    if (missing > 0)
        throw UsageError(quoted_path(folder.path()) + ": " + std::to_string(missing) + " of " +
                         std::to_string(records.size()) +
                         " runs have not been looked at with these parameters; do that first: gassan detect-runs " +
                         quoted_path(folder.path()));
    return records;
}

}  // namespace gassan
