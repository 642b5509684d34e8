#include "cli/result_folder.hpp"

#include "cli/messages.hpp"
#include "cli/outputs.hpp"
#include "cli/talk.hpp"
#include "io/base/atomic_file.hpp"
#include "io/base/faults.hpp"
#include "io/base/sha256.hpp"
#include "io/store/study_memory.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace gassan {
namespace {

namespace fs = std::filesystem;

constexpr const char* manifest_name = "manifest.jsonl";
constexpr const char* shards_name = "manifest.d";
constexpr const char* memory_name = ".study.json";
constexpr const char* complete_name = "COMPLETE";

/// Of ours, and of the writer of workbooks.
bool unfinished(const fs::path& name) {
    return name.native().starts_with(temporary_prefix) || name.native().starts_with(".gassan-");
}

/// Ours are a folder with a manifest, an empty one, and one in which a process of ours has just begun: its lock is
/// there before all else. (A folder that holds nothing but "runs" may be somebody's raw data.)
bool is_ours(const fs::path& folder) {
    std::error_code code;
    if (fs::exists(folder / manifest_name, code)) return true;
    const std::vector<std::string> first{StoreLock::file_name, memory_name, shards_name, "runs"};
    bool empty = true;
    for (const auto& entry : fs::directory_iterator(folder, code)) {
        const fs::path name = entry.path().filename();
        if (unfinished(name)) continue;
        empty = false;
        if (std::find(first.begin(), first.end(), name) == first.end()) return false;
    }
    return empty || fs::exists(folder / StoreLock::file_name, code);
}

/// \throws as require_own_folder
void require_ours(const fs::path& folder) {
    std::error_code code;
    if (folder.empty()) throw UsageError("-o OUT is missing: the folder for the results");
    if (fs::is_directory(folder, code) && access(folder.c_str(), W_OK | X_OK) == 0 && is_ours(folder)) return;
    require_new_folder(folder);
}

void remove_unfinished(const fs::path& folder) {
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(folder, code))
        if (unfinished(entry.path().filename())) fs::remove(entry.path(), code);
}

/// OUT.previous, or the first of OUT.previous-2, ... that is free.
void move_away(const Session& session, const fs::path& out) {
    fs::path name = out;
    if (!name.has_filename()) name = name.parent_path();  // "out/"
    if (name == "." || name.filename() == "." || name.filename() == "..")
        throw UsageError(quoted_path(out) +
                         ": --force moves the folder of the results aside, which needs its name: start gassan from "
                         "outside of it");
    std::error_code code;
    fs::path previous = name;
    previous += ".previous";
    for (int i = 2; fs::exists(fs::symlink_status(previous, code)); ++i)
        (previous = name) += ".previous-" + std::to_string(i);
    fs::rename(name, previous, code);
    if (code)
        throw EnvironmentError(quoted_path(name) + ": cannot be moved to " + quoted_path(previous) + ": " +
                               code.message());
    put_summary(session, say(session.language, Say::moved_away, quoted_path(previous)));
}

}  // namespace

ResultFolder ResultFolder::alone(const Session& session, const fs::path& out, bool force) {
    make_folder(out);
    std::optional<StoreLock> lock(std::in_place, out, StoreLock::Kind::alone, utc_now());
    std::error_code code;
    if (force && fs::exists(out / manifest_name, code)) {
        move_away(session, out);
        make_folder(out);
        lock.emplace(out, StoreLock::Kind::alone, utc_now());
    }
    make_folder(out / "runs");
    ResultFolder folder(out, std::move(*lock));
    remove_unfinished(out);
    remove_unfinished(out / "runs");
    folder.manifest_ = std::make_unique<Manifest>(out / manifest_name);
    if (folder.manifest_->was_cut())
        put_warning(session.language, say(session.language, Say::manifest_cut, quoted_path(out / manifest_name)));
    take_over(*folder.manifest_, out / shards_name);
    fs::remove(out / shards_name, code);
    return folder;
}

ResultFolder ResultFolder::to_run(const Session& session, const fs::path& out, bool force) {
    require_ours(out);
    return alone(session, out, force);
}

