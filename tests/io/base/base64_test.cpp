#include "io/base/base64.hpp"

#include "tests/support/mzml_text.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <vector>

using namespace gassan;
using test::simple_base64;
using test::simple_base64_decoded;

namespace {

struct Outcome {
    std::string bytes;
    Base64Result result;
};

Outcome decoded(std::string_view text, Base64Path path) {
    // Exactly the room that is promised to be enough: the address sanitizer watches its end.
    std::vector<unsigned char> room(base64_room(text.size()));
    const auto result = decode_base64(text, room.data(), path);
    return {{room.begin(), room.begin() + static_cast<std::ptrdiff_t>(result.size)}, result};
}

std::vector<Base64Path> paths() {
    if (has_avx2()) return {Base64Path::portable, Base64Path::avx2};
    return {Base64Path::portable};
}

// Every path agrees with the plain decoder, and all paths agree on the place of a fault.
void check(std::string_view text) {
    const auto expected = simple_base64_decoded(text);
    const auto first = decoded(text, Base64Path::portable);
    for (const auto path : paths()) {
        const auto outcome = decoded(text, path);
        INFO("text " << text << ", path " << static_cast<int>(path));
        REQUIRE((outcome.result.fault == Base64Fault::none) == expected.has_value());
        if (expected) REQUIRE(outcome.bytes == *expected);
        REQUIRE(outcome.result.fault == first.result.fault);
        REQUIRE(outcome.result.fault_at == first.result.fault_at);
    }
}

std::string random_bytes(std::mt19937& dice, std::size_t size) {
    std::string bytes(size, '\0');
    for (char& c : bytes) c = static_cast<char>(dice());
    return bytes;
}

}  // namespace

TEST_CASE("base64: gives the vectors of RFC 4648, section 10, both ways", "[base64]") {
    const auto [bytes, text] = GENERATE(table<std::string, std::string>({{"", ""},
                                                                         {"f", "Zg=="},
                                                                         {"fo", "Zm8="},
                                                                         {"foo", "Zm9v"},
                                                                         {"foob", "Zm9vYg=="},
                                                                         {"fooba", "Zm9vYmE="},
                                                                         {"foobar", "Zm9vYmFy"}}));
    std::string written = "before ";
    append_base64(written, bytes);
    CHECK(written == "before " + text);
    for (const auto path : paths()) CHECK(decoded(text, path).bytes == bytes);
}

TEST_CASE("base64: decodes random bytes of every length as the plain decoder does", "[base64]") {
    std::mt19937 dice(1);
    for (std::size_t size = 0; size < 300; ++size) {
        const auto bytes = random_bytes(dice, size);
        std::string text;
        append_base64(text, bytes);
        REQUIRE(text == simple_base64(bytes));
        REQUIRE(decoded(text, Base64Path::best).bytes == bytes);
        check(text);
    }
}

TEST_CASE("base64: every truncation is accepted or refused as by the plain decoder", "[base64]") {
    std::mt19937 dice(2);
    const auto text = simple_base64(random_bytes(dice, 100));
    for (std::size_t size = 0; size <= text.size(); ++size) check(std::string_view(text).substr(0, size));
}

TEST_CASE("base64: any one byte in any place of a block is judged alike by all paths", "[base64]") {
    std::mt19937 dice(3);
    const auto text = simple_base64(random_bytes(dice, 72));  // three whole vector blocks
    for (std::size_t at = 0; at < text.size(); ++at)
        for (int byte = 0; byte < 256; ++byte) {
            auto damaged = text;
            damaged[at] = static_cast<char>(byte);
            check(damaged);
        }
}

TEST_CASE("base64: white space may stand anywhere, also between and after padding", "[base64]") {
    std::mt19937 dice(4);
    for (int round = 0; round < 500; ++round) {
        auto text = simple_base64(random_bytes(dice, dice() % 120));
        for (int n = static_cast<int>(dice() % 6); n >= 0; --n)
            text.insert(text.begin() + static_cast<std::ptrdiff_t>(dice() % (text.size() + 1)), " \t\r\n"[dice() % 4]);
        check(text);
    }
}

TEST_CASE("base64: a fault says where it is", "[base64]") {
    const std::string text = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY3ODkw";
    CHECK(decoded(test::replaced(text, "d", "!"), Base64Path::best).result.fault == Base64Fault::foreign_character);
    CHECK(decoded(test::replaced(text, "d", "!"), Base64Path::best).result.fault_at == text.find('d'));
    CHECK(decoded(test::replaced(text, "d", "="), Base64Path::best).result.fault == Base64Fault::inner_padding);
    CHECK(decoded(text.substr(1), Base64Path::best).result.fault == Base64Fault::bad_length);
    CHECK(decoded("QQ=", Base64Path::best).result.fault == Base64Fault::bad_length);
    CHECK(decoded("QQ==QQ==", Base64Path::best).result.fault == Base64Fault::inner_padding);
}
