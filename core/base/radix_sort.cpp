#include "core/base/radix_sort.hpp"

#include <array>
#include <cstddef>

namespace gassan {

// Least significant digit first, 11 bits a pass.
void radix_sort(std::vector<std::uint32_t>& keys, std::vector<std::uint32_t>& values) {
    std::vector<std::uint32_t> keys_out(keys.size()), values_out(values.size());
    for (int shift = 0; shift < 33; shift += 11) {
        std::array<std::size_t, 2048> place{};
        for (const std::uint32_t key : keys) ++place[(key >> shift) & 2047u];
        std::size_t sum = 0;
        for (std::size_t& slot : place) {
            const std::size_t count = slot;
            slot = sum;
            sum += count;
        }
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const std::size_t to = place[(keys[i] >> shift) & 2047u]++;
            keys_out[to] = keys[i];
            values_out[to] = values[i];
        }
        keys.swap(keys_out);
        values.swap(values_out);
    }
}

}  // namespace gassan
