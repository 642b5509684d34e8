/// \file
/// One file read by several threads. That damaged files look the same to any number of them is in damage_test.cpp;
/// here are long files, and those that try to mislead the cutting into parts.

#include "io/base/faults.hpp"
#include "io/mzml/write_mzml.hpp"
#include "io/read_run.hpp"
#include "tests/support/mzml_text.hpp"
#include "tests/support/read_spectra.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace {

// 2,000 spectra of 0 to 400 points, every eighth an MS2 spectrum: 5 MB, or 3 MB with zlib.
std::filesystem::path long_file(const TempFolder& folder, bool zlib, std::size_t spectra = 2000) {
    const auto path = folder.path() / "long.mzML";
    std::size_t written = 0;
    std::uint64_t dice = 88172645463325252u;
    write_mzml(path, {.zlib = zlib}, spectra, [&](Spectrum& spectrum) {
        if (written == spectra) return false;
        spectrum = Spectrum{};
        spectrum.ms_level = written % 8 == 7 ? 2 : 1;
        spectrum.time_s = 0.25 * double(written++);
        spectrum.polarity = Polarity::positive;
        spectrum.representation = Representation::centroid;
        double mz = 50;
        for (std::size_t i = written * 37 % 401; i > 0; --i) {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            spectrum.mz.push_back(mz += 0.01 + double(dice >> 40) * 1e-7);
            spectrum.intensity.push_back(float(1 + dice % 100000));
        }
        return true;
    });
    return path;
}

void check_same(const Seen& a, const Seen& b) {
    CHECK(a.refusal == b.refusal);
    REQUIRE(a.spectra.size() == b.spectra.size());
    for (std::size_t i = 0; i < a.spectra.size(); ++i) {
        REQUIRE(a.spectra[i].id == b.spectra[i].id);
        REQUIRE(a.spectra[i].index == b.spectra[i].index);
        REQUIRE(a.spectra[i].time_s == b.spectra[i].time_s);
        REQUIRE(a.spectra[i].mz == b.spectra[i].mz);
        REQUIRE(a.spectra[i].intensity == b.spectra[i].intensity);
    }
    CHECK(a.summary.spectra == b.summary.spectra);
    CHECK(a.summary.points == b.summary.points);
    CHECK(a.summary.ms2 == b.summary.ms2);
    REQUIRE(a.summary.notes.size() == b.summary.notes.size());
    for (std::size_t i = 0; i < a.summary.notes.size(); ++i) {
        CHECK(a.summary.notes[i].text == b.summary.notes[i].text);
        CHECK(a.summary.notes[i].where == b.summary.notes[i].where);
    }
}

}  // namespace

TEST_CASE("parts: a long file is the same for any number of threads, and delivered by the calling one", "[parts]") {
    for (const bool zlib : {false, true}) {
        const TempFolder folder;
        const auto path = long_file(folder, zlib);
        const auto alone = seen(path, 1);
        REQUIRE(alone.refusal.empty());
        CHECK(alone.summary.spectra == 2000);
        CHECK(alone.summary.ms2 == 250);
        for (const int threads : {2, 3, 8}) {
            CAPTURE(zlib, threads);
            check_same(seen(path, threads), alone);
            std::set<std::thread::id> callers;
            (void)for_each_spectrum(path, {.threads = threads},
                                    [&](const Spectrum&) { callers.insert(std::this_thread::get_id()); });
            CHECK(callers == std::set<std::thread::id>{std::this_thread::get_id()});
        }
    }
}

