#include "io/base/hdf5_walk.hpp"

#include "io/base/hdf5_messages.hpp"

#include <iterator>
#include <string>

namespace gassan {

void Hdf5Walk::enter(std::uint64_t address, std::uint64_t bytes) {
    if (bytes > left_)
        refuse_hdf5(address, "a block of " + std::to_string(bytes) + " bytes is more than its object can have");
    left_ -= bytes;
    if (bytes == 0) return;
    const auto next = ends_.lower_bound(address);
    const bool reaches_next = next != ends_.end() && next->first - address < bytes;
    const bool in_last = next != ends_.begin() && std::prev(next)->second > address;
    if (reaches_next || in_last) refuse_hdf5(address, "blocks of one object overlap, or lead back into themselves");
    ends_.emplace_hint(next, address, address + bytes);
}

}  // namespace gassan
