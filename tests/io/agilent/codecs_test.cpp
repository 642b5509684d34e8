#include "io/agilent/lzf.hpp"
#include "io/agilent/mass_calibration.hpp"
#include "io/agilent/run_length.hpp"
#include "io/base/faults.hpp"
#include "tests/support/agilent_folder.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace {

std::vector<unsigned char> bytes(const std::string& text) {
    return {text.begin(), text.end()};
}

std::string decoded(const std::string& stream, std::size_t size) {
    std::vector<unsigned char> out(size);
    decode_lzf(bytes(stream), out);
    return {out.begin(), out.end()};
}

std::vector<std::uint32_t> counts_of(const std::string& block, std::size_t points) {
    std::vector<std::uint32_t> counts(points, 77);
    const auto all = bytes(block);
    decode_run_length(std::span(all).subspan(16), 16, counts);
    return counts;
}

std::string refusal(const std::function<void()>& work) {
    try {
        work();
    } catch (const Fault& fault) {
        return fault.cause;
    }
    return "none";
}

std::uint32_t dice(std::uint32_t& state) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

/// A block of these 4-byte words behind start, step and signature.
std::string run_length_block(std::uint32_t points, std::int32_t zeros, const std::string& tokens) {
    std::string block(16, '\0');
    const std::uint32_t word = 0x90000000u | points;
    block.append(reinterpret_cast<const char*>(&word), 4);
    block.append(reinterpret_cast<const char*>(&zeros), 4);
    return block + tokens;
}

}  // namespace

TEST_CASE("lzf: streams worked out by hand decode to their text", "[agilent]") {
    CHECK(decoded(std::string("\x02"
                              "abc",
                              4),
                  3) == "abc");
    // Literal "ab", then copy 3 bytes from 2 behind: the copy reads what it writes.
    CHECK(decoded(std::string("\x01"
                              "ab"
                              "\x20\x01",
                              5),
                  5) == "ababa");
    // A length of 7 takes a byte more: 7 + 3 + 2 = 12 bytes from 1 behind.
    CHECK(decoded(std::string("\x00"
                              "x"
                              "\xe0\x03\x00",
                              5),
                  13) == std::string(13, 'x'));
    CHECK(decoded("", 0).empty());
}

TEST_CASE("lzf: what another encoder packs comes back, near and far, short and long", "[agilent]") {
    std::uint32_t state = 2463534242u;
    for (const std::size_t size : {1u, 2u, 31u, 32u, 33u, 300u, 9000u}) {
        std::string text;
        while (text.size() < size) {
            const std::uint32_t chance = dice(state);
            if (chance % 3 == 0 && text.size() > 4)
                text += text.substr(text.size() - 1 - chance / 3 % std::min<std::size_t>(text.size() - 1, 8000), 40);
            else if (chance % 3 == 1)
                text += std::string(chance / 3 % 500, char(chance));
            else
                text += char(chance >> 8);
        }
        text.resize(size);
        CHECK(decoded(lzf_encoded(text), size) == text);
        CHECK(decoded(lzf_encoded(text, true), size) == text);
    }
}

TEST_CASE("lzf: damage is named with its byte", "[agilent]") {
    CHECK(refusal([] {
              (void)decoded(std::string("\x05"
                                        "abc",
                                        4),
                            6);
          }) == "corrupt LZF data at input byte 0 (literal past the input)");
    CHECK(refusal([] {
              (void)decoded(std::string("\x00"
                                        "a"
                                        "\x20\x01",
                                        4),
                            4);
          }) == "corrupt LZF data at input byte 2 (distance before the begin)");
    CHECK(refusal([] {
              (void)decoded(std::string("\x02"
                                        "abc",
                                        4),
                            2);
          }) == "corrupt LZF data at input byte 0 (more bytes than expected)");
    CHECK(refusal([] {
              (void)decoded(std::string("\x00"
                                        "a"
                                        "\xe0\xff\x00",
                                        5),
                            100);
          }) == "corrupt LZF data at input byte 2 (more bytes than expected)");
    CHECK(refusal([] {
              (void)decoded(std::string("\x02"
                                        "abc",
                                        4),
                            9);
          }) == "corrupt LZF data at input byte 4 (fewer bytes than expected)");
    CHECK(refusal([] {
              (void)decoded(std::string("\x00"
                                        "a"
                                        "\xe0\x01",
                                        4),
                            11);
          }) == "corrupt LZF data at input byte 2 (the input ends inside a copy)");
}

