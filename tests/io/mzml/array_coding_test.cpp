/// \file
/// Arrays that are packed in other ways than zlib, against packers of our own (tests/support/packed_arrays) and the
/// worked examples of those who made the packings.

#include "io/base/faults.hpp"
#include "io/mzml/numpress.hpp"
#include "io/read_run.hpp"
#include "tests/support/mzml_text.hpp"
#include "tests/support/packed_arrays.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace {

const unsigned char* bytes_of_text(const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::vector<double> unpressed(Numpress kind, const std::string& bytes, std::uint64_t most = 1000000) {
    std::vector<double> values{1, 2, 3};  // what was there must not matter
    decode_numpress(kind, bytes_of_text(bytes), bytes.size(), most, values);
    return values;
}

double dice(std::uint64_t& state) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return double(state >> 11) / 9007199254740992.0;
}

// As a centroided spectrum: steps of any size.
std::vector<double> some_mz(std::size_t count) {
    std::uint64_t state = 88172645463325252u + count;
    std::vector<double> mz;
    double last = 50.0;
    for (std::size_t i = 0; i < count; ++i) mz.push_back(last += 0.01 + 5.0 * dice(state) * dice(state));
    return mz;
}

std::vector<double> some_counts(std::size_t count) {
    std::uint64_t state = 7252177u + count;
    std::vector<double> counts;
    for (std::size_t i = 0; i < count; ++i) counts.push_back(std::floor(std::pow(10.0, 6.0 * dice(state))));
    return counts;
}

ArrayText array_text(const std::string& terms, const std::string& bytes) {
    return {terms, simple_base64(bytes), ""};
}

const std::vector<double> mz6{90.055, 104.0706, 118.0863, 147.1128, 175.119, 204.0867};
const std::vector<double> counts6{10, 200, 30, 4000, 55, 6};

std::string with_arrays(const ArrayText& mz, const ArrayText& intensity) {
    auto run = small_mzml_run();
    run.spectra[0].arrays = {mz, intensity};
    return run.xml();
}

struct FirstSpectrum {
    std::vector<double> mz;
    std::vector<float> intensity;
    RunSummary summary;
};

FirstSpectrum first_of(const std::string& xml, const ReadParams& params = {}) {
    const TempFolder folder;
    FirstSpectrum first;
    first.summary = for_each_spectrum(folder.file("run.mzML", xml), params, [&](const Spectrum& spectrum) {
        if (spectrum.index > 0) return;
        first.mz = spectrum.mz;
        first.intensity = spectrum.intensity;
    });
    return first;
}

std::string refusal_of(const std::string& xml, const ReadParams& params = {}) {
    try {
        (void)first_of(xml, params);
    } catch (const InputError& error) {
        return error.what();
    }
    return "was accepted";
}

void check_near(const std::vector<double>& found, const std::vector<double>& wanted, double absolute, double relative) {
    REQUIRE(found.size() == wanted.size());
    for (std::size_t i = 0; i < found.size(); ++i)
        REQUIRE(std::abs(found[i] - wanted[i]) <= absolute + relative * std::abs(wanted[i]));
}

}  // namespace

TEST_CASE("numpress: the integers that its authors write out decode", "[numpress]") {
    // Comment of MSNumpress.hpp: 0 is the half byte 8, -1 is f f, 23 is 6 7 1.
    CHECK(unpressed(Numpress::pic, "\x86\x71") == std::vector<double>{0, 23});
    CHECK(unpressed(Numpress::pic, "\x67\x18") == std::vector<double>{23, 0});
    CHECK(unpressed(Numpress::pic, "\x67\x10") == std::vector<double>{23});
    const std::string start("\x3f\xf0\0\0\0\0\0\0\x0a\0\0\0\x14\0\0\0", 16);  // fixed point 1, then 10 and 20
    CHECK(unpressed(Numpress::linear, start + "\xff") == std::vector<double>{10, 20, 29});
    CHECK(unpressed(Numpress::linear, start) == std::vector<double>{10, 20});
    CHECK(unpressed(Numpress::linear, start.substr(0, 12)) == std::vector<double>{10});
    CHECK(unpressed(Numpress::linear, start.substr(0, 8)).empty());
}

