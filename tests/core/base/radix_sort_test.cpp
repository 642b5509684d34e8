#include "core/base/radix_sort.hpp"

#include "core/base/random.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

using namespace gassan;

TEST_CASE("radix_sort: sorts as std::stable_sort does, over all 32 bits", "[radix_sort]") {
    RandomStream random(5, 1);
    // Keys from many in one bucket to one in many, on both sides of zero; a crowd of equal ones that only their order
    // tells apart.
    const double lowest = GENERATE(-2147483648.0, -2000.0, 1e9), range = GENERATE(1.0, 7.0, 5000.0, 3e6, 1.1e9, 4.2e9);
    const auto count = std::size_t(GENERATE(1, 2, 40, 3000, 60000));
    std::vector<KeyedRecord> expected(count);
    for (std::size_t i = 0; i < count; ++i) {
        const double place = i % 7 == 3 ? 0.5 : random.uniform();
        expected[i] = {std::int32_t(std::min(lowest + place * range, 2147483647.0)), std::uint32_t(i), float(i % 1000)};
    }
    std::vector<std::int32_t> key;
    std::vector<std::uint32_t> tag;
    std::vector<float> value;
    for (const KeyedRecord& record : expected) {
        key.push_back(record.key);
        tag.push_back(record.tag);
        value.push_back(record.value);
    }
    std::stable_sort(expected.begin(), expected.end(),
                     [](const KeyedRecord& a, const KeyedRecord& b) { return a.key < b.key; });
    std::vector<KeyedRecord> room;
    radix_sort({key, tag, value}, room);
    CAPTURE(lowest, range, count);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < count; ++i)
        wrong += key[i] != expected[i].key || tag[i] != expected[i].tag || value[i] != expected[i].value;
    CHECK(wrong == 0);
}

TEST_CASE("radix_sort: a part is sorted, and nothing beside it is touched", "[radix_sort]") {
    std::vector<std::int32_t> key{9, 5, 3, 4, 1};
    std::vector<std::uint32_t> tag{0, 1, 2, 3, 4};
    std::vector<float> value{0, 1, 2, 3, 4};
    std::vector<KeyedRecord> room;
    radix_sort(KeyedColumns{key, tag, value}.part(1, 4), room);
    CHECK(key == std::vector<std::int32_t>{9, 3, 4, 5, 1});
    CHECK(tag == std::vector<std::uint32_t>{0, 2, 3, 1, 4});
    CHECK(value == std::vector<float>{0, 2, 3, 1, 4});
}

TEST_CASE("radix_sort: nothing stays nothing", "[radix_sort]") {
    std::vector<KeyedRecord> room;
    radix_sort({}, room);
    CHECK(room.empty());
}
