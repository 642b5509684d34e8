#pragma once

/// \file
/// From the words of a command line to a Session.

#include "cli/command.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace gassan {

/// Flags that every command takes; kept as typed until they are looked at.
struct CommonFlags {
    std::string threads, language;
    bool quiet = false, json = false, strict = false, help = false, version = false;
};

/// Declares everything that may be typed after the command's name: its own flags, then those of every command.
void declare_all(const Command& command, CLI::App& app, CommonFlags& flags);

/// Reads the words after the command's name and runs the command (or shows its help page).
/// \throws UsageError in one line that names the nearest known flag and the help page.
ExitCode run_command(const Command& command, const std::vector<std::string>& words, Session session);

/// The value of a flag as a whole number.
/// \throws UsageError naming the flag and the range
[[nodiscard]] std::uint64_t whole_number(const std::string& flag, const std::string& text, std::uint64_t low,
                                         std::uint64_t high);

}  // namespace gassan