TEST_CASE("numpress: what was packed comes back within half a step of the packing", "[numpress]") {
    for (std::size_t count = 0; count < 300; count += count < 10 ? 1 : 37) {
        CAPTURE(count);
        const auto mz = some_mz(count), counts = some_counts(count);
        check_near(unpressed(Numpress::linear, numpress_linear(mz, 1e6)), mz, 0.5e-6, 1e-15);
        CHECK(unpressed(Numpress::pic, numpress_pic(counts)) == counts);
        const double slof_step = 0.5 / 3000;
        check_near(unpressed(Numpress::slof, numpress_slof(counts, 3000)), counts, slof_step * 1.01, slof_step * 1.01);
    }
    const std::vector<double> jumps{4000, 1, 3999, 2, 4000};  // differences of both signs, in all eight half bytes
    check_near(unpressed(Numpress::linear, numpress_linear(jumps, 1e5)), jumps, 0.5e-5, 0);
    const std::vector<double> extremes{0, 1, 15, 16, 255, 65536, 268435455, 268435456, 2147483648, 4294967294, 7};
    CHECK(unpressed(Numpress::pic, numpress_pic(extremes)) == extremes);
}

TEST_CASE("numpress: cut data are refused or give fewer numbers, never other ones", "[numpress]") {
    const auto mz = some_mz(40), counts = some_counts(40);
    const auto check = [](Numpress kind, const std::string& whole) {
        const auto all = unpressed(kind, whole);
        std::size_t refused = 0;
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const std::string cut(whole.data(), size);  // of this size, so that reading on would be seen
            try {
                const auto some = unpressed(kind, cut);
                REQUIRE(some.size() < all.size());
                REQUIRE(std::equal(some.begin(), some.end(), all.begin()));
            } catch (const Fault& fault) {
                ++refused;
                REQUIRE(fault.cause.find("numpress data corrupt") == 0);
            }
        }
        CHECK(refused > 10);
    };
    check(Numpress::linear, numpress_linear(mz, 1e6));
    check(Numpress::pic, numpress_pic(counts));
    check(Numpress::slof, numpress_slof(counts, 3000));
}

TEST_CASE("numpress: hostile numbers are refused", "[numpress]") {
    const auto cause = [](Numpress kind, const std::string& bytes, std::uint64_t most = 1000000) {
        try {
            (void)unpressed(kind, bytes, most);
        } catch (const Fault& fault) {
            return fault.cause;
        }
        return std::string("was accepted");
    };
    for (const double point : {0.0, -1.0, std::numeric_limits<double>::infinity(), std::nan("")}) {
        CHECK(cause(Numpress::linear, numpress_linear({}, point)) == "was accepted");  // before no number: harmless
        CHECK(cause(Numpress::slof, numpress_slof({}, point) + "ab").find("fixed point") != std::string::npos);
        CHECK(cause(Numpress::linear, numpress_linear({}, point) + "abcd").find("fixed point") != std::string::npos);
    }
    std::string runaway = numpress_linear({0, 1}, 1);
    for (int i = 0; i < 4000; ++i) runaway += std::string("\x0f\xff\xff\xff\x70\xff\xff\xff\xf7", 9);  // 0x7fffffff
    CHECK(cause(Numpress::linear, runaway).find("beyond all bounds") != std::string::npos);
    CHECK(cause(Numpress::pic, std::string(50, '\x88'), 100) == "was accepted");
    CHECK(cause(Numpress::pic, std::string(50, '\x88'), 99).find("more than 99 values") != std::string::npos);
    CHECK(cause(Numpress::linear, numpress_linear(some_mz(10), 1e6), 9).find("more than 9") != std::string::npos);
    CHECK(cause(Numpress::slof, numpress_slof(some_counts(10), 3000), 9).find("more than 9") != std::string::npos);
}

