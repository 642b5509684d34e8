#include "core/base/radix_sort.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

namespace gassan {
namespace {

constexpr int most_bits = 11;    // of one pass
constexpr std::size_t few = 48;  // from here on counting is faster than inserting

/// Bits [shift, shift + bits) of keys above the lowest.
struct Digit {
    std::uint32_t lowest;
    int shift, bits;

    [[nodiscard]] std::uint32_t of(std::int32_t key) const {
        return ((std::uint32_t(key) - lowest) >> shift) & ((1u << bits) - 1u);
    }
};

using Places = std::array<std::uint32_t, 1u << most_bits>;

/// Where the rows of each value of a digit begin, once they are in its order.
void count_places(std::span<const std::int32_t> keys, const Digit& digit, Places& place) {
    std::fill_n(place.begin(), 1u << digit.bits, 0u);
    for (const std::int32_t key : keys) ++place[digit.of(key)];
    std::uint32_t sum = 0;
    for (std::uint32_t value = 0; value < 1u << digit.bits; ++value) {
        const std::uint32_t here = place[value];
        place[value] = sum;
        sum += here;
    }
}

/// Two stable passes, least significant digit first: out into the room and back, so no row is moved just to be moved.
void two_passes(const KeyedColumns& columns, const Digit& low, const Digit& high, KeyedRecord* room) {
    Places place;
    const std::size_t count = columns.size();
    count_places(columns.key, low, place);
    for (std::size_t i = 0; i < count; ++i)
        room[place[low.of(columns.key[i])]++] = {columns.key[i], columns.tag[i], columns.value[i]};
    count_places(columns.key, high, place);
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t to = place[high.of(room[i].key)]++;
        columns.key[to] = room[i].key;
        columns.tag[to] = room[i].tag;
        columns.value[to] = room[i].value;
    }
}

void insertion_sort(const KeyedColumns& columns) {
    const auto& [key, tag, value] = columns;
    for (std::size_t i = 1; i < columns.size(); ++i) {
        const KeyedRecord record{key[i], tag[i], value[i]};
        std::size_t to = i;
        for (; to > 0 && record.key < key[to - 1]; --to) {
            key[to] = key[to - 1];
            tag[to] = tag[to - 1];
            value[to] = value[to - 1];
        }
        key[to] = record.key;
        tag[to] = record.tag;
        value[to] = record.value;
    }
}

}  // namespace

void radix_sort(const KeyedColumns& columns, std::vector<KeyedRecord>& room) {
    if (columns.size() < few) return insertion_sort(columns);
    const auto [low, high] = std::minmax_element(columns.key.begin(), columns.key.end());
    const auto lowest = std::uint32_t(*low);
    const int all_bits = int(std::bit_width(std::uint32_t(*high) - lowest));
    const int passes = all_bits <= 2 * most_bits ? 2 : 4, bits = (all_bits + passes - 1) / passes;
    if (room.size() < columns.size()) room.resize(columns.size());
    for (int done = 0; done < passes; done += 2)
        two_passes(columns, {lowest, done * bits, bits}, {lowest, (done + 1) * bits, bits}, room.data());
}

}  // namespace gassan
