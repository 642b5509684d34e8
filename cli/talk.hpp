#pragma once

/// \file
/// The two voices of the program: data on stdout, everything else on stderr.

#include "cli/exit_code.hpp"
#include "cli/messages.hpp"
#include "core/base/note.hpp"

#include <filesystem>
#include <string_view>

namespace gassan {

/// Writes data to stdout.
/// \throws EnvironmentError with the system's words if it does not take everything.
void put_out(std::string_view data);

/// "error: TEXT" as one line on stderr.
void put_error(Language language, const std::string& text);

/// "warning: TEXT" as one line on stderr.
void put_warning(Language language, const std::string& text);

/// A line of the summary on stderr, unless --quiet.
void put_summary(const Session& session, const std::string& text);

/// Prints the notes of one file as warnings: the first 3 of a kind, then how many more there are.
void put_notes(const Session& session, const std::filesystem::path& file, const Notes& notes);

/// How a command ends that did its work with so many warnings: they fail it under --strict, which is said. Those that
/// put_warning has told are counted by itself.
[[nodiscard]] ExitCode with_warnings(const Session& session, std::size_t warnings);

/// Is stderr a terminal that takes control sequences?
[[nodiscard]] bool talks_to_terminal();

}  // namespace gassan