TEST_CASE("numpress: arrays of a file are read by their terms, plain, zlib and zstd, of 32 and 64 bits", "[numpress]") {
    struct Row {
        const char* name;
        const char *plain, *zlib, *zstd;
        std::string bytes;
        bool mz;
    };
    const Row rows[] = {
        {"MS-Numpress linear prediction compression", "MS:1002312", "MS:1002746", "MS:1003783",
         numpress_linear(mz6, 1e6), true},
        {"MS-Numpress positive integer compression", "MS:1002313", "MS:1002747", "MS:1003784", numpress_pic(counts6),
         false},
        {"MS-Numpress short logged float compression", "MS:1002314", "MS:1002748", "MS:1003785",
         numpress_slof(counts6, 5000), false},
    };
    const std::string zlib_term = cv("MS:1000574", "zlib compression");
    for (const auto& row : rows)
        for (const bool wide : {false, true}) {
            CAPTURE(row.name, wide);
            const auto terms = (wide ? cv("MS:1000523", "64-bit float") : cv("MS:1000521", "32-bit float")) +
                               (row.mz ? cv("MS:1000514", "m/z array") : cv("MS:1000515", "intensity array"));
            const ArrayText ways[] = {
                array_text(terms + cv(row.plain, row.name), row.bytes),
                array_text(cv(row.plain, row.name) + cv("MS:1000576", "no compression") + terms, row.bytes),
                array_text(terms + cv(row.zlib, row.name), zlib_bytes(row.bytes)),
                array_text(terms + cv(row.plain, row.name) + zlib_term, zlib_bytes(row.bytes)),
                array_text(terms + cv(row.zstd, row.name), zstd_frame(row.bytes))};
            for (const auto& way : ways) {
                CAPTURE(way.terms);
                const auto first =
                    first_of(row.mz ? with_arrays(way, intensity_array(counts6)) : with_arrays(mz_array(mz6), way));
                check_near(first.mz, mz6, row.mz ? 0.5e-6 : 0, 0);
                check_near({first.intensity.begin(), first.intensity.end()}, counts6, 0, row.mz ? 0 : 1.2e-4);
                CHECK(first.summary.notes.empty());
            }
        }
}

TEST_CASE("zstd: arrays are read plain, shuffled and as a dictionary", "[zstd]") {
    const auto mz_terms = cv("MS:1000523", "64-bit float") + cv("MS:1000514", "m/z array");
    const auto counts_terms = cv("MS:1000521", "32-bit float") + cv("MS:1000515", "intensity array");
    const auto plain = cv("MS:1003780", "zstd compression"),
               shuffle = cv("MS:1003781", "byte-shuffled zstd compression"),
               words = cv("MS:1003782", "dictionary-encoded zstd compression");
    const auto halves = doubles(mz6);
    const std::string all_mz[] = {zstd_frame(doubles(mz6)),
                                  zstd_frame(halves.substr(0, 20)) + zstd_frame(halves.substr(20)),
                                  zstd_frame(shuffled(doubles(mz6), 8)), zstd_frame(dictionary(mz6))};
    const std::string terms[] = {plain, plain, shuffle, words};
    for (int way = 0; way < 4; ++way) {
        CAPTURE(way);
        const auto first =
            first_of(with_arrays(array_text(terms[way] + mz_terms, all_mz[way]),
                                 array_text(shuffle + counts_terms, zstd_frame(shuffled(floats(counts6), 4)))));
        CHECK(first.mz == mz6);
        CHECK(first.intensity == std::vector<float>(counts6.begin(), counts6.end()));
        CHECK(first.summary.notes.empty());
    }
    auto many = some_mz(3000);  // more than 255 different ones, and each twice
    many.insert(many.end(), many.begin(), many.end());
    std::sort(many.begin(), many.end());
    auto run = small_mzml_run();
    run.spectra[0].length = std::to_string(many.size());
    run.spectra[0].arrays = {array_text(words + mz_terms, zstd_frame(dictionary(many))),
                             intensity_array(some_counts(many.size()))};
    CHECK(first_of(run.xml()).mz == many);
}

