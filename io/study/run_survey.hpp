#pragma once

/// \file
/// What `gassan init` finds out of each run before it proposes a study.

#include "core/model/spectrum.hpp"
#include "io/read_run.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gassan {

/// One run that can be used: what was measured in it.
struct RunSurvey {
    std::filesystem::path path;
    RunSummary summary;
    double scan_step_s = no_value;  ///< median time from scan to scan
    Polarity polarity = Polarity::unknown;
    bool switching = false;                 ///< both polarities; each can be taken out
    std::string guessed_unit;               ///< "second", "minute", "millisecond" where the file names none
    std::optional<std::int64_t> started_s;  ///< since 1970-01-01 UTC, as the file says
};

/// Files and .d folders of a folder and of its subfolder `runs` that are runs by their names (those that gassan reads
/// and, so that nobody wonders where they are, the formats that it does not), in natural order: run2 before run10.
[[nodiscard]] std::vector<std::filesystem::path> runs_below(const std::filesystem::path& folder);

/// Reads a run once, in constant memory but for its times. \throws as for_each_spectrum, for runs that cannot be used
[[nodiscard]] RunSurvey survey_run(const std::filesystem::path& path, const ReadProgress& progress = {});

/// "2024-03-05T10:20:30Z", with or without fraction and zone, as seconds since 1970-01-01; nothing for other text.
[[nodiscard]] std::optional<std::int64_t> start_seconds(const std::string& text);

/// Is a before b where digits count as numbers?
[[nodiscard]] bool natural_less(const std::string& a, const std::string& b);

}  // namespace gassan
