#pragma once

/// \file
/// OUT, the folder of a study's results: whose it is, who works in it, and where its files are (docs/formats.md).

#include "cli/session.hpp"
#include "io/base/faults.hpp"
#include "io/store/manifest.hpp"
#include "io/store/store_lock.hpp"
#include "io/study/read_study.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace gassan {

/// Which of N processes that part the runs of a study among them this one is.
struct Shard {
    std::size_t number = 1, of = 1;  ///< number from 1
};

/// OUT, locked for this process as long as it lives.
class ResultFolder {
public:
    /// For the whole road: made if it is not there; nobody else may work in it; what stopped processes left unfinished
    /// is removed, what shards wrote down is taken over. \param force what stands there is moved to OUT.previous first.
    /// \throws UsageError where the folder holds what is not ours; EnvironmentError where it is locked or cannot be
    /// used
    static ResultFolder to_run(const Session& session, const std::filesystem::path& out, bool force);
    /// The same for a folder that is there and holds a study. \throws UsageError if it is none
    static ResultFolder to_redo(const Session& session, const std::filesystem::path& out);
    /// For one shard of the map step: others may work beside.
    static ResultFolder to_share(const Session& session, const std::filesystem::path& out, Shard shard);

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path run_file(const std::string& run_hash) const;
    [[nodiscard]] std::filesystem::path study_file() const { return path_ / "study.h5"; }
    [[nodiscard]] std::filesystem::path report() const { return path_ / "report.html"; }

    /// Where this process writes down what it finished.
    [[nodiscard]] Manifest& manifest() { return *manifest_; }
    /// What any process wrote down, by name of the run: the SHA-256 of its file.
    [[nodiscard]] std::map<std::string, std::string> known_runs() const;
    /// The last line of each sample.
    [[nodiscard]] std::map<std::string, ManifestLine> last_lines() const;
    /// SHA-256 of study.h5 as it is, if one is there. \throws InputError unless the manifest knows it
    [[nodiscard]] std::optional<std::string> known_study_file() const;

    void remember(const StudyFile& study) const;
    /// \throws InputError
    [[nodiscard]] StudyFile remembered() const;

    /// The outputs are about to change, or are all there: COMPLETE.
    void mark_incomplete() const;
    void mark_complete() const;
    [[nodiscard]] bool is_complete() const;

    /// \throws UsageError unless a study was started in this folder
    static void require_study(const std::filesystem::path& out);

private:
    ResultFolder(std::filesystem::path path, StoreLock lock) : path_(std::move(path)), lock_(std::move(lock)) {}

    std::filesystem::path path_;
    StoreLock lock_;
    std::unique_ptr<Manifest> manifest_;
    std::vector<ManifestLine> peers_;  ///< what the main manifest and other shards hold

    static ResultFolder alone(const Session& session, const std::filesystem::path& out, bool force);
};

/// Does what works on OUT. A damaged file in it is no fault of a run or of what was typed: EnvironmentError, exit
/// code 4.
template <class Work>
auto on_results(Work&& work) {
    try {
        return work();
    } catch (const InputError& error) {
        throw EnvironmentError(error.what());
    }
}

}  // namespace gassan
