#pragma once

#include <filesystem>
#include <string>

namespace gassan {

/// The place an output will really have: a link is followed, so that it stays a link.
/// Looked at before the work begins: nine hours later is too late.
/// \throws EnvironmentError in the system's words where nothing can be written; UsageError where it must not be: on the
/// input, or on something that is no file.
[[nodiscard]] std::filesystem::path checked_output(const std::filesystem::path& output,
                                                   const std::filesystem::path& input);

/// A folder that results may be written into: new, empty, or holding `mark` (a file of our own making).
/// \throws as checked_output
void require_output_folder(const std::filesystem::path& folder, const std::filesystem::path& mark);

/// "2026-11-21T22:00:00Z"
[[nodiscard]] std::string utc_now();

}  // namespace gassan
