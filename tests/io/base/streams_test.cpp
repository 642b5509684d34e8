#include "io/base/faults.hpp"
#include "io/base/gzip.hpp"
#include "io/base/inflate.hpp"
#include "io/base/regular_file.hpp"
#include "io/base/sha1.hpp"
#include "io/base/text_encoding.hpp"
#include "io/base/text_window.hpp"
#include "tests/support/mzml_text.hpp"
#include "tests/support/temp_folder.hpp"

#include <zlib.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <string>

using namespace gassan;
using Catch::Matchers::Contains;

namespace {

std::string random_text(unsigned seed, std::size_t size) {
    std::mt19937 dice(seed);
    std::string text(size, '\0');
    for (char& c : text) c = static_cast<char>(dice() % 7);
    return text;
}

Pull pull_of(std::string bytes, std::size_t most_at_once = 1u << 20) {
    return [bytes = std::move(bytes), at = std::size_t(0), most_at_once](char* to, std::size_t count) mutable {
        const auto n = std::min({count, most_at_once, bytes.size() - at});
        bytes.copy(to, n, at);
        at += n;
        return n;
    };
}

std::string drained(const Pull& pull, std::size_t block) {
    std::string all, part(block, '\0');
    while (const auto got = pull(part.data(), block)) all.append(part, 0, got);
    return all;
}

std::string gunzipped(const std::string& bytes, std::size_t at_once = 1u << 20, std::size_t block = 4096) {
    GzipReader reader(pull_of(bytes, at_once));
    return drained([&](char* to, std::size_t count) { return reader.read(to, count); }, block);
}

std::string fault_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Fault& fault) {
        return fault.cause;
    }
    return "";
}

}  // namespace

// ---- zlib ------------------------------------------------------------------------------------------------------

TEST_CASE("inflate: gives back what zlib compressed, for growing and shrinking streams", "[inflate]") {
    Inflater inflater;
    ByteBuffer out;
    for (const std::size_t size : {0u, 1u, 1000u, 70000u, 3u, 900000u, 17u}) {
        const auto bytes = random_text(unsigned(size), size);
        const auto stream = test::zlib_bytes(bytes);
        const auto result = inflater.inflate(stream, out, 1u << 20);
        REQUIRE(result.fault.empty());
        REQUIRE(std::string(reinterpret_cast<const char*>(out.data()), result.size) == bytes);
        REQUIRE(result.consumed == stream.size());
    }
}

TEST_CASE("inflate: every truncation is a fault, and every flipped bit is judged as zlib does", "[inflate]") {
    Inflater inflater;
    ByteBuffer out;
    const auto bytes = random_text(5, 300);
    const auto stream = test::zlib_bytes(bytes);
    for (std::size_t size = 0; size < stream.size(); ++size)
        REQUIRE_FALSE(inflater.inflate(std::string_view(stream).substr(0, size), out, 4096).fault.empty());
    std::size_t refused = 0;
    for (std::size_t at = 0; at < stream.size(); ++at)
        for (int bit = 0; bit < 8; ++bit) {
            auto damaged = stream;
            damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
            const auto result = inflater.inflate(damaged, out, 4096);
            CAPTURE(at, bit);
            // zlib is the judge: some bits mean nothing, and Adler-32 misses a rare flip of such small numbers.
            std::string judged(4096, '\0');
            uLongf judged_size = judged.size();
            const int verdict = ::uncompress(reinterpret_cast<Bytef*>(judged.data()), &judged_size,
                                             reinterpret_cast<const Bytef*>(damaged.data()), damaged.size());
            const bool taken = result.fault.empty() && !result.too_long;
            REQUIRE(taken == (verdict == Z_OK));
            if (taken)
                REQUIRE(judged.substr(0, judged_size) ==
                        std::string(reinterpret_cast<const char*>(out.data()), result.size));
            refused += !taken;
        }
    CHECK(refused > 8 * stream.size() - 20);
}

