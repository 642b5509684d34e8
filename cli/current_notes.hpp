#pragma once

/// \file
/// What the recorded current and voltage of the separation say of a run.

#include "core/base/note.hpp"
#include "io/read_run.hpp"

namespace gassan {

/// Drops of the current and of the voltage (current-drop, voltage-drop), and those that were never there (current-none,
/// voltage-none): told by every command that reads the run. Devices of the mass spectrometer are not looked at.
[[nodiscard]] Notes current_notes(const RunSummary& run);

}  // namespace gassan
