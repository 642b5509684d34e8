#include "cli/signals.hpp"

#include "cli/talk.hpp"
#include "io/base/temporary_files.hpp"

#include <unistd.h>

#include <csignal>
#include <cstring>

namespace gassan {
namespace {

volatile std::sig_atomic_t terminal = 0;

/// Only what signal-safety(7) allows.
extern "C" void on_signal(int number) {
    drop_temporary_files();
    if (terminal) {
        constexpr char clear[] = "\r\x1b[K";
        [[maybe_unused]] const auto written = write(STDERR_FILENO, clear, sizeof clear - 1);
    }
    _exit(128 + number);
}

}  // namespace

void end_cleanly_on_signals() {
    terminal = talks_to_terminal();
    struct sigaction action {};
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

}  // namespace gassan
