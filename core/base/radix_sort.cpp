#include "core/base/radix_sort.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

namespace gassan {
namespace {

constexpr int most_bits = 11;    // of one pass
constexpr std::size_t few = 48;  // from here on counting is faster than inserting

/// One stable counting pass by bits [shift, shift + bits) of the keys above the lowest.
void pass(const KeyedRecord* from, KeyedRecord* to, std::size_t count, std::uint32_t lowest, int shift, int bits) {
    std::array<std::uint32_t, 1u << most_bits> place;
    const std::uint32_t mask = (1u << bits) - 1u;
    std::fill_n(place.begin(), mask + 1u, 0u);
    for (std::size_t i = 0; i < count; ++i) ++place[((from[i].key - lowest) >> shift) & mask];
    std::uint32_t sum = 0;
    for (std::uint32_t digit = 0; digit <= mask; ++digit) {
        const std::uint32_t here = place[digit];
        place[digit] = sum;
        sum += here;
    }
    for (std::size_t i = 0; i < count; ++i) to[place[((from[i].key - lowest) >> shift) & mask]++] = from[i];
}

void insertion_sort(std::span<KeyedRecord> records) {
    for (std::size_t i = 1; i < records.size(); ++i) {
        const KeyedRecord record = records[i];
        std::size_t to = i;
        for (; to > 0 && record.key < records[to - 1].key; --to) records[to] = records[to - 1];
        records[to] = record;
    }
}

}  // namespace

// Least significant digit first; an even number of passes ends where it began.
void radix_sort(std::span<KeyedRecord> records, std::vector<KeyedRecord>& room) {
    if (records.size() < few) return insertion_sort(records);
    std::uint32_t lowest = records[0].key, highest = lowest;
    for (const KeyedRecord& record : records) {
        lowest = std::min(lowest, record.key);
        highest = std::max(highest, record.key);
    }
    const int all_bits = int(std::bit_width(highest - lowest));
    const int passes = all_bits <= 2 * most_bits ? 2 : 4, bits = (all_bits + passes - 1) / passes;
    if (room.size() < records.size()) room.resize(records.size());
    for (int done = 0; done < passes; done += 2) {
        pass(records.data(), room.data(), records.size(), lowest, done * bits, bits);
        pass(room.data(), records.data(), records.size(), lowest, (done + 1) * bits, bits);
    }
}

}  // namespace gassan