void ResultFolder::require_study(const fs::path& out) {
    std::error_code code;
    if (!fs::exists(out / memory_name, code))
        throw UsageError(quoted_path(out) +
                         ": holds no results of gassan run; name the folder that its -o was given, or start with "
                         "gassan run STUDY.toml -o OUT");
}

ResultFolder ResultFolder::to_redo(const Session& session, const fs::path& out) {
    require_study(out);
    return alone(session, out, false);
}

ResultFolder ResultFolder::to_share(const Session& session, const fs::path& out, Shard shard) {
    require_ours(out);
    make_folder(out);
    ResultFolder folder(out, StoreLock(out, StoreLock::Kind::with_peers, utc_now()));
    make_folder(out / "runs");
    make_folder(out / shards_name);
    const fs::path own =
        out / shards_name / ("shard-" + std::to_string(shard.number) + "-of-" + std::to_string(shard.of) + ".jsonl");
    folder.manifest_ = std::make_unique<Manifest>(own);
    if (folder.manifest_->was_cut())
        put_warning(session.language, say(session.language, Say::manifest_cut, quoted_path(own)));
    folder.peers_ = read_manifest(out / manifest_name).lines;
    for (const auto& entry : fs::directory_iterator(out / shards_name)) {
        if (entry.path().extension() != ".jsonl" || entry.path() == own) continue;
        const ManifestText text = read_manifest(entry.path());
        folder.peers_.insert(folder.peers_.end(), text.lines.begin(), text.lines.end());
    }
    return folder;
}

fs::path ResultFolder::run_file(const std::string& run_hash) const {
    return path_ / "runs" / (run_hash + ".h5");
}

std::map<std::string, std::string> ResultFolder::known_runs() const {
    std::map<std::string, std::string> known;
    for (const auto* lines : {&peers_, &manifest_->lines()})
        for (const ManifestLine& line : *lines)
            if (line.kind == ManifestLine::Kind::run && !line.file_sha256.empty())
                known[line.run_hash] = line.file_sha256;
    return known;
}

std::map<std::string, ManifestLine> ResultFolder::last_lines() const {
    std::map<std::string, ManifestLine> last;
    for (const auto* lines : {&peers_, &manifest_->lines()})
        for (const ManifestLine& line : *lines)
            if (line.kind == ManifestLine::Kind::run) last[line.sample_id] = line;
    return last;
}

std::optional<std::string> ResultFolder::known_study_file() const {
    std::error_code code;
    if (!fs::exists(study_file(), code)) {
        // Taken for absent, it would be founded anew over the old one.
        if (code) throw EnvironmentError(quoted_path(study_file()) + ": cannot be looked at: " + code.message());
        return {};
    }
    const std::string found = hash_file(study_file()).sha256;
    for (const ManifestLine& line : manifest_->lines())
        if (line.kind == ManifestLine::Kind::study && line.file_sha256 == found) return found;
    throw EnvironmentError(quoted_path(study_file()) +
                           ": is not what was written: the manifest does not know its SHA-256. Take the file from a "
                           "copy; or remove it, and the frame is founded anew (features then get other ids).");
}

void ResultFolder::remember(const StudyFile& study) const {
    const std::string text = study_memory_json(study);
    std::error_code code;
    const fs::path path = path_ / memory_name;
    if (fs::exists(path, code) && fs::file_size(path, code) == text.size() &&
        hash_file(path).sha256 == gassan::sha256(text))
        return;
    AtomicFile file(path, true);
    file.write(text);
    file.commit();
}

StudyFile ResultFolder::remembered() const {
    return read_study_memory(path_ / memory_name);
}

void ResultFolder::mark_incomplete() const {
    std::error_code code;
    fs::remove(path_ / complete_name, code);
    if (code) throw EnvironmentError(quoted_path(path_ / complete_name) + ": cannot be removed: " + code.message());
}

void ResultFolder::mark_complete() const {
    write_file_atomically(path_ / complete_name, manifest_->sha256() + "\n");
}

bool ResultFolder::is_complete() const {
    std::error_code code;
    return fs::exists(path_ / complete_name, code);
}

}  // namespace gassan
