#pragma once

/// \file
/// Drives the real program: no shell between the test and the words it types.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace gassan::test {

/// A folder of its own for a test, gone at its end.
class TempFolder {
public:
    TempFolder();
    ~TempFolder();
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

/// What a program did.
struct Outcome {
    int exit_code = -1;  ///< 128 + number where a signal ended it
    std::string out, err;
};

/// How it is started.
struct Start {
    std::filesystem::path folder = {};                ///< where it runs; required
    std::map<std::string, std::string> setting = {};  ///< environment variables on top of ours
    std::filesystem::path stdout_to = {};             ///< instead of being caught
    int mask = -1;                                    ///< umask, if not -1
    int most_file_kib = -1;                           ///< no file may get larger, as on a full disk, if not -1
    bool terminal = false;                            ///< stdout and stderr are one terminal; both are found in err
    int kill_after_ms = -1;                           ///< send SIGKILL after so long, if not -1
    std::filesystem::path signal_at = {};  ///< send SIGINT when an unfinished file (".*") is seen below this folder
};

/// Runs gassan with these words and waits for its end.
[[nodiscard]] Outcome run_gassan(const Start& start, const std::vector<std::string>& words);

/// The same for any program, found as execvp finds it.
[[nodiscard]] Outcome program(const Start& start, const std::vector<std::string>& command);

[[nodiscard]] std::string text_of(const std::filesystem::path& file);
void put_text(const std::filesystem::path& file, const std::string& text);

/// Names in a folder, sorted: to see that nothing was left behind.
[[nodiscard]] std::vector<std::string> names_in(const std::filesystem::path& folder);

/// Says that a test was not run, and why, as every skipped test does.
void skipped(const std::string& name, const std::string& reason);

}  // namespace gassan::test
