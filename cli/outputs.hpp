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

/// A folder for results must be new or empty: nothing of anybody's is overwritten.
/// \throws as checked_output
void require_new_folder(const std::filesystem::path& folder);

/// The same, or it holds `mark`, a file that says that we made it.
void require_own_folder(const std::filesystem::path& folder, const std::filesystem::path& mark);

/// Makes a folder and those above it. \throws EnvironmentError
void make_folder(const std::filesystem::path& folder);

/// "2026-11-21T22:00:00Z"
[[nodiscard]] std::string utc_now();

}  // namespace gassan
