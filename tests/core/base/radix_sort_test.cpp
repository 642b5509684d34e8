#include "core/base/radix_sort.hpp"

#include "core/base/random.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <numeric>

using namespace gassan;

TEST_CASE("radix_sort: sorts as std::stable_sort does, over all 32 bits", "[radix_sort]") {
    RandomStream random(5, 1);
    const double highest = GENERATE(7.0, 5000.0, 4294967295.0);
    std::vector<std::uint32_t> keys(3000), values(keys.size());
    for (auto& key : keys) key = std::uint32_t(random.uniform(0.0, highest));
    keys[10] = 0;
    keys[20] = keys[30] = 0xffffffffu;
    std::iota(values.begin(), values.end(), 0u);

    std::vector<std::uint32_t> expected = values;
    std::stable_sort(expected.begin(), expected.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
    std::vector<std::uint32_t> expected_keys;
    for (const auto i : expected) expected_keys.push_back(keys[i]);
    radix_sort(keys, values);
    CHECK(values == expected);
    CHECK(keys == expected_keys);
}

TEST_CASE("radix_sort: nothing stays nothing", "[radix_sort]") {
    std::vector<std::uint32_t> keys, values;
    radix_sort(keys, values);
    CHECK(keys.empty());
    CHECK(values.empty());
}
