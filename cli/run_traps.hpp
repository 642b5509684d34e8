#pragma once

/// \file
/// What is known to go wrong with files of certain makers and converters, told by what the file says of itself.

#include "core/base/note.hpp"
#include "io/read_run.hpp"

namespace gassan {

/// Drops of the current that the file recorded: told by every command that reads the run.
[[nodiscard]] Notes current_notes(const RunSummary& run);

/// Known traps: told by `gassan check` alone, since they hold for whole archives.
[[nodiscard]] Notes trap_notes(const RunSummary& run);

}  // namespace gassan