TEST_CASE("inflate: names the fault in zlib's words", "[inflate]") {
    Inflater inflater;
    ByteBuffer out;
    auto wrong_sum = test::zlib_bytes("some numbers");
    wrong_sum.back() = static_cast<char>(wrong_sum.back() ^ 1);
    CHECK_THAT(inflater.inflate(wrong_sum, out, 100).fault, Contains("incorrect data check"));
    CHECK_THAT(inflater.inflate("plain bytes", out, 100).fault, Contains("incorrect header check"));
    const auto whole = test::zlib_bytes("some numbers");
    CHECK_THAT(inflater.inflate(std::string_view(whole).substr(0, 9), out, 100).fault, Contains("cut short"));
}

TEST_CASE("inflate: goes no further than allowed, and counts what follows the stream", "[inflate]") {
    Inflater inflater;
    ByteBuffer out;
    const auto bomb = test::zlib_bytes(std::string(50u << 20, '\0'));
    CHECK(inflater.inflate(bomb, out, 100000).too_long);
    CHECK(out.capacity() <= 100000);
    const auto exact = inflater.inflate(test::zlib_bytes(std::string(1000, 'x')) + "tail", out, 1000);
    CHECK(exact.size == 1000);
    CHECK(exact.consumed == test::zlib_bytes(std::string(1000, 'x')).size());
}

// ---- gzip ------------------------------------------------------------------------------------------------------

TEST_CASE("gzip: members of any size, fed and taken in any pieces, give the same text", "[gzip]") {
    const auto text = random_text(6, 20000);
    for (const std::size_t member : {20000u, 777u, 1u})
        for (const std::size_t at_once : {1u << 20, 7u, 1u})
            for (const std::size_t block : {4096u, 13u}) {
                if (member == 1 && at_once == 1 && block == 13) continue;  // covered by its neighbours, and slow
                REQUIRE(gunzipped(test::gzip_members(text, member), at_once, block) == text);
            }
}

TEST_CASE("gzip: a cut at every byte is a fault, except between members", "[gzip]") {
    const auto first = test::gzip_bytes("first"), second = test::gzip_bytes("second");
    const auto whole = first + second;
    for (std::size_t size = 1; size < whole.size(); ++size) {
        const auto cut = whole.substr(0, size);
        CAPTURE(size);
        if (size == first.size())
            CHECK(gunzipped(cut) == "first");
        else if (size == first.size() + 1)  // one byte of magic is a tail, not a member
            CHECK(gunzipped(cut) == "first");
        else if (size >= 2)
            CHECK_THAT(fault_of([&] { (void)gunzipped(cut); }), Contains("cut short"));
    }
}

TEST_CASE("gzip: wrong checksum and wrong length are faults; bytes after the stream are counted", "[gzip]") {
    const auto whole = test::gzip_bytes("some text");
    auto wrong_sum = whole, wrong_length = whole;
    wrong_sum[whole.size() - 8] = static_cast<char>(wrong_sum[whole.size() - 8] ^ 1);
    wrong_length[whole.size() - 1] = 1;
    CHECK_THAT(fault_of([&] { (void)gunzipped(wrong_sum); }), Contains("incorrect data check"));
    CHECK_THAT(fault_of([&] { (void)gunzipped(wrong_length); }), Contains("incorrect length check"));

    GzipReader reader(pull_of(whole + std::string(1000, '\0'), 100));
    CHECK(drained([&](char* to, std::size_t count) { return reader.read(to, count); }, 64) == "some text");
    CHECK(reader.tail_bytes() == 1000);
}

// ---- encodings ---------------------------------------------------------------------------------------------------