TEST_CASE("parts: end tags of spectra that are none mislead nobody", "[parts]") {
    const TempFolder folder;
    const auto text = bytes_of(long_file(folder, false));
    const std::string comment = "<!-- </spectrum>" + std::string(5000, ' ') + "</spectrum> -->";
    const std::string spectrum = "<spectrum index=\"";
    const std::pair<const char*, std::string> files[] = {
        {"comments between", replaced_all(text, spectrum, comment + spectrum)},
        {"comments within", replaced_all(text, "<binaryDataArrayList", comment + "<binaryDataArrayList")},
        {"strange elements", replaced_all(text, spectrum, "<x><spectrum></spectrum></x>" + spectrum)},
        {"CDATA", replaced_all(text, "<binary>", "<binary><![CDATA[]]><!--</spectrum>-->")},
        {"space in end tags", replaced_all(text, "</spectrum>", "</spectrum >")},
        {"prefixes", replaced_all(replaced_all(text, "<spectrum ", "<ms:spectrum "), "</spectrum>", "</ms:spectrum>")},
        {"wrong indices", replaced_all(text, spectrum, spectrum + "9")},
        {"wrong lengths", replaced_all(text, "encodedLength=\"", "encodedLength=\"1")},
    };
    for (const auto& [name, bytes] : files) {
        INFO(name);
        const auto path = folder.file("run.mzML", bytes);
        const auto alone = seen(path, 1);
        CHECK(alone.refusal.empty());
        CHECK(alone.spectra.size() == 1750);
        check_same(seen(path, 2), alone);
        check_same(seen(path, 4), alone);
    }
}

TEST_CASE("parts: a file damaged or cut anywhere is refused in the same words", "[parts]") {
    const TempFolder folder;
    const auto text = bytes_of(long_file(folder, true, 400));
    for (std::size_t i = 1; i < 40; ++i) {
        const std::size_t at = text.size() / 40 * i;
        CAPTURE(at);
        auto damaged = text;
        damaged[at] = damaged[at] == '<' ? '>' : '<';
        for (const auto& bytes : {damaged, text.substr(0, at)}) {
            const auto path = folder.file("run.mzML", bytes);
            const auto alone = seen(path, 1);
            check_same(seen(path, 2), alone);
            check_same(seen(path, 4), alone);
        }
    }
}

TEST_CASE("parts: points that cannot be are refused at their spectrum, after those before it", "[parts]") {
    const TempFolder folder;
    const auto path = folder.path() / "run.mzML";
    std::size_t written = 0;
    write_mzml(path, {}, 1000, [&](Spectrum& spectrum) {
        if (written == 1000) return false;
        spectrum = Spectrum{};
        spectrum.time_s = double(written);
        spectrum.polarity = Polarity::positive;
        spectrum.representation = Representation::centroid;
        spectrum.mz.assign(200, 100.0);
        for (std::size_t i = 0; i < 200; ++i) spectrum.mz[i] += double(i);
        spectrum.intensity.assign(200, 5.0f);
        if (written++ == 777) spectrum.mz[3] = 1e7;
        return true;
    });
    const auto alone = seen(path, 1);
    CHECK(alone.spectra.size() == 777);
    CHECK(alone.refusal.find("(index 777)") != std::string::npos);
    check_same(seen(path, 2), alone);
    check_same(seen(path, 4), alone);
}

TEST_CASE("parts: what the sink throws ends the reading, and comes out", "[parts]") {
    const TempFolder folder;
    const auto path = long_file(folder, true);
    std::size_t taken = 0;
    const auto until_500 = [&](const Spectrum&) {
        if (++taken == 500) throw std::runtime_error("enough");
    };
    CHECK_THROWS_WITH(for_each_spectrum(path, {.threads = 4}, until_500), "enough");
    CHECK(taken == 500);
}

TEST_CASE("parts: progress rises and ends at the size of the file", "[parts]") {
    const TempFolder folder;
    const auto path = long_file(folder, false, 6000);
    std::vector<std::uint64_t> told;
    (void)for_each_spectrum(
        path, {.threads = 2}, [](const Spectrum&) {}, [&](std::uint64_t done, std::uint64_t) { told.push_back(done); });
    CHECK(told.size() > 2);
    CHECK(std::is_sorted(told.begin(), told.end()));
    CHECK(told.back() == std::filesystem::file_size(path));
}
