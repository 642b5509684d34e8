#pragma once

/// \file
/// Other programs, and our own as a whole process, on a run written to a temporary folder.

#include "bench/scoring.hpp"
#include "core/model/run.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace gassan::bench {

/// A new folder that goes with its owner.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// As mzML with zlib.
void write_run(const std::filesystem::path& path, const Run& run);

struct Seconds {
    double wall = 0, cpu = 0;
};
[[nodiscard]] Seconds now();
[[nodiscard]] double median(std::vector<double> values);

/// Runs a command to its end. \throws std::runtime_error if it fails
Seconds run_program(const std::string& command);

struct Used {
    Seconds seconds;
    double peak_mb = 0;  ///< resident; not below what the caller itself has ever taken
};
/// The same, and what memory it took. \throws std::runtime_error if it fails
Used run_measured(const std::string& command);

[[nodiscard]] bool has_openms();
/// FeatureFinderMetabo with the parameters that suit these sets (docs of bench/README.md), one thread.
[[nodiscard]] std::string openms_command(Set set, const std::filesystem::path& run, const std::filesystem::path& out);
[[nodiscard]] std::vector<Found> read_feature_xml(const std::filesystem::path& path);

}  // namespace gassan::bench
