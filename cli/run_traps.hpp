#pragma once

#include "core/base/note.hpp"
#include "io/read_run.hpp"

namespace gassan {

/// Drops of the current that the file recorded: told by every command that reads the run.
[[nodiscard]] Notes current_notes(const RunSummary& run);

}  // namespace gassan
