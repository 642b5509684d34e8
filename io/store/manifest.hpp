#pragma once

/// \file
/// manifest.jsonl: one line a finished or failed run and a written study.h5, only ever appended to; each line holds the
/// hash of the line before (docs/formats.md).

#include "core/model/study_result.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace gassan {

struct ManifestLine {
    enum class Kind { run, study };
    Kind kind = Kind::run;
    std::string sample_id, input;  ///< the run's row of the sheet, and its file as told there
    std::uint64_t input_bytes = 0;
    std::string input_sha256;                     ///< empty where the input could not be read
    std::string run_hash;                         ///< names runs/HASH.h5
    std::string file_sha256;                      ///< of that file, or of study.h5; empty for a failed run
    RunStatus status = RunStatus::ok;             ///< as far as the run by itself can tell
    std::string reason;                           ///< of a failed run
    std::map<std::string, std::size_t> warnings;  ///< how many of each kind
    std::string written_utc, version;

    /// The same but for the time: nothing new is said by it.
    [[nodiscard]] bool says_the_same(const ManifestLine& other) const;
};

/// The lines of a manifest and whether its last one was cut.
struct ManifestText {
    std::vector<ManifestLine> lines;
    std::uint64_t whole_bytes = 0;  ///< up to the last line end
    bool cut = false;               ///< bytes follow it: a process ended while it wrote
    std::string last_sha256;        ///< of the last line; empty if there is none
};

/// A manifest that is not there has no lines.
/// \throws InputError naming the line, for what is no manifest or where the chain of hashes is broken.
[[nodiscard]] ManifestText read_manifest(const std::filesystem::path& path);

/// A manifest being kept. append() may be called from several threads.
class Manifest {
public:
    /// Reads what is there, drops a cut last line. The folder must be locked. \throws as read_manifest,
    /// EnvironmentError, also where another process keeps the same manifest (a shard started twice)
    explicit Manifest(const std::filesystem::path& path);
    ~Manifest();
    Manifest(const Manifest&) = delete;
    Manifest& operator=(const Manifest&) = delete;

    [[nodiscard]] const std::vector<ManifestLine>& lines() const { return text_.lines; }
    [[nodiscard]] bool was_cut() const { return text_.cut; }

    /// One write, then on disk. \throws EnvironmentError; also if another process has written here meanwhile
    void append(const ManifestLine& line);
    /// SHA-256 of the whole file.
    [[nodiscard]] std::string sha256() const;

private:
    std::filesystem::path path_;
    int descriptor_ = -1;
    ManifestText text_;
    std::mutex turn_;
};

/// Takes the lines of all manifests in a folder over, in the order of their names, without those that are there
/// already, and removes the files. \return how many lines were taken over. \throws as read_manifest, EnvironmentError
std::size_t take_over(Manifest& manifest, const std::filesystem::path& folder);

}  // namespace gassan