TEST_CASE("encoding: is found by mark, by zero bytes, by declaration, and is UTF-8 otherwise", "[encoding]") {
    const std::string plain = "<?xml version=\"1.0\"?><a/>";
    CHECK(find_encoding(plain).encoding == TextEncoding::utf8);
    CHECK(find_encoding("\xef\xbb\xbf" + plain).mark_size == 3);
    CHECK(find_encoding(test::utf16(plain, false, true)).encoding == TextEncoding::utf16_le);
    CHECK(find_encoding(test::utf16(plain, true, true)).encoding == TextEncoding::utf16_be);
    CHECK(find_encoding(test::utf16(plain, false, false)).encoding == TextEncoding::utf16_le);
    CHECK(find_encoding("<?xml version='1.0' encoding='iso-8859-1'?>").encoding == TextEncoding::latin1);
    CHECK(find_encoding("<?xml version='1.0' encoding = \"UTF-8\"?>").encoding == TextEncoding::utf8);
    CHECK_THAT(fault_of([] { (void)find_encoding("<?xml version=\"1.0\" encoding=\"Shift_JIS\"?>"); }),
               Contains("Shift_JIS"));
    CHECK_THAT(fault_of([] { (void)find_encoding("<?xml version=\"1.0\" encoding=\"UTF-16\"?>"); }),
               Contains("not UTF-16"));
}

TEST_CASE("encoding: UTF-16 with surrogates and ISO-8859-1 become UTF-8, fed byte by byte", "[encoding]") {
    const std::string le("\xff\xfe<\0\xe4\0\x42\x30\x3d\xd8\x00\xde", 12);  // < ä あ 😀
    const auto found = find_encoding(le);
    CHECK(drained(transcoded(pull_of(le.substr(found.mark_size), 1), found), 5) ==
          "<\xc3\xa4\xe3\x81\x82\xf0\x9f\x98\x80");
    EncodingFound latin{TextEncoding::latin1, 0, "ISO-8859-1"};
    CHECK(drained(transcoded(pull_of("\xb5L"), latin), 5) == "\xc2\xb5L");
    const std::string lone("\x3d\xd8<\0", 4);
    CHECK_THAT(fault_of([&] { (void)drained(transcoded(pull_of(lone), found), 5); }), Contains("surrogate"));
}

TEST_CASE("encoding: bytes that are no UTF-8 are found where they stand", "[encoding]") {
    CHECK(first_bad_utf8("plain \xc3\xa4 \xe3\x81\x82 \xf0\x9f\x98\x80") == std::string::npos);
    CHECK(first_bad_utf8("ab\x83\x54") == 2);         // Shift_JIS テ
    CHECK(first_bad_utf8("a\xc0\xaf") == 1);          // overlong '/'
    CHECK(first_bad_utf8("a\xe0\x80\xaf") == 1);      // overlong
    CHECK(first_bad_utf8("a\xed\xa0\x80") == 1);      // surrogate
    CHECK(first_bad_utf8("a\xf4\x90\x80\x80") == 1);  // beyond U+10FFFF
    CHECK(first_bad_utf8("abc\xe3\x81") == 3);        // cut
}

// ---- SHA-1 -------------------------------------------------------------------------------------------------------

TEST_CASE("sha1: gives the printed digests of FIPS 180 and RFC 3174", "[sha1]") {
    const auto hex = [](std::string_view text) {
        Sha1 sha1;
        for (const char c : text) sha1.add({&c, 1});
        Sha1 at_once;
        at_once.add(text);
        const auto digits = at_once.hex();
        CHECK(sha1.hex() == digits);
        return digits;
    };
    CHECK(hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
    CHECK(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
    CHECK(hex(std::string(1000000, 'a')) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
    CHECK(hex("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

TEST_CASE("window: of a file however long 32 MiB at most are mapped at a time", "[text_window]") {
    const test::TempFolder folder;
    const RegularFile file(folder.file("long", std::string(70u << 20, 'x')));
    TextWindow window(file);
    std::uint64_t seen = 0, widest = 0;
    while (window.more(window.end())) {
        widest = std::max(widest, window.end() - window.begin());
        seen += window.end() - window.begin();
    }
    CHECK(seen == 70u << 20);
    CHECK(widest <= 32u << 20);
}
