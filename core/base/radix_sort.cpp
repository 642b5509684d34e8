#include "core/base/radix_sort.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <memory>

namespace gassan {
namespace {

constexpr int bucket_bits = 10;      // of the first pass: its 1024 lines being written fit the second cache
constexpr std::size_t few = 48;      // from here on counting is faster than inserting
constexpr std::size_t digits = 2048;  // at most; what 32 - bucket_bits bits need in two passes

/// One stable counting pass by bits [shift, shift + bits).
void pass(std::span<const KeyedRecord> from, KeyedRecord* to, std::uint32_t lowest, int shift, int bits) {
    std::array<std::uint32_t, digits> place;
    const std::uint32_t mask = (1u << bits) - 1u;
    std::fill_n(place.begin(), mask + 1u, 0u);
    for (const KeyedRecord& record : from) ++place[((record.key - lowest) >> shift) & mask];
    std::uint32_t sum = 0;
    for (std::uint32_t digit = 0; digit <= mask; ++digit) {
        const std::uint32_t count = place[digit];
        place[digit] = sum;
        sum += count;
    }
    for (const KeyedRecord& record : from) to[place[((record.key - lowest) >> shift) & mask]++] = record;
}

void insertion_sort(KeyedRecord* records, std::size_t count) {
    for (std::size_t i = 1; i < count; ++i) {
        const KeyedRecord record = records[i];
        std::size_t to = i;
        for (; to > 0 && record.key < records[to - 1].key; --to) records[to] = records[to - 1];
        records[to] = record;
    }
}

/// Sorts a bucket by its low bits from one place to another.
void sort_bucket(KeyedRecord* from, KeyedRecord* to, std::size_t count, std::uint32_t lowest, int bits) {
    if (count >= few) {
        pass({from, count}, to, lowest, 0, bits / 2);
        pass({to, count}, from, lowest, bits / 2, bits - bits / 2);
    }
    for (std::size_t i = 0; i < count; ++i) to[i] = from[i];
    if (count < few) insertion_sort(to, count);
}

}  // namespace

// Highest digit first into buckets, then each bucket by its low bits, least first: a bucket of some thousand records
// stays in the first cache, where three passes over everything would miss it at each record.
void radix_sort(std::span<KeyedRecord> records) {
    if (records.empty()) return;
    const auto by_key = [](const KeyedRecord& a, const KeyedRecord& b) { return a.key < b.key; };
    const auto [low, high] = std::minmax_element(records.begin(), records.end(), by_key);
    const std::uint32_t lowest = low->key;
    const int low_bits = std::max(0, int(std::bit_width(high->key - lowest)) - bucket_bits);

    const auto bucketed = std::make_unique_for_overwrite<KeyedRecord[]>(records.size());
    pass(records, bucketed.get(), lowest, low_bits, bucket_bits);
    for (std::size_t begin = 0, end = 0; begin < records.size(); begin = end) {
        const std::uint32_t bucket = (bucketed[begin].key - lowest) >> low_bits;
        while (end < records.size() && (bucketed[end].key - lowest) >> low_bits == bucket) ++end;
        sort_bucket(bucketed.get() + begin, records.data() + begin, end - begin, lowest, low_bits);
    }
}

}  // namespace gassan
