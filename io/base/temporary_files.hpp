#pragma once

#include <filesystem>

namespace gassan {

/// Names of files that are not finished yet, kept where a signal handler can read them.
/// \return a ticket for forget_temporary, or -1 if there is no room for more (the file is then dropped by its owner
/// only)
[[nodiscard]] int remember_temporary(const std::filesystem::path& path) noexcept;

/// The file has got its final name, or is gone. Does nothing for -1.
void forget_temporary(int ticket) noexcept;

/// Removes all that are remembered. Safe in a signal handler (signal-safety(7)); the process must end after it.
void drop_temporary_files() noexcept;

}  // namespace gassan
