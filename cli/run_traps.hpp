#pragma once

/// \file
/// What is known to go wrong with files of certain makers and converters, told by what the file says of itself.

#include "core/base/note.hpp"
#include "io/read_run.hpp"

namespace gassan {

/// Known traps: told by `gassan check` alone, since they hold for whole archives.
[[nodiscard]] Notes trap_notes(const RunSummary& run);

}  // namespace gassan
