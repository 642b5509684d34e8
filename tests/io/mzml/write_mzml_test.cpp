#include "io/mzml/write_mzml.hpp"

#include "io/base/atomic_file.hpp"
#include "io/base/faults.hpp"
#include "io/mzml/numbers.hpp"
#include "io/mzml/read_mzml.hpp"
#include "io/read_run.hpp"
#include "tests/support/mzml_text.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

// Spectra of 0 to 40 points with full mantissas, times with noise in the last decimals, and one of each oddity.
std::vector<Spectrum> some_spectra() {
    std::mt19937_64 dice(7);
    const auto uniform = [&] { return double(dice() >> 11) / 9007199254740992.0; };
    std::vector<Spectrum> all;
    for (std::size_t i = 0; i < 60; ++i) {
        Spectrum spectrum{.index = i,
                          .id = "scan=" + std::to_string(i + 1),
                          .time_s = settled_seconds(double(i) * 20.0 + 0.001 * double(dice() % 20000))};
        spectrum.polarity = i % 3 == 0 ? Polarity::negative : i % 3 == 1 ? Polarity::positive : Polarity::unknown;
        spectrum.representation = i % 2 ? Representation::centroid : Representation::profile;
        double mz = 50;
        for (std::size_t k = 0; k < i % 41; ++k) {
            spectrum.mz.push_back(mz += 0.2 + uniform());
            spectrum.intensity.push_back(static_cast<float>(1e6 * uniform()));
        }
        all.push_back(std::move(spectrum));
    }
    all[5].id = "a<b>&\"'\xe8\xa9\xa6";
    return all;
}

SpectrumSource source_of(const std::vector<Spectrum>& all) {
    return [&all, next = std::size_t(0)](Spectrum& spectrum) mutable {
        if (next == all.size()) return false;
        spectrum = all[next++];
        return true;
    };
}

}  // namespace

TEST_CASE("write_mzml: every combination of options reads back to the same values", "[write_mzml]") {
    const TempFolder folder;
    const auto all = some_spectra();
    for (int bits = 0; bits < 32; ++bits) {
        MzmlWriteOptions options{.zlib = bool(bits & 1),
                                 .gzip = bool(bits & 2),
                                 .mz_64_bit = bool(bits & 4),
                                 .time_in_minutes = bool(bits & 8),
                                 .indexed = bool(bits & 16)};
        const auto path = folder.path() / "run.mzML";
        write_mzml(path, options, all.size(), source_of(all));
        CAPTURE(bits);
        std::size_t i = 0;
        const auto summary = for_each_spectrum(path, {}, [&](const Spectrum& read) {
            const auto& written = all[i++];
            REQUIRE(read.id == written.id);
            REQUIRE(read.time_s == written.time_s);
            REQUIRE(read.polarity == written.polarity);
            REQUIRE(read.representation == written.representation);
            REQUIRE(read.intensity == written.intensity);
            REQUIRE(read.mz.size() == written.mz.size());
            for (std::size_t k = 0; k < read.mz.size(); ++k)
                REQUIRE(read.mz[k] == (options.mz_64_bit ? written.mz[k] : double(float(written.mz[k]))));
        });
        CHECK(i == all.size());
        CHECK(summary.format == std::string("mzML 1.1.0") + (options.gzip ? ", gzip" : ""));
        // Their points are no peaks' outlines: those called profile are doubted.
        for (const auto& note : summary.notes)
            CHECK((note.code == "time-gap" || note.code == "times-unordered" || note.code == "label-wrong"));
        const auto checksum = mzml_checksum(path);
        CHECK(checksum.stated.empty() != options.indexed);
        CHECK(checksum.stated == checksum.computed);
    }
}

TEST_CASE("write_mzml: every offset of the index is that of its spectrum", "[write_mzml]") {
    const TempFolder folder;
    const auto all = some_spectra();
    const auto path = folder.path() / "run.mzML";
    write_mzml(path, {}, all.size(), source_of(all));
    const auto text = bytes_of(path);
    std::size_t at = 0, entries = 0;
    while ((at = text.find("<offset idRef=\"", at)) != std::string::npos) {
        const auto id = text.substr(at + 15, text.find('"', at + 15) - at - 15);
        at = text.find('>', at) + 1;
        const auto offset = std::stoul(text.substr(at));
        CHECK(text.substr(offset, 9) == "<spectrum");
        CHECK(text.substr(offset, 200).find("id=\"" + id + "\"") != std::string::npos);
        ++entries;
    }
    CHECK(entries == all.size());
    const auto list = std::stoul(text.substr(text.find("<indexListOffset>") + 17));
    CHECK(text.substr(list, 10) == "<indexList");
}

TEST_CASE("write_mzml: the same spectra give the same bytes", "[write_mzml]") {
    const TempFolder folder;
    const auto all = some_spectra();
    for (const bool gzip : {false, true}) {
        write_mzml(folder.path() / "a", {.gzip = gzip}, all.size(), source_of(all));
        write_mzml(folder.path() / "b", {.gzip = gzip}, all.size(), source_of(all));
        CHECK(bytes_of(folder.path() / "a") == bytes_of(folder.path() / "b"));
    }
}