TEST_CASE("run length: tokens worked out by hand", "[agilent]") {
    using Counts = std::vector<std::uint32_t>;
    // Two zeros; 5 of width 4; -1 of width 4: skip 0, width 1; 7; -6: m = 5, skip 1, width 2; 300.
    const std::string tokens(
        "\x05\0\0\0"
        "\xff\xff\xff\xff"
        "\x07"
        "\xfa"
        "\x2c\x01",
        12);
    CHECK(counts_of(run_length_block(8, -2, tokens), 8) == Counts{0, 0, 5, 7, 0, 300, 0, 0});
    // Width 8: -4 of width 4 is skip 0, width 8.
    const std::string wide(
        "\xfc\xff\xff\xff"
        "\xff\xff\xff\xff\0\0\0\0",
        12);
    CHECK(counts_of(run_length_block(2, 0, wide), 2) == Counts{4294967295u, 0});
    CHECK(counts_of(run_length_block(3, -3, ""), 3) == Counts{0, 0, 0});
}

TEST_CASE("run length: what another encoder packs comes back in all widths", "[agilent]") {
    std::uint32_t state = 88172645u;
    for (const std::size_t points : {1u, 5u, 400u, 40000u}) {
        std::vector<std::uint32_t> counts(points);
        for (std::size_t i = 0; i < points;) {
            const std::uint32_t chance = dice(state);
            if (chance % 4 == 0) {
                i += chance / 4 % 9000;
                continue;
            }
            counts[i++] = dice(state) >> (chance / 4 % 33 == 32 ? 31 : chance / 4 % 33);
        }
        CHECK(counts_of(run_length_encoded(1.0, 0.5, counts), points) == counts);
    }
}

TEST_CASE("run length: damage is named with its byte", "[agilent]") {
    const auto fault = [](std::uint32_t points, std::int32_t zeros, const std::string& tokens) {
        return refusal([&] { (void)counts_of(run_length_block(points, zeros, tokens), points); });
    };
    const std::string five("\x05\0\0\0", 4);
    CHECK(fault(1, 0, five + five) == "corrupt run-length data at byte 28 (more counts than points)");
    CHECK(fault(3, 1, five) == "corrupt run-length data at byte 20 (a positive number of zeros at the begin)");
    CHECK(fault(3, -4, "") == "corrupt run-length data at byte 20 (more zeros at the begin than points)");
    CHECK(fault(3, 0, five + "\xff\xff") == "corrupt run-length data at byte 28 (the block ends inside a number)");
    CHECK(fault(3, 0, std::string("\xee\xff\xff\xff", 4)) ==
          "corrupt run-length data at byte 24 (skips past the last point)");
    CHECK(fault(3, 0,
                std::string("\xfc\xff\xff\xff"
                            "\0\0\0\0\x01\0\0\0",
                            12)) == "corrupt run-length data at byte 28 (a count above 2^32-1)");
    CHECK(refusal([] { (void)counts_of(run_length_block(4, 0, ""), 5); }) ==
          "run-length header word 0x90000004, expected 0x90 and 5 points");
}

TEST_CASE("mass calibration: the sparse polynomial is that of the formula, inside and outside its limits",
          "[agilent]") {
    // Coefficients of the size that instruments have, with powers 0, 2, 3, 9.
    const std::vector<double> numbers{5.7558e-4, 1009.764, 19477.1, 93497.6, 2.5e-4, -3.3e-12, 6.9e-17, -1.2e-45, 0, 0};
    FlightCalibration calibration{
        .scale = numbers[0], .t0_ns = numbers[1], .low_ns = numbers[2], .high_ns = numbers[3]};
    for (std::size_t i = 0; i < 6; ++i) calibration.coefficients[i] = numbers[4 + i];
    constexpr std::uint32_t flags = 1u | 1u << 2 | 1u << 3 | 1u << 9;
    REQUIRE(take_flags(calibration, flags));
    CHECK(calibration.terms == 4);
    std::vector<double> mz(1000);
    calibrate_bins(calibration, 15000.0, 90.5, mz);
    for (std::size_t i = 0; i < mz.size(); ++i) {
        const double time_ns = 15000.0 + 90.5 * double(i);
        CHECK(std::abs(mz[i] - flight_mz(numbers, flags, time_ns)) < 1e-11 * mz[i]);
        CHECK(mz[i] != std::pow(numbers[0] * (time_ns - numbers[1]), 2));
    }
    CHECK_FALSE(first_bad_bin(calibration, 15000.0, mz));
    CHECK_FALSE(take_flags(calibration, 0x7f));
}

TEST_CASE("mass calibration: an axis that does not ascend is found at its bin", "[agilent]") {
    const FlightCalibration calibration{.scale = 1.0, .t0_ns = 0.0};
    const std::vector<double> mz{1.0, 2.0, 2.0, 3.0}, nan{1.0, std::nan(""), 3.0};
    CHECK(first_bad_bin(calibration, 1.0, mz) == 2u);
    CHECK(first_bad_bin(calibration, 1.0, nan) == 1u);
    CHECK(first_bad_bin(calibration, -1.0, {{1.0, 2.0}}) == 0u);
    CHECK_FALSE(first_bad_bin(calibration, 1.0, {{1.0, 2.0}}));
}
