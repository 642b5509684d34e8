#include "io/base/bzip2.hpp"

#include "io/base/faults.hpp"
#include "tests/support/formats.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <string>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

std::string random_text(unsigned seed, std::size_t size) {
    std::mt19937 dice(seed);
    std::string text(size, '\0');
    for (char& c : text) c = static_cast<char>(dice() % 7);
    return text;
}

std::string unpacked(const std::string& bytes, std::size_t at_once = 1u << 20, std::size_t block = 4096,
                     std::uint64_t* tail = nullptr) {
    Bzip2Reader reader([&, at = std::size_t(0)](char* to, std::size_t count) mutable {
        const auto n = std::min({count, at_once, bytes.size() - at});
        bytes.copy(to, n, at);
        at += n;
        return n;
    });
    std::string all, part(block, '\0');
    while (const auto got = reader.read(part.data(), block)) all.append(part, 0, got);
    if (tail) *tail = reader.tail_bytes();
    return all;
}

std::string fault_of(const std::string& bytes) {
    try {
        (void)unpacked(bytes);
    } catch (const Fault& fault) {
        CHECK(fault.container);
        return fault.cause;
    }
    return "";
}

}  // namespace

TEST_CASE("bzip2: gives back what libbz2 packed, in pieces of any size", "[bzip2]") {
    for (const std::size_t size : {0u, 1u, 1000u, 350000u}) {
        const auto text = random_text(unsigned(size), size);
        const auto packed = bzip2_bytes(text);
        CHECK(unpacked(packed) == text);
        if (size <= 1000) CHECK(unpacked(packed, 1, 1) == text);
        CHECK(unpacked(packed, 333, 77777) == text);
    }
}

TEST_CASE("bzip2: streams one after another are one text, and what follows them is counted", "[bzip2]") {
    const std::string packed = bzip2_bytes("one ") + bzip2_bytes("") + bzip2_bytes("two ") + bzip2_bytes("three");
    CHECK(unpacked(packed) == "one two three");
    CHECK(unpacked(packed, 1, 2) == "one two three");
    std::uint64_t tail = 0;
    CHECK(unpacked(packed + "BZh9 and no stream", 5, 100, &tail) == "one two three");
    CHECK(tail == 18);
}

TEST_CASE("bzip2: a stream that is cut or has a wrong checksum is a fault", "[bzip2]") {
    const auto packed = bzip2_bytes(random_text(3, 2000));
    for (std::size_t size = 4; size < packed.size(); ++size)
        REQUIRE_THAT(fault_of(packed.substr(0, size)), Contains("cut short"));
    auto damaged = packed;
    damaged[12] = static_cast<char>(damaged[12] ^ 1);  // in the block's checksum
    CHECK_THAT(fault_of(damaged), Contains("corrupt"));
    damaged = packed;
    damaged[4] = 'x';
    CHECK_THAT(fault_of(damaged), Contains("corrupt"));
}

TEST_CASE("bzip2: is known by its magic", "[bzip2]") {
    CHECK(is_bzip2("BZh9"));
    CHECK_FALSE(is_bzip2("BZh0"));
    CHECK_FALSE(is_bzip2("BZ"));
}