TEST_CASE("zstd: damage is refused, and no frame takes more memory than the limit of points", "[zstd]") {
    const auto terms = cv("MS:1000523", "64-bit float") + cv("MS:1000514", "m/z array");
    const auto refusal = [&](const std::string& accession, const std::string& bytes, const ReadParams& params = {}) {
        return refusal_of(with_arrays(array_text(cv(accession, "zstd") + terms, bytes), intensity_array(counts6)),
                          params);
    };
    const auto frame = zstd_frame(doubles(mz6));
    CHECK(refusal("MS:1003780", frame.substr(0, frame.size() - 3)).find("zstd data corrupt") != std::string::npos);
    CHECK(refusal("MS:1003780", frame + "tail").find("zstd data corrupt") != std::string::npos);
    CHECK(refusal("MS:1003780", zstd_frame(std::string(1 << 26, '\0')), {.max_points_per_spectrum = 100})
              .find("more than 100 values") != std::string::npos);
    auto words = dictionary(mz6);
    CHECK(refusal("MS:1003782", zstd_frame(words)) == "was accepted");
    words.back() = '\x06';  // six numbers are 0 to 5
    CHECK(refusal("MS:1003782", zstd_frame(words)).find("place 5 names a number") != std::string::npos);
    for (const std::size_t at : {0, 7, 8, 15}) {
        auto bad = dictionary(mz6);
        bad[at] = static_cast<char>(bad[at] ^ 0x40);
        CHECK(refusal("MS:1003782", zstd_frame(bad)).find("dictionary of the array corrupt") != std::string::npos);
    }
}

TEST_CASE("predictions: differences are summed up in the precision of the array", "[zstd]") {
    // By hand: from the third on x - last + first, or x - (2 last - before) + second.
    const std::vector<double> numbers{100, 100.5, 101.25, 102, 104};
    const std::vector<double> delta{100, 100.5, 100.75, 100.75, 102}, line{100, 100.5, 100.75, 100.5, 101.75};
    const auto mz_term = cv("MS:1000514", "m/z array");
    const auto none = intensity_array({1, 2, 3, 4, 5});
    for (const bool wide : {false, true}) {
        const auto precision = wide ? cv("MS:1000523", "64-bit float") : cv("MS:1000521", "32-bit float");
        const auto bytes = [&](const std::vector<double>& values) {
            return zlib_bytes(wide ? doubles(values) : floats(values));
        };
        auto first = first_of(with_arrays(
            array_text(cv("MS:1003089", "truncation, delta prediction and zlib compression") + precision + mz_term,
                       bytes(delta)),
            none));
        CHECK(first.mz == numbers);
        first = first_of(with_arrays(
            array_text(cv("MS:1003090", "truncation, linear prediction and zlib compression") + precision + mz_term,
                       bytes(line)),
            none));
        CHECK(first.mz == numbers);
        first = first_of(with_arrays(
            array_text(cv("MS:1003088", "truncation and zlib compression") + precision + mz_term, bytes(numbers)),
            none));
        CHECK(first.mz == numbers);
    }
}

TEST_CASE("integers: arrays of 32 and 64 bits are read", "[mzml]") {
    const std::int32_t narrow[] = {10, 200, 30, 4000, 55, -6};
    const std::int64_t wide[] = {10, 200, 30, 4000, 55, std::int64_t{1} << 40};
    const std::string narrow_bytes(reinterpret_cast<const char*>(narrow), sizeof narrow);
    const std::string wide_bytes(reinterpret_cast<const char*>(wide), sizeof wide);
    const auto term = cv("MS:1000515", "intensity array");
    auto first = first_of(with_arrays(
        mz_array(mz6),
        array_text(cv("MS:1000519", "32-bit integer") + cv("MS:1000576", "no compression") + term, narrow_bytes)));
    CHECK(first.intensity == std::vector<float>{10, 200, 30, 4000, 55, -6});
    first = first_of(with_arrays(
        mz_array(mz6), array_text(cv("MS:1000522", "64-bit integer") + cv("MS:1000574", "zlib compression") + term,
                                  zlib_bytes(wide_bytes))));
    CHECK(first.intensity == std::vector<float>{10, 200, 30, 4000, 55, 1099511627776.0f});
}
