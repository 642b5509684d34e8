#pragma once

/// \file
/// The pages of the program and of docs/, written from the same flags and tables that the parser uses.

#include "cli/command.hpp"

#include <string>

namespace gassan {

/// The page of `gassan CMD --help`.
[[nodiscard]] std::string help_page(const Command& command);

/// The page of `gassan --help`.
[[nodiscard]] std::string front_page();

/// "gassan 0.1.0" and a line end.
[[nodiscard]] std::string version_line();

/// docs/cli.md: every command with its page.
[[nodiscard]] std::string cli_document();

/// docs/parameters.md: every parameter of every stage.
[[nodiscard]] std::string parameters_document();

}  // namespace gassan
