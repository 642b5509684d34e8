#include "io/base/temporary_files.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <climits>
#include <cstring>

namespace gassan {
namespace {

/// No lock and no memory of the heap: the handler may come at any moment.
struct Slot {
    enum State : int { open, filling, ready };
    std::atomic<int> state{open};
    char path[PATH_MAX];
};

/// Twice as many as a machine is likely to write at once.
std::array<Slot, 256> slots;

}  // namespace

int remember_temporary(const std::filesystem::path& path) noexcept {
    if (path.native().size() >= PATH_MAX) return -1;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        int expected = Slot::open;
        if (!slots[i].state.compare_exchange_strong(expected, Slot::filling)) continue;
        std::strcpy(slots[i].path, path.c_str());
        slots[i].state.store(Slot::ready);
        return int(i);
    }
    return -1;
}

void forget_temporary(int ticket) noexcept {
    if (ticket >= 0) slots[std::size_t(ticket)].state.store(Slot::open);
}

void drop_temporary_files() noexcept {
    for (Slot& slot : slots)
        if (slot.state.load() == Slot::ready) ::unlink(slot.path);
}

}  // namespace gassan
