#pragma once

namespace gassan {

/// How the program ends; a promise to scripts (docs/cli.md). Decided in main.cpp and nowhere else. A signal ends the
/// program with 130 (SIGINT) or 143 (SIGTERM).
enum class ExitCode {
    ok = 0,           ///< all good, warnings allowed
    some_failed = 1,  ///< at least one run failed and the others are complete; with --strict, a warning
    usage = 2,        ///< wrong usage, sheet or parameters; nothing was processed
    none_ok = 3,      ///< no run succeeded
    environment = 4,  ///< disk, permission, I/O, memory; also a fault of the program itself
};

}  // namespace gassan