TEST_CASE("write_mzml: a wrong count or an impossible spectrum leaves nothing behind", "[write_mzml]") {
    const TempFolder folder;
    auto all = some_spectra();
    const auto path = folder.file("run.mzML", "earlier");
    CHECK_THROWS_WITH(write_mzml(path, {}, all.size() + 1, source_of(all)), Contains("fewer spectra"));
    CHECK_THROWS_WITH(write_mzml(path, {}, all.size() - 1, source_of(all)), Contains("more spectra"));
    all[3].time_s = no_value;
    CHECK_THROWS_WITH(write_mzml(path, {}, all.size(), source_of(all)), Contains("time"));
    CHECK(bytes_of(path) == "earlier");
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("mzml_checksum: tells a changed file, and is silent where none is stated", "[write_mzml]") {
    const TempFolder folder;
    const auto all = some_spectra();
    const auto path = folder.path() / "run.mzML";
    write_mzml(path, {}, all.size(), source_of(all));
    const auto text = bytes_of(path);
    const auto changed = mzml_checksum(folder.file("changed", replaced(text, "id=\"run1\"", "id=\"run2\"")));
    CHECK(changed.stated == mzml_checksum(path).stated);
    CHECK(changed.stated != changed.computed);
    CHECK(mzml_checksum(folder.file("zeros", small_mzml_run().xml())).stated.empty());
}

// ---- times ---------------------------------------------------------------------------------------------------------

TEST_CASE("times: seconds written as minutes come back as the same double", "[numbers]") {
    // Every millisecond of 40 minutes, and the 11 decimals that some converters leave.
    for (int ms = 0; ms < 2400000; ms += 7)
        for (const double noise : {0.0, 2e-11}) {
            const double time_s = settled_seconds(ms / 1000.0 + noise);
            REQUIRE(settled_seconds(*whole_number(seconds_as_minutes_text(time_s)) * 60.0) == time_s);
        }
}

TEST_CASE("times: what another program makes of minutes is the same double as the seconds", "[numbers]") {
    for (int ms = 0; ms < 2400000; ms += 7) {
        const double time_s = ms / 1000.0;
        REQUIRE(settled_seconds((time_s / 60.0) * 60.0) == time_s);
    }
    CHECK(settled_seconds(290.60000000000002) == 290.6);
    CHECK(settled_seconds(290.6000000001) == 290.6000000001);
    CHECK(settled_seconds(1.0 / 3.0) == 1.0 / 3.0);
}

TEST_CASE("numbers: are whole texts or nothing", "[numbers]") {
    for (const auto* text : {"", " ", "-1", "1.5", "18446744073709551616", "0x10", "1 2", "+-1", "1e3"})
        CHECK_FALSE(whole_count(text));
    CHECK(whole_count("18446744073709551615") == 18446744073709551615u);
    CHECK(whole_count(" 12\n") == 12u);
    for (const auto* text : {"", "nan", "inf", "-inf", "1,5", "0x1p3", "1e400", "1e", "--1", "+-1", "1.5s", "1..2"})
        CHECK_FALSE(whole_number(text));
    CHECK(whole_number("+1.5e-3") == 1.5e-3);
    CHECK(whole_number("-7") == -7.0);
}

// ---- files
// -----------------------------------------------------------------------------------------------------------

TEST_CASE("atomic file: appears whole on commit, and not at all without", "[atomic_file]") {
    const TempFolder folder;
    const auto path = folder.file("out.tsv", "earlier");
    {
        AtomicFile file(path);
        file.write(std::string(3u << 20, 'x'));
        CHECK(bytes_of(path) == "earlier");
    }
    CHECK(bytes_of(path) == "earlier");
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
    write_file_atomically(path, std::string(3u << 20, 'y') + "end");
    CHECK(bytes_of(path) == std::string(3u << 20, 'y') + "end");
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("atomic file: replaces the file behind a link, and no directory or device", "[atomic_file]") {
    const TempFolder folder;
    const auto target = folder.file("target", "old");
    std::filesystem::create_symlink("target", folder.path() / "link");
    write_file_atomically(folder.path() / "link", "new");
    CHECK(bytes_of(target) == "new");
    CHECK(std::filesystem::is_symlink(folder.path() / "link"));
    CHECK_THROWS_AS(write_file_atomically(folder.path(), "x"), EnvironmentError);
    CHECK_THROWS_AS(write_file_atomically("/dev/null", "x"), EnvironmentError);
    CHECK_THROWS_WITH(write_file_atomically(folder.path() / "no" / "where", "x"), Contains("cannot create the file"));
    write_file_atomically(folder.path() / std::string(255, 'n'), "long name");
    CHECK(bytes_of(folder.path() / std::string(255, 'n')) == "long name");
}
