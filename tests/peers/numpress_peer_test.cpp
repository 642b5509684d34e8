/// \file
/// Numpress as others write it: OpenMS packs a run of ours, and the library of those who published it (in ProteoWizard)
/// unpacks the same bytes. Skipped by name where they are not installed (bootstrap test --all installs them).

#include "io/mzml/numpress.hpp"
#include "io/mzml/write_mzml.hpp"
#include "io/read_run.hpp"
#include "tests/support/mzml_text.hpp"
#include "tests/support/packed_arrays.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#ifdef GASSAN_HAS_PWIZ
#include <pwiz/data/msdata/MSNumpress.hpp>
#endif

using namespace gassan;
using namespace gassan::test;

namespace {

[[noreturn]] void skip(const char* test, const char* reason) {
    std::cout << "SKIPPED: " << test << ": " << reason << std::endl;
    std::exit(77);
}

std::vector<Spectrum> spectra_of(const std::filesystem::path& path) {
    std::vector<Spectrum> all;
    (void)for_each_spectrum(path, {}, [&](const Spectrum& spectrum) { all.push_back(spectrum); });
    return all;
}

}  // namespace

TEST_CASE("peers: a run that OpenMS packs with numpress comes back", "[peer]") {
    if (std::system("FileConverter --help >/dev/null 2>&1") != 0)
        skip("a run that OpenMS packs with numpress comes back",
             "FileConverter of OpenMS (Debian: topp) is not installed");
    const TempFolder folder;
    const auto plain = folder.path() / "plain.mzML", packed = folder.path() / "packed.mzML";
    auto made = spectra_of(folder.file("small.mzML", small_mzml_run().xml()));
    std::erase_if(made, [](const Spectrum& spectrum) { return spectrum.mz.empty(); });  // OpenMS 2.6 stumbles there
    std::size_t next = 0;
    write_mzml(plain, {}, made.size(), [&](Spectrum& spectrum) {
        if (next == made.size()) return false;
        spectrum = made[next++];
        return true;
    });
    const auto log = (folder.path() / "log").string();
    const int status = std::system(
        ("FileConverter -lossy_compression -in " + plain.string() + " -out " + packed.string() + " >" + log + " 2>&1")
            .c_str());
    INFO(bytes_of(log));
    REQUIRE(status == 0);
    REQUIRE(bytes_of(packed).find("MS-Numpress linear") != std::string::npos);
    REQUIRE(bytes_of(packed).find("MS-Numpress short logged float") != std::string::npos);
    const auto ours = spectra_of(plain), theirs = spectra_of(packed);
    REQUIRE(theirs.size() == ours.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
        REQUIRE(theirs[i].mz.size() == ours[i].mz.size());
        for (std::size_t k = 0; k < ours[i].mz.size(); ++k) {
            CHECK(std::abs(theirs[i].mz[k] - ours[i].mz[k]) < 1e-5);
            CHECK(std::abs(theirs[i].intensity[k] - ours[i].intensity[k]) <= 1e-3f * ours[i].intensity[k]);
        }
    }
}

#ifdef GASSAN_HAS_PWIZ

namespace {

namespace theirs = pwiz::msdata::MSNumpress;

void check_same(Numpress kind, const std::vector<unsigned char>& bytes, const std::vector<double>& wanted) {
    std::vector<double> found;
    decode_numpress(kind, bytes.data(), bytes.size(), 1000000, found);
    REQUIRE(found == wanted);  // to the last bit
}

}  // namespace

TEST_CASE("peers: numpress decodes to the doubles of ProteoWizard's library", "[peer]") {
    std::uint64_t dice = 88172645463325252u;
    const auto uniform = [&] {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        return double(dice >> 11) / 9007199254740992.0;
    };
    for (std::size_t count = 1; count < 400; ++count) {
        CAPTURE(count);
        std::vector<double> mz, counts, out;
        double last = 50;
        for (std::size_t i = 0; i < count; ++i) {
            mz.push_back(last += 0.001 + 10 * uniform() * uniform() * uniform());
            counts.push_back(std::floor(std::pow(10.0, 9 * uniform())));
        }
        // Packed by us: the encoder of Debian's build (3.0.18342) writes zeros from the third number on.
        const auto bytes_of_text = [](const std::string& text) {
            return std::vector<unsigned char>(text.begin(), text.end());
        };
        auto bytes = bytes_of_text(numpress_linear(mz, 100000.0));
        theirs::decodeLinear(bytes, out);
        check_same(Numpress::linear, bytes, out);
        bytes = bytes_of_text(numpress_pic(counts));
        theirs::decodePic(bytes, out);
        check_same(Numpress::pic, bytes, out);
        bytes = bytes_of_text(numpress_slof(counts, 3000.0));
        theirs::decodeSlof(bytes, out);
        check_same(Numpress::slof, bytes, out);
    }
}

#else

TEST_CASE("peers: numpress decodes to the doubles of ProteoWizard's library", "[peer]") {
    skip("numpress decodes to the doubles of ProteoWizard's library",
         "libpwiz-dev was not installed when this was built");
}

#endif
