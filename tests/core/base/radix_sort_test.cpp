#include "core/base/radix_sort.hpp"

#include "core/base/random.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

using namespace gassan;

TEST_CASE("radix_sort: sorts as std::stable_sort does, over all 32 bits", "[radix_sort]") {
    RandomStream random(5, 1);
    // Keys from many in one bucket to one in many; a crowd of equal ones that only their order tells apart.
    const double lowest = GENERATE(0.0, 1e9), range = GENERATE(1.0, 7.0, 5000.0, 3e6, 3.29e9);
    const auto count = std::size_t(GENERATE(1, 2, 40, 3000, 60000));
    std::vector<KeyedRecord> records(count);
    for (std::size_t i = 0; i < count; ++i) {
        const double place = i % 7 == 3 ? 0.5 : random.uniform();
        records[i] = {std::uint32_t(lowest + place * range), std::uint32_t(i), float(i % 1000)};
    }
    if (lowest == 0.0 && count > 30) {
        records[10].key = 0;
        records[20].key = records[30].key = 0xffffffffu;
    }

    std::vector<KeyedRecord> expected = records;
    std::stable_sort(expected.begin(), expected.end(),
                     [](const KeyedRecord& a, const KeyedRecord& b) { return a.key < b.key; });
    std::vector<KeyedRecord> room;
    radix_sort(records, room);
    CAPTURE(lowest, range, count);
    CHECK(std::equal(records.begin(), records.end(), expected.begin(), [](const KeyedRecord& a, const KeyedRecord& b) {
        return a.key == b.key && a.tag == b.tag && a.value == b.value;
    }));
}

TEST_CASE("radix_sort: nothing stays nothing", "[radix_sort]") {
    std::vector<KeyedRecord> records, room;
    radix_sort(records, room);
    CHECK(records.empty());
}
