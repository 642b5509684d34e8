#pragma once

namespace gassan {

/// SIGINT and SIGTERM end the program at once with 130 and 143: unfinished temporary files are dropped, the progress
/// line is cleared; files under their final names are whole, because they come there by a rename.
void end_cleanly_on_signals();

}  // namespace gassan
